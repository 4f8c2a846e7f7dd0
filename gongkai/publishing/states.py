"""Closed lists and tables of moves of the publishing app."""

from django.db import models

from gongkai.lib.moves import Moves


class Kind(models.TextChoices):
    """What a publication is."""

    DOCUMENT = "document", "公文"
    INTERPRETATION = "interpretation", "政策解读"
    INFORMATION = "information", "政府信息"
    GUIDE = "guide", "公开指南"
    SYSTEM = "system", "公开制度"
    ANNUAL_REPORT = "annual_report", "公开年报"


class State(models.TextChoices):
    """Where a publication stands; whether it is in force is computed, never stored."""

    DRAFT = "draft", "草稿"
    REVIEWING = "reviewing", "审校中"
    SIGNED = "signed", "已签发待发布"
    FILED = "filed", "已签发不公开"
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"
    MERGED = "merged", "已并入原文"
    DISCARDED = "discarded", "已弃用"


class Act(models.TextChoices):
    """What may be done with a publication."""

    SUBMIT = "submit", "报审"
    REVIEW = "review", "审校"
    RETURN = "return", "退回"
    SIGN = "sign", "签发"
    FILE = "file", "签发（不公开）"
    RELEASE = "release", "发布"
    URGENT = "urgent", "紧急发布"
    TAKE_OVER = "take_over", "存量入库"
    MERGE = "merge", "并入原文"
    REOPEN = "reopen", "重新起草"
    WITHDRAW = "withdraw", "撤下"
    DISCARD = "discard", "弃用"


PUBLICATION_MOVES = Moves(
    {
        (State.DRAFT, Act.SUBMIT): State.REVIEWING,
        (State.DRAFT, Act.TAKE_OVER): State.RELEASED,
        (State.DRAFT, Act.DISCARD): State.DISCARDED,
        (State.REVIEWING, Act.REVIEW): State.REVIEWING,
        (State.REVIEWING, Act.RETURN): State.DRAFT,
        (State.REVIEWING, Act.SIGN): State.SIGNED,
        (State.REVIEWING, Act.FILE): State.FILED,
        (State.REVIEWING, Act.URGENT): State.RELEASED,
        (State.SIGNED, Act.RELEASE): State.RELEASED,
        (State.SIGNED, Act.MERGE): State.MERGED,
        (State.SIGNED, Act.RETURN): State.DRAFT,
        (State.FILED, Act.REOPEN): State.DRAFT,
        (State.RELEASED, Act.REVIEW): State.RELEASED,  # made up after an urgent release
        (State.RELEASED, Act.WITHDRAW): State.WITHDRAWN,
    }
)


class ReleaseBasis(models.TextChoices):
    """By what right something is public; nothing is released without one."""

    REVIEWED = "reviewed", "三审三校后发布"
    URGENT = "urgent", "紧急发布"
    STOCK = "stock", "存量公开信息入库"


class Takedown(models.TextChoices):
    """Why something was taken down, and so what its address answers.

    What is repealed or lapsed is not taken down: it stays readable with its banner.
    """

    ERROR = "error", "发布有误"
    MERGED = "merged", "已并入其他信息"


class DraftSight(models.TextChoices):
    """Who reads a draft besides its drafter and whoever has to act on it."""

    UNIT = "unit", "本单位经办人员"
    PERSONS = "persons", "指定人员"


class InterpretationForm(models.TextChoices):
    """How a document is explained."""

    TEXT = "text", "文字解读"
    CHART = "chart", "图解"
    VIDEO = "video", "视频解读"
    QUESTIONS = "questions", "问答"
    PRESS = "press", "新闻发布会"
    EXPERT = "expert", "专家解读"


class AttributeStep(models.TextChoices):
    """Three names, three times, and what comes after."""

    PROPOSED = "proposed", "拟稿人提出"
    CHECKED = "checked", "公开工作机构核定"
    FIXED = "fixed", "签发人确定"
    REASSESSED = "reassessed", "定期评估"


class SecrecyOutcome(models.TextChoices):
    """What the secrecy reviewer found."""

    PASSED = "passed", "可以公开"
    REFUSED = "refused", "不得公开"
    REFERRED = "referred", "难以确定，提请上级或者保密部门确定"


