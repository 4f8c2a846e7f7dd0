"""Files on their way into the library."""

from django.db import models

from gongkai.lib.moves import Moves


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
