"""补正 on the case page."""

from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.clarifying import AskForm, CorrectionForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import clarifying
from gongkai.foi.states import Act, Stage
from gongkai.lib.dates import plain_date


def _ask(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    row = clarifying.ask_clarification(
        case,
        by=user,
        on=data["on"],
        until=data["until"],
        what=data["what"],
        guidance=data["guidance"],
        seen=form.seen,
        draft=form.draft,
    )
    late = row.acts.filter(kind=Act.ASK_CLARIFICATION).latest("id").data.get("late")
    flag = "告知时已超过收到申请之日起7个工作日，按补正超期标记（条例第三十条）。" if late else ""
    return f"补正告知书已发出，等申请人在{plain_date(data['until'])}前（含当日）补正。{flag}"


def _asked(case: DisclosureRequest, user: User) -> str:
    """The law lets the agency ask once (条例第三十条)."""
    if any(act.kind == Act.ASK_CLARIFICATION for act in case.acts.all()):
        return "补正只能一次性告知，本件已经告知过，不能再次告知（条例第三十条）。"
    return ""


def _correct(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    row = clarifying.receive_correction(
        case,
        by=user,
        on=data["on"],
        text=data["text"],
        files=data["files"] or [],
        accepted=data["accepted"],
        reason=data["reason"],
        matter=data["matter"],
        reply=data["reply"],
        seen=form.seen,
    )
    due = f"答复期限重新计算，到{plain_date(row.due_on)}届满。" if row.due_on else ""
    return f"补正已登记。{due}"


def _waiting(case: DisclosureRequest, user: User) -> bool:
    return case.stage == Stage.CLARIFYING


DEEDS = (
    Deed(
        Act.ASK_CLARIFICATION,
        "告知补正",
        "一次性告知申请人要补正什么，发出补正告知书；等待期间不计算答复期限。",
        AskForm,
        _ask,
        why_not=_asked,
        letter="clarification",
    ),
    Deed(
        Act.RECEIVE_CORRECTION,
        "登记收到补正",
        "登记申请人交来的补正，答复期限从次日起重新计算；申请的原文保持不变。",
        CorrectionForm,
        _correct,
        letter="correction_received",
        main=True,
        shown=_waiting,
    ),
)