class ReviewOutcome(models.TextChoices):
    """How a review ended."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class Retention(models.TextChoices):
    """保管期限 (机关文件材料归档范围和文书档案保管期限规定)."""

    PERMANENT = "permanent", "永久"
    LONG = "long", "定期30年"
    SHORT = "short", "定期10年"


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


class CleanupState(models.TextChoices):
    """A clean-up campaign (文件清理)."""

    OPEN = "open", "进行中"
    CONCLUDED = "concluded", "结论已齐"
    PUBLISHED = "published", "结果已公布"
    CANCELLED = "cancelled", "已取消"


class CleanupAct(models.TextChoices):
    """What may be done with it."""

    CONCLUDE = "conclude", "汇总结论"
    REOPEN = "reopen", "退回补充"
    PUBLISH = "publish", "公布结果"
    CANCEL = "cancel", "取消"


CLEANUP_MOVES = Moves(
    {
        (CleanupState.OPEN, CleanupAct.CONCLUDE): CleanupState.CONCLUDED,
        (CleanupState.OPEN, CleanupAct.CANCEL): CleanupState.CANCELLED,
        (CleanupState.CONCLUDED, CleanupAct.REOPEN): CleanupState.OPEN,
        (CleanupState.CONCLUDED, CleanupAct.PUBLISH): CleanupState.PUBLISHED,
    }
)


class Evaluation(models.TextChoices):
    """What a unit decides about a document whose term runs out."""

    EXTEND = "extend", "继续有效，延续有效期"
    AMEND = "amend", "修改后重新印发"
    REPEAL = "repeal", "废止"
    LAPSE = "lapse", "到期失效"


class Conclusion(models.TextChoices):
    """What a clean-up says of one document."""

    KEEP = "keep", "继续有效"
    AMEND = "amend", "拟修改"
    REPEAL = "repeal", "废止"
    LAPSE = "lapse", "宣布失效"


class GazetteState(models.TextChoices):
    """An issue of the gazette."""

    DRAFT = "draft", "编辑中"
    RELEASED = "released", "已出版"


class GazetteAct(models.TextChoices):
    """What may be done with an issue."""

    RELEASE = "release", "出版"


GAZETTE_MOVES = Moves({(GazetteState.DRAFT, GazetteAct.RELEASE): GazetteState.RELEASED})


class TopicKind(models.TextChoices):
    """A collection with an owner and an end."""

    TOPIC = "topic", "专题"
    ONE_THING = "one_thing", "一件事"


class TopicState(models.TextChoices):
    """Whether the collection is shown."""

    DRAFT = "draft", "编辑中"
    RELEASED = "released", "已公开"
    CLOSED = "closed", "已结束"


class TopicAct(models.TextChoices):
    """What may be done with it."""

    RELEASE = "release", "公开"
    CLOSE = "close", "结束"
    REOPEN = "reopen", "重新公开"


TOPIC_MOVES = Moves(
    {
        (TopicState.DRAFT, TopicAct.RELEASE): TopicState.RELEASED,
        (TopicState.RELEASED, TopicAct.CLOSE): TopicState.CLOSED,
        (TopicState.CLOSED, TopicAct.REOPEN): TopicState.RELEASED,
    }
)


class Attribute(models.TextChoices):
    """公开属性, fixed at source; unknown is never taken for public."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"
    UNKNOWN = "unknown", "未认定"


class DocType(models.TextChoices):
    """The fifteen kinds of official document (党政机关公文处理工作条例第八条)."""

    RESOLUTION = "决议", "决议"
    DECISION = "决定", "决定"
    ORDER = "命令（令）", "命令（令）"
    COMMUNIQUE = "公报", "公报"
    ANNOUNCEMENT = "公告", "公告"
    NOTICE_PUBLIC = "通告", "通告"
    OPINION = "意见", "意见"
    NOTICE = "通知", "通知"
    CIRCULAR = "通报", "通报"
    REPORT = "报告", "报告"
    PETITION = "请示", "请示"
    REPLY = "批复", "批复"
    MOTION = "议案", "议案"
    LETTER = "函", "函"
    MINUTES = "纪要", "纪要"


