"""Acts of the registration desk on the case page: register, split, assign, hand over, withdraw, note."""

from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms import intake_deeds as forms
from gongkai.foi.models import CaseAct, DisclosureRequest, TeamMember
from gongkai.foi.services import clocks, intake, lapses
from gongkai.foi.services.intake.splitting import HINDERS
from gongkai.foi.states import Act, Stage
from gongkai.lib.dates import plain_date


def _register(case: DisclosureRequest, form: forms.RegisterForm, user: User) -> str:
    data = form.cleaned_data
    row = intake.register(
        case,
        by=user,
        seen=form.seen,
        received_on=data["received_on"],
        evidence=data["evidence"],
        confirmed_with=data.get("confirmed_with", ""),
    )
    due = f"，应当在{plain_date(row.due_on)}前（含当日）答复" if row.due_on else ""
    return f"已登记为{row.number}{due}；登记回执已经生成。"


def _attempt(case: DisclosureRequest, form: forms.AttemptForm, user: User) -> str:
    data = form.cleaned_data
    intake.note_attempt(
        case, by=user, on=data["on"], how=data["how"], result=data["result"], seen=form.seen
    )
    return "联系情况已经记下；联系上以后再确认收到并登记。"


def _split(case: DisclosureRequest, form: forms.SplitForm, user: User) -> str:
    parts = intake.split(case, matters=form.lines(), by=user, seen=form.seen)
    numbers = "、".join(part.number for part in parts[1:])
    return f"已拆成{len(parts)}件，新的编号是{numbers}，期限与本件相同。"


def _assign(case: DisclosureRequest, form: forms.AssignForm, user: User) -> str:
    data = form.cleaned_data
    intake.assign(
        case,
        handler=data["handler"],
        office=data["office"],
        team=form.team(),
        by=user,
        seen=form.seen,
        note=data["note"],
    )
    return f"已交{data['handler']}承办，已经通知本人。"


def _hand_over(case: DisclosureRequest, form: forms.HandOverForm, user: User) -> str:
    data = form.cleaned_data
    intake.hand_over(
        case,
        handler=data["handler"],
        office=data["office"],
        by=user,
        note=data["note"],
        seen=form.seen,
    )
    return f"已转交{data['handler']}承办，期限不变。"


def _withdraw(case: DisclosureRequest, form: forms.WithdrawForm, user: User) -> str:
    intake.withdraw(case, by=user, note=form.cleaned_data["note"], seen=form.seen)
    return "已登记申请人撤回，核对后可以办结。"


def _note(case: DisclosureRequest, form: forms.NoteForm, user: User) -> str:
    intake.add_note(case, by=user, note=form.cleaned_data["text"], seen=form.seen)
    return "已经记下。"


def _finish(case: DisclosureRequest, form: forms.PartForm, user: User) -> str:
    part = _own_part(case, user)
    if part is None:
        return "您在这件申请中没有未完成的部分。"
    intake.finish_part(part, by=user, result=form.cleaned_data["text"], seen=form.seen)
    return "您的部分已经登记完成，已经告诉承办人。"


def _lapse(case: DisclosureRequest, form: Any, user: User) -> str:
    lapses.lapse(case, by=user, seen=form.seen)
    return "已按视为放弃登记，告知文书已经生成，核对后可以办结。"


def _own_part(case: DisclosureRequest, user: User) -> TeamMember | None:
    parts = (p for p in case.team.all() if p.user_id == user.pk and p.done_at is None)
    return next(parts, None)


def _has_part(case: DisclosureRequest, user: User) -> bool:
    return _own_part(case, user) is not None


def _waits(case: DisclosureRequest, user: User) -> bool:
    return case.stage == Stage.SUBMITTED


def _is_handled(case: DisclosureRequest, user: User) -> bool:
    return case.handler_id is not None


def _no_split(case: DisclosureRequest, user: User) -> str:
    act: CaseAct | None = next((act for act in case.acts.all() if act.kind in HINDERS), None)
    if act is None:
        return ""
    return f"已经办理过“{act.get_kind_display()}”，不能再拆分，请在同一件中逐项答复。"


def _waits_for_applicant(case: DisclosureRequest, user: User) -> bool:
    return case.waits_until is not None


def _no_lapse(case: DisclosureRequest, user: User) -> str:
    return lapses.why_not(case, clocks.clock_of(case, list(case.acts.all())))


DEEDS: tuple[Deed, ...] = (
    Deed(
        Act.REGISTER,
        "确认收到并登记",
        "确定收到日期、给出登记编号、生成登记回执，答复期限从下一个工作日开始计算。",
        forms.RegisterForm,
        _register,
        letter="receipt",
        main=True,
    ),
    Deed(
        Act.NOTE,
        "登记联系申请人的情况",
        "还没有联系上申请人的，记下联系的日期、方式和结果；期限从恢复联系、确认收到之日开始。",
        forms.AttemptForm,
        _attempt,
        shown=_waits,
    ),
    Deed(
        Act.ASSIGN,
        "分办",
        "交给承办人，可以再安排协办、会办；承办人和协助的同志会收到通知，期限不变。",
        forms.AssignForm,
        _assign,
        main=True,
    ),
    Deed(
        Act.NOTE,
        "完成我的部分",
        "登记您协办、会办的部分已经完成，承办人会收到通知。",
        forms.PartForm,
        _finish,
        main=True,
        shown=_has_part,
    ),
    Deed(
        Act.SPLIT,
        "拆分",
        "一份申请里有几个事项的，拆成几件分别答复；各件的收到日期和期限与本件相同。",
        forms.SplitForm,
        _split,
        why_not=_no_split,
    ),
    Deed(
        Act.HAND_OVER,
        "转办",
        "在本机关内换一位承办人，期限不变，接手的同志会收到通知。",
        forms.HandOverForm,
        _hand_over,
        shown=_is_handled,
    ),
    Deed(
        Act.LAPSE,
        "按视为放弃办理",
        "申请人过了补正或者缴费的期限，按视为放弃登记，并生成告知文书。",
        forms.LapseForm,
        _lapse,
        why_not=_no_lapse,
        main=True,
        shown=_waits_for_applicant,
    ),
    Deed(
        Act.WITHDRAW,
        "登记申请人撤回",
        "申请人用网上以外的方式提出撤回的，写明依据后登记；登记后停止办理，不能恢复。",
        forms.WithdrawForm,
        _withdraw,
    ),
    Deed(
        Act.NOTE,
        "写工作记录",
        "记下办理中的情况，只有本机关办理的同志看得到。",
        forms.NoteForm,
        _note,
    ),
)
