"""Forms for how the reviews are set up."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField, TokenForm, UnitChoice
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.publishing.models import Formulation
from gongkai.publishing.rules import CHECKERS

ROLES = [(r.value, r.label) for r in Role if r not in Role.administrators()]


class PersonChoice(forms.ModelChoiceField):
    """A person by name and login."""

    def label_from_instance(self, obj: Any) -> str:
        unit = f"（{obj.unit.label}）" if obj.unit else ""
        return f"{obj.name or obj.username}{unit}"


class SubstitutionForm(TokenForm):
    """代办: who for whom, where, from when to when, why."""

    unit = UnitChoice(Unit.objects.none(), label="单位", empty_label="请选择")
    absent = PersonChoice(User.objects.none(), label="不在岗的同志", empty_label="请选择")
    substitute = PersonChoice(User.objects.none(), label="代办人", empty_label="请选择")
    starts_on = DayField(label="起始日期")
    ends_on = DayField(label="截止日期")
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：出差、休假。")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_for(user, *CHECKERS)
        held = RoleAssignment.objects.filter(unit__in=units.values("pk")).values("user_id")
        people = User.objects.filter(is_active=True, pk__in=held).select_related("unit")
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        for name in ("absent", "substitute"):
            self.fields[name].queryset = people.order_by("name")  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step of review."""

    name = forms.CharField(label="审核名称", max_length=20)
    proof_name = forms.CharField(label="校对名称", max_length=20)
    roles = forms.MultipleChoiceField(
        label="可以办理的角色", choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label="办理时限（工作日）", min_value=1, max_value=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


class FormulationForm(TokenForm):
    """规范表述."""

    wrong = forms.CharField(label="不规范表述", max_length=100)
    right = forms.CharField(label="规范表述", max_length=100, required=False)
    reason = forms.CharField(label="依据或者说明", max_length=200)
    severity = forms.ChoiceField(label="程度", choices=Formulation.Severity.choices)
    active = forms.BooleanField(label="启用", required=False, initial=True)
