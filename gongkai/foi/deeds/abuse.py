"""Requests beyond a reasonable measure, on the case page (条例第三十五条)."""

from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.abuse import LaterForm, ReasonsForm, TakenReasonsForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import abuse
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date


def _in_round(case: DisclosureRequest, act: Act) -> bool:
    return any(one.kind == act and one.round == case.round for one in case.acts.all())


def _demand(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    abuse.demand_reasons(
        case,
        by=user,
        on=data["on"],
        until=data["until"],
        counts=form.counts,
        reason=data["reason"],
        seen=form.seen,
        draft=form.draft,
    )
    return f"通知书已发出，请申请人在{plain_date(data['until'])}前（含当日）说明理由；答复期限照常计算。"


def _take(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    abuse.take_reasons(
        case,
        by=user,
        on=data["on"],
        text=data["text"],
        files=data["files"] or [],
        seen=form.seen,
    )
    return "理由已登记。认为合理的继续办理，认为不合理的可以拟定不予处理。"


def _later(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    abuse.agree_later(
        case,
        by=user,
        until=data["until"],
        reason=data["reason"],
        seen=form.seen,
        draft=form.draft,
    )
    return f"延迟答复告知书已发出，应当在{plain_date(data['until'])}前（含当日）答复。"


def _demanded(case: DisclosureRequest, user: User) -> bool:
    return _in_round(case, Act.DEMAND_REASONS) and not _in_round(case, Act.TAKE_REASONS)


def _not_demanded(case: DisclosureRequest, user: User) -> bool:
    return not _in_round(case, Act.DEMAND_REASONS)


def _given(case: DisclosureRequest, user: User) -> bool:
    return _in_round(case, Act.TAKE_REASONS)


DEEDS = (
    Deed(
        Act.DEMAND_REASONS,
        "要求说明理由",
        "数量、频次明显超过合理范围的，先要求申请人说明理由，再决定是否处理；答复期限照常计算。",
        ReasonsForm,
        _demand,
        letter="reasons",
        shown=_not_demanded,
    ),
    Deed(
        Act.TAKE_REASONS,
        "登记申请人的理由",
        "登记申请人说明的理由，逾期交来的也登记。",
        TakenReasonsForm,
        _take,
        shown=_demanded,
    ),
    Deed(
        Act.AGREE_LATER,
        "确定延迟答复",
        "理由合理但不能按期答复的，由公开工作机构负责人确定延迟答复的日期并告知申请人。",
        LaterForm,
        _later,
        letter="later",
        shown=_given,
    ),
)
