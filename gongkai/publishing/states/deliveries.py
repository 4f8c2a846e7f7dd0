"""Copies on their way to outlets."""

from django.db import models

from gongkai.lib.moves import Moves


class DeliveryState(models.TextChoices):
    """A copy on its way to an outlet."""

    WAITING = "waiting", "等待送达"
    SENT = "sent", "已送达"
    FAILED = "failed", "未送达"
    BY_HAND = "by_hand", "待人工发布"
    POSTED = "posted", "已人工发布"
    RECALL = "recall", "待撤下"
    RECALLED = "recalled", "已撤下"
    CANCELLED = "cancelled", "已取消"


class DeliveryAct(models.TextChoices):
    """What may be done with it."""

    SEND = "send", "送达"
    FAIL = "fail", "记为失败"
    RETRY = "retry", "重新送达"
    POST = "post", "登记已发布"
    RECALL = "recall", "要求撤下"
    CONFIRM = "confirm", "登记已撤下"
    CANCEL = "cancel", "取消"
    HAND = "hand", "转人工发布"


DELIVERY_MOVES = Moves(
    {
        (DeliveryState.WAITING, DeliveryAct.SEND): DeliveryState.SENT,
        (DeliveryState.WAITING, DeliveryAct.FAIL): DeliveryState.FAILED,
        (DeliveryState.WAITING, DeliveryAct.HAND): DeliveryState.BY_HAND,
        (DeliveryState.WAITING, DeliveryAct.CANCEL): DeliveryState.CANCELLED,
        # An answer that was lost may hide a copy that arrived: the receiver is told, too.
        (DeliveryState.WAITING, DeliveryAct.RECALL): DeliveryState.RECALL,
        (DeliveryState.FAILED, DeliveryAct.RETRY): DeliveryState.WAITING,
        (DeliveryState.FAILED, DeliveryAct.CANCEL): DeliveryState.CANCELLED,
        (DeliveryState.FAILED, DeliveryAct.RECALL): DeliveryState.RECALL,
        (DeliveryState.BY_HAND, DeliveryAct.POST): DeliveryState.POSTED,
        (DeliveryState.BY_HAND, DeliveryAct.CANCEL): DeliveryState.CANCELLED,
        # Posted, corrected since, not posted again: what stands there has to go, too.
        (DeliveryState.BY_HAND, DeliveryAct.RECALL): DeliveryState.RECALL,
        (DeliveryState.SENT, DeliveryAct.RETRY): DeliveryState.WAITING,
        (DeliveryState.SENT, DeliveryAct.RECALL): DeliveryState.RECALL,
        (DeliveryState.POSTED, DeliveryAct.RETRY): DeliveryState.WAITING,
        (DeliveryState.POSTED, DeliveryAct.RECALL): DeliveryState.RECALL,
        (DeliveryState.RECALL, DeliveryAct.CONFIRM): DeliveryState.RECALLED,
        (DeliveryState.CANCELLED, DeliveryAct.RETRY): DeliveryState.WAITING,
        (DeliveryState.CANCELLED, DeliveryAct.RECALL): DeliveryState.RECALL,
    }
)
