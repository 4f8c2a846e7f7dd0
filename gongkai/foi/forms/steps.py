"""What the forms of the steps between assignment and decision share."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.base.calendar import today
from gongkai.base.forms import DayField, UnitChoice
from gongkai.base.models import Unit
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.masks import masked_name
from gongkai.foi.models import Consultation, FoiLetter
from gongkai.foi.states import LetterState
from gongkai.publishing.forms import FilesField, LinesField

__all__ = [
    "DayField",
    "LinesField",
    "StepForm",
    "active_units",
    "choices_of",
    "day_field",
    "files_field",
    "name_of",
    "text_field",
    "unit_field",
]

_ROWS = 4


class StepForm(DeedForm):
    """A form whose act sends a letter: the edited draft of that kind, where there is one.

    `on`, where the form has it, begins with today.
    """

    letter_kind = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "on" in self.fields:
            self.fields["on"].initial = today()
        rows = [
            row
            for row in self.case.letters.all()
            if row.kind == self.letter_kind and row.state == LetterState.DRAFT
        ]
        self._drafts = {str(row.pk): row for row in rows}
        if rows:
            self.fields["draft"] = forms.ChoiceField(
                label="文书",
                required=False,
                choices=[
                    ("", "按填写的内容生成"),
                    *((str(row.pk), f"使用已经起草的《{row.title}》") for row in rows),
                ],
                help_text="选用草稿的，发出的是草稿里的文字，请核对与这里填写的日期一致。",
            )

    def clean(self) -> dict[str, Any]:
        """With what the letter says in its own words, for the look at it before it is sent."""
        cleaned = super().clean()
        return cleaned | self.letter_facts(cleaned)

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Facts of the letter that the form has under other names (`gongkai.foi.letters`)."""
        return {}

    @property
    def draft(self) -> FoiLetter | None:
        """The draft that was chosen."""
        return self._drafts.get(str(self.cleaned_data.get("draft", "")))


def text_field(label: str, *, rows: int = _ROWS, most: int = 2000, **facts: Any) -> forms.CharField:
    """A text of several lines, with sentences for what is missing or too long."""
    facts.setdefault("required", True)
    facts.setdefault(
        "error_messages",
        {
            "required": f"请写明{label}。",
            "max_length": f"{label}有%(show_value)s个字，最多%(limit_value)s个字，请写短一些。",
        },
    )
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **facts
    )


def day_field(label: str, *, help_text: str = "", required: bool = True) -> DayField:
    """A day, with the sentence for none."""
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": f"请填写{label}。"},
    )


def files_field(label: str = "附件", help_text: str = "") -> FilesField:
    """Files that come with a step; none is needed."""
    return FilesField(
        label=label,
        required=False,
        help_text=help_text or "可以一次选多个。带密级标志的文件不得上传。",
        error_messages={"empty": "选择的文件是空的，请检查后重新选择。"},
    )


def unit_field(label: str, **facts: Any) -> UnitChoice:
    """A unit of the register; the page turns it into a box with a list."""
    return UnitChoice(
        Unit.objects.none(),
        label=label,
        widget=forms.Select(attrs={"data-combobox": ""}),
        error_messages={
            "required": f"请选择{label}。",
            "invalid_choice": "没有这个单位，请从名单中选择。",
        },
        **facts,
    )


def active_units(besides: Unit) -> Any:
    """The units of today, except the one that asks."""
    return Unit.objects.active_on(today()).exclude(pk=besides.pk).only("id", "name", "path")


def choices_of(rows: Iterable[Consultation]) -> list[tuple[str, str]]:
    """Consultations as choices: reference, kind, to whom, and what it is about."""
    return [(str(row.pk), name_of(row)) for row in rows]


def name_of(row: Consultation) -> str:
    """A consultation in a line: 征求第三方意见（c1）：明湖市某某公司，某信息."""
    to = row.unit.label if row.unit else masked_name(row.name, organisation=True)
    about = "；".join(map(str, row.items)) or row.question
    return f"{row.get_kind_display()}（{row.ref}）：{to}，{about[:40]}"
