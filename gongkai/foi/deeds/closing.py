"""Closing, remedies, reopening and the archive, on the page of a case."""

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.closing import (
    ArchiveForm,
    CloseForm,
    RemedyForm,
    ReopenForm,
    SettleForm,
    orders,
)
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import archive, closing, remedies
from gongkai.foi.states import Act, RemedyResult
from gongkai.lib.dates import plain_date


def _close(case: DisclosureRequest, form: CloseForm, user: User) -> str:
    closed = closing.close(case, by=user, seen=form.seen, **form.facts())
    review = getattr(closed, "proactive_review", None)
    if review is not None and review.publication is not None:
        return f"已办结，转主动公开的信息是“{review.publication.title}”。"
    return "已办结。"


def _register(case: DisclosureRequest, form: RemedyForm, user: User) -> str:
    remedies.register_remedy(case, by=user, seen=form.seen, **form.facts())
    return "复议诉讼已登记。"


def _settle(case: DisclosureRequest, form: SettleForm, user: User) -> str:
    row = remedies.settle_remedy(by=user, **form.facts())
    if row.order_until is not None:
        return f"审结情况已登记，须在{plain_date(row.order_until)}前重新答复，请办理“重新办理”。"
    return "审结情况已登记。"


def _pending(case: DisclosureRequest, user: User) -> bool:
    return any(row.result == RemedyResult.PENDING for row in case.remedies.all())


def _reopen(case: DisclosureRequest, form: ReopenForm, user: User) -> str:
    facts = form.facts()
    closing.reopen(case, by=user, seen=form.seen, **facts)
    return f"已转入重新办理，须在{plain_date(facts['until'])}前答复，请分办。"


def _ordered(case: DisclosureRequest, user: User) -> bool:
    return bool(orders(case))


def _archive(case: DisclosureRequest, form: ArchiveForm, user: User) -> str:
    file = archive.archive(case, by=user, seen=form.seen)
    return f"已归档，归档包的SHA-256是{file.sha256}。"


def _why_not_archive(case: DisclosureRequest, user: User) -> str:
    return "".join(archive.problems_before_archive(case))


DEEDS: tuple[Deed, ...] = (
    Deed(
        Act.CLOSE,
        "办结",
        "核定办理结果；提供了信息的，回答是否转为主动公开。",
        CloseForm,
        _close,
        main=True,
    ),
    Deed(
        Act.ARCHIVE,
        "归档",
        "把申请、办理过程、文书和文件打成一个归档包，附索引和校验值；归档以后只供查阅。",
        ArchiveForm,
        _archive,
        why_not=_why_not_archive,
        main=True,
    ),
    Deed(
        Act.REOPEN,
        "重新办理",
        "按复议决定或者判决重新答复，期限是决定或者判决限定的日期。",
        ReopenForm,
        _reopen,
        main=True,
        shown=_ordered,
    ),
    Deed(
        Act.REMEDY,
        "登记复议诉讼",
        "登记受理的行政复议或者行政诉讼，计入年度报告。",
        RemedyForm,
        _register,
    ),
    Deed(
        Act.REMEDY,
        "登记审结",
        "登记复议诉讼的结果；限期重新答复的写明期限。",
        SettleForm,
        _settle,
        shown=_pending,
    ),
)