class RelationKind(models.TextChoices):
    """How one publication bears on another; each has a verb for either direction."""

    AMENDS = "amends", "修改"
    REPEALS = "repeals", "废止"
    LAPSES = "lapses", "宣布失效"
    REPLACES = "replaces", "替代"
    BASED_ON = "based_on", "依据"
    FORWARDS = "forwards", "转发"
    EXPLAINS = "explains", "解释"
    SUPPORTS = "supports", "配套"
    INTERPRETS = "interprets", "解读"
    EXTENDS = "extends", "延续有效期"

    @property
    def reverse_label(self) -> str:
        """The verb seen from the other end."""
        return _REVERSE[self]

    @classmethod
    def changing(cls) -> frozenset[str]:
        """Relations that change the validity of what they point to."""
        return frozenset({cls.AMENDS, cls.REPEALS, cls.LAPSES, cls.REPLACES})


_REVERSE = {
    RelationKind.AMENDS: "被修改",
    RelationKind.REPEALS: "被废止",
    RelationKind.LAPSES: "被宣布失效",
    RelationKind.REPLACES: "被替代",
    RelationKind.BASED_ON: "下位文件",
    RelationKind.FORWARDS: "被转发",
    RelationKind.EXPLAINS: "被解释",
    RelationKind.SUPPORTS: "配套文件",
    RelationKind.INTERPRETS: "政策解读",
    RelationKind.EXTENDS: "被延续有效期",
}


class ChangeAct(models.TextChoices):
    """What is registered about the validity of a document."""

    REGISTER = "register", "登记"
    UNDO = "undo", "撤销登记"
    EXTEND = "extend", "延续有效期"


class ChangeState(models.TextChoices):
    """Where such a registration stands; two people decide, or the release of the basis does."""

    PROPOSED = "proposed", "待确认"
    WAITING = "waiting", "随依据文件生效"
    CONFIRMED = "confirmed", "已生效"
    REFUSED = "refused", "未同意"
    DROPPED = "dropped", "已撤回"
    UNDONE = "undone", "已撤销"


class ChangeStep(models.TextChoices):
    """What may be done with a registration."""

    CONFIRM = "confirm", "确认"
    REFUSE = "refuse", "不同意"
    DROP = "drop", "撤回"
    EFFECT = "effect", "随依据文件生效"
    UNDO = "undo", "撤销"


CHANGE_MOVES = Moves(
    {
        (ChangeState.PROPOSED, ChangeStep.CONFIRM): ChangeState.CONFIRMED,
        (ChangeState.PROPOSED, ChangeStep.REFUSE): ChangeState.REFUSED,
        (ChangeState.PROPOSED, ChangeStep.DROP): ChangeState.DROPPED,
        (ChangeState.WAITING, ChangeStep.EFFECT): ChangeState.CONFIRMED,
        (ChangeState.WAITING, ChangeStep.DROP): ChangeState.DROPPED,
        (ChangeState.CONFIRMED, ChangeStep.UNDO): ChangeState.UNDONE,
    }
)


class ImportState(models.TextChoices):
    """One file on its way into the library."""

    QUEUED = "queued", "等待解析"
    PARSED = "parsed", "待核对"
    REFUSED = "refused", "不能导入"
    ACCEPTED = "accepted", "已入库"
    DISCARDED = "discarded", "已放弃"


class ImportAct(models.TextChoices):
    """What may be done with a file on its way in."""

    PARSE = "parse", "解析"
    REFUSE = "refuse", "拒收"
    ACCEPT = "accept", "入库"
    DISCARD = "discard", "放弃"


IMPORT_MOVES = Moves(
    {
        (ImportState.QUEUED, ImportAct.PARSE): ImportState.PARSED,
        (ImportState.QUEUED, ImportAct.REFUSE): ImportState.REFUSED,
        (ImportState.QUEUED, ImportAct.DISCARD): ImportState.DISCARDED,
        (ImportState.PARSED, ImportAct.ACCEPT): ImportState.ACCEPTED,
        (ImportState.PARSED, ImportAct.DISCARD): ImportState.DISCARDED,
    }
)
