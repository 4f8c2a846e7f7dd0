"""What forms of all apps share: the token against double sending, fields, the summary of errors."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.forms import BaseForm

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import is_token
from gongkai.lib.dates import parse_date, plain_date
from gongkai.lib.officialdoc.units_text import split_names

# Digits that every row's number fits into, and both databases can compare.
_LONGEST_KEY = 18


class TokenForm(forms.Form):
    """A form that carries a form token; `token` is what `services.forms.once` wants."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def token(self) -> str:
        """The token the form was sent with."""
        return str(self.data.get("form_token", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_bound and not is_token(self.token):
            self.add_error(
                None,
                "这张表单缺少校验标记，无法确认是否重复提交。请复制已填内容，刷新页面后重新提交。",
            )
        return cleaned


class DayField(forms.Field):
    """A day in any usual spelling; shown as 2024年5月6日."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> dt.date | None:
        text = (value or "").strip()
        if not text:
            return None
        day = parse_date(text)
        if day is None:
            raise forms.ValidationError(
                f"“{text[:20]}”不是有效的日期，请按“2024年5月6日”或“2024-05-06”填写。"
            )
        return day

    def prepare_value(self, value: Any) -> Any:
        return plain_date(value) if isinstance(value, dt.date) else value


class NamesField(forms.Field):
    """Several names, parted by 、 or commas or lines outside brackets; shown with 、."""

    widget = forms.TextInput
    default_validators = [ProhibitNullCharactersValidator()]

    def to_python(self, value: Any) -> list[str]:
        return split_names(value or "")

    def run_validators(self, value: list[str]) -> None:
        super().run_validators("".join(value))

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class UnitChoice(forms.ModelChoiceField):
    """A unit, shown by its full name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RowsChoice(forms.ModelMultipleChoiceField):
    """Several rows; a number longer than any row has is no choice, and not the database's trouble."""

    def clean(self, value: Any) -> Any:
        for one in value if isinstance(value, list | tuple) else ():
            if isinstance(one, str) and len(one) > _LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": one[:_LONGEST_KEY]},
                )
        return super().clean(value)


class UnitChoices(RowsChoice):
    """Several units, shown by their full names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One line of the error summary: the control to jump to and the sentence at the field."""

    anchor: str
    sentence: str


def error_summary(form: BaseForm) -> list[FormProblem]:
    """All errors of a form, in the order of its fields, each with the id of the control.

    For a group of choices that is the id of its first one: the group itself has no control.
    """
    problems = [FormProblem("", str(e)) for e in form.non_field_errors()]
    for field in form:
        problems += [FormProblem(first_control(field), str(error)) for error in field.errors]
    return problems


def first_control(field: forms.BoundField) -> str:
    """Id of the control an error link must lead to."""
    grouped = isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if grouped else str(field.auto_id)


def add_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Shows a refusal of a service at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
