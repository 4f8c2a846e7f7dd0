"""What the registration desk fills in on the page of a case: one small form for each act."""

from typing import Any

from django import forms

from gongkai.base.calendar import today
from gongkai.base.forms import DayField
from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.forms.intake import area, line
from gongkai.foi.services.intake.assigning import HANDLERS, Member
from gongkai.foi.services.intake.registering import FIXED_BY_ARRIVAL, RULES
from gongkai.foi.states import Channel, TeamRole

TEAM_ROWS = 3


class RegisterForm(DeedForm):
    """确认收到: the day by the rule of the channel, with its evidence."""

    received_on = DayField(label="收到日期", required=False)
    confirmed_with = line("与谁确认", most=50)
    evidence = line("凭据", "邮件号和签收人；或者怎样确认的，例如通话的号码和时间。", most=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = self.case.application
        fixed = application.channel in FIXED_BY_ARRIVAL
        self.fields["received_on"].help_text = f"{RULES[application.channel]}。"
        self.fields["received_on"].initial = application.arrived_on if fixed else today()
        if fixed:
            del self.fields["confirmed_with"]
        else:
            self._demand("confirmed_with", f"请写明与谁确认的：{RULES[application.channel]}。")
        if fixed and application.channel != Channel.POST_SIGNED:
            self.fields["evidence"].help_text = "需要说明的写在这里；没有可以不写。"
        else:
            self._demand("evidence", "请写明凭据：邮件号和签收人，或者怎样确认的。")

    def _demand(self, name: str, sentence: str) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = sentence


class AttemptForm(DeedForm):
    """联系申请人: who could not be reached yet."""

    on = DayField(label="联系日期")
    how = line("联系方式", "例如电话、短信、信函。", most=30, required=True)
    result = area("结果", "写明是否联系上、对方怎么说。", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class SplitForm(DeedForm):
    """拆分: one matter a line."""

    matters = area(
        "拆分后的事项",
        "每行一个事项，第一行留在本件，其余各成一件，收到日期和期限不变。",
        rows=5,
        required=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].initial = self.case.matter

    def lines(self) -> list[str]:
        """The matters."""
        return [line for line in self.cleaned_data["matters"].splitlines() if line.strip()]


class PersonChoice(forms.ModelChoiceField):
    """Somebody of the agency, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


def _people(case: Any) -> Any:
    """Who may handle cases of the agency."""
    pks = [active_holders(role, unit=case.unit).values("pk") for role in HANDLERS]
    found = User.objects.filter(pk__in=pks[0])
    for more in pks[1:]:
        found = found | User.objects.filter(pk__in=more)
    return found.order_by("name", "pk")


class AssignForm(DeedForm):
    """分办: the handler, the office, and up to three who help, each with an own task and day."""

    handler = PersonChoice(
        User.objects.none(),
        label="承办人",
        empty_label="请选择",
        error_messages={"required": "请选择承办人。"},
    )
    office = line("承办科室", most=60)
    note = area("分办意见", "没有可以不写。", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _people(self.case)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]
        self.fields["handler"].initial = self.case.handler_id
        self.fields["office"].initial = self.case.office
        names = [(user.pk, str(user)) for user in people]
        open_parts = [part for part in self.case.team.all() if part.done_at is None]
        for row in range(1, TEAM_ROWS + 1):
            part = open_parts[row - 1] if row <= len(open_parts) else None
            self._add_row(row, names, part)

    def _add_row(self, row: int, names: list[tuple[int, str]], part: Any) -> None:
        roles = [(role.value, role.label) for role in (TeamRole.CO_HANDLER, TeamRole.CONFER)]
        self.fields[f"user{row}"] = forms.ChoiceField(
            label=f"协助人员{row}",
            required=False,
            choices=[("", "无"), *names],
            initial=part.user_id if part else "",
        )
        self.fields[f"role{row}"] = forms.ChoiceField(
            label=f"分工{row}",
            required=False,
            choices=roles,
            initial=part.role if part else TeamRole.CO_HANDLER,
        )
        self.fields[f"due{row}"] = DayField(
            label=f"完成期限{row}", required=False, initial=part.due_on if part else None
        )
        self.fields[f"task{row}"] = forms.CharField(
            label=f"要做的事{row}",
            required=False,
            max_length=300,
            initial=part.task if part else "",
        )

    def team(self) -> list[Member]:
        """Who helps, as the service takes it."""
        people = {user.pk: user for user in self.fields["handler"].queryset}  # type: ignore[attr-defined]
        data, team = self.cleaned_data, []
        for row in range(1, TEAM_ROWS + 1):
            pk = data.get(f"user{row}")
            if pk:
                role = TeamRole(data[f"role{row}"] or TeamRole.CO_HANDLER)
                team.append((people[int(pk)], role, data[f"due{row}"], data[f"task{row}"]))
        return team


class HandOverForm(DeedForm):
    """转办 inside the agency."""

    handler = PersonChoice(
        User.objects.none(),
        label="转给",
        empty_label="请选择",
        error_messages={"required": "请选择接手的同志。"},
    )
    office = line("承办科室", "不改可以留空。", most=60)
    note = area("转办的原因", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _people(self.case).exclude(pk=self.case.handler_id or 0)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]


class WithdrawForm(DeedForm):
    """撤回 on behalf of the applicant."""

    note = area("依据", "写明申请人怎样提出撤回，例如来信的日期、来电的号码和时间。", required=True)


class NoteForm(DeedForm):
    """工作记录."""

    text = area("记录", "申请人看不到这段话。", required=True)


class PartForm(DeedForm):
    """The own part is done."""

    text = area("办理情况", "写明做了什么、结果怎样，承办人会看到。", required=True)


class LapseForm(DeedForm):
    """视为放弃: nothing to fill in, the clock says it."""
