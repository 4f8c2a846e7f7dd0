"""What a publication is, its way from draft to withdrawal, and what is decided on it."""

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
