"""What the workbench is asked: filters of the list, and the search for an applicant."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField
from gongkai.base.refusal import Refusal
from gongkai.foi.services.intake import spelling
from gongkai.foi.services.intake.keys import name_key, person_key, phone_key
from gongkai.foi.states import IdKind

PERSON_KINDS = [("name", "姓名或名称"), ("phone", "电话"), ("id", "证件号码")]


class PersonForm(forms.Form):
    """A search for an applicant, exact after normalisation; gives a fingerprint, never the words.

    What was typed neither stands in an address nor in a log.
    """

    use_required_attribute = False
    kind = forms.ChoiceField(label="按什么找", choices=PERSON_KINDS)
    words = forms.CharField(
        label="申请人",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写申请人的姓名、电话或者证件号码。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") and cleaned.get("words"):
            try:
                cleaned["mark"] = _mark(cleaned["kind"], cleaned["words"])
            except Refusal as refusal:
                self.add_error("words", refusal.sentence)
        return cleaned


def _mark(kind: str, typed: str) -> str:
    """The fingerprint to look for; spelt as the application was when it was taken in."""
    if kind == "name":
        return name_key(typed)
    if kind == "phone":
        return phone_key(spelling.phone(typed, field="words"))
    return person_key(id_number=_id_number(typed), name="", contact="")


def _id_number(typed: str) -> str:
    """A number with check digits, or else of any other paper."""
    try:
        return spelling.id_number(typed, "", field="words")[0]
    except Refusal:
        return spelling.id_number(typed, IdKind.OTHER, field="words")[0]


class DaysForm(forms.Form):
    """The spans of days a list is narrowed down to; a day in any usual spelling."""

    use_required_attribute = False
    received_from = DayField(label="收到日期从", required=False)
    received_to = DayField(label="收到日期到", required=False)
    due_from = DayField(label="答复期限从", required=False)
    due_to = DayField(label="答复期限到", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def days(self) -> dict[str, Any]:
        """The days that could be read; the others say why at their fields."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}
