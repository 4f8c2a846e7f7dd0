"""Clean-ups of documents (文件清理)."""

from django.db import models

from gongkai.lib.moves import Moves


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


class Conclusion(models.TextChoices):
    """What a clean-up says of one document."""

    KEEP = "keep", "继续有效"
    AMEND = "amend", "拟修改"
    REPEAL = "repeal", "废止"
    LAPSE = "lapse", "宣布失效"
