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
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"
    DISCARDED = "discarded", "已弃用"


class Act(models.TextChoices):
    """What may be done with a publication."""

    RELEASE = "release", "发布"
    DISCARD = "discard", "弃用"
    WITHDRAW = "withdraw", "撤下"


PUBLICATION_MOVES = Moves(
    {
        (State.DRAFT, Act.RELEASE): State.RELEASED,
        (State.DRAFT, Act.DISCARD): State.DISCARDED,
        (State.RELEASED, Act.WITHDRAW): State.WITHDRAWN,
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
}


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
