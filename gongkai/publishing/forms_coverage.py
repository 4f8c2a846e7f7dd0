"""Forms of the coverage pages."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField, TokenForm
from gongkai.catalogue.models import CatalogueEntry
from gongkai.publishing.queries.coverage import Suggestion


def _note(label: str = "原因", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=200,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多200个字，请写短一些。",
        },
    )


class FormedForm(TokenForm):
    """When the information was last formed or changed."""

    on = DayField(
        label="信息形成或者变更的日期",
        required=False,
        help_text="从这一天起计算公开时限；清空表示没有新形成的信息。",
    )


class DeclareForm(TokenForm):
    """A period without anything to publish."""

    starts_on = DayField(label="起始日期", error_messages={"required": "请填写起始日期。"})
    ends_on = DayField(
        label="截止日期",
        error_messages={"required": "请填写截止日期。"},
        help_text="最晚到本季度末。期间内已有公开的，要在它之前结束。",
    )
    statement = forms.CharField(
        label="声明",
        max_length=200,
        help_text="会原样显示在公众页面上，如“2026年第三季度没有应当公开的信息”。",
        error_messages={
            "required": "请写明声明的内容。",
            "max_length": "声明最多200个字，请写短一些。",
        },
    )


class EditionForm(TokenForm):
    """A new edition of a catalogue."""

    year = forms.IntegerField(
        label="新版年份",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填写新版年份。",
            "invalid": "年份要写四位数字，如2026。",
            "min_value": "年份要写四位数字，如2026。",
            "max_value": "年份要写四位数字，如2026。",
        },
    )
    source = forms.CharField(
        label="依据文件", required=False, max_length=200, help_text="不填就沿用上一版的。"
    )


class EntriesForm(TokenForm):
    """The entries a draft is meant to fulfil: those of its unit, suggested ones first."""

    entries = forms.MultipleChoiceField(
        label="对应的目录事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="发布以后，勾选的事项就记为已落实；都不对应的，不用勾选。",
        error_messages={"invalid_choice": "有一项已经不在目录里，请刷新页面后重新选择。"},
    )

    def __init__(
        self,
        *args: Any,
        choices: list[CatalogueEntry],
        suggestions: list[Suggestion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = {one.entry.pk: one for one in suggestions}
        first = [one.entry for one in suggestions]
        rest = [entry for entry in choices if entry.pk not in named]
        self.by_pk = {str(entry.pk): entry for entry in choices}
        self.fields["entries"].choices = [  # type: ignore[attr-defined]
            (str(entry.pk), _label(entry, suggested=entry.pk in named)) for entry in [*first, *rest]
        ]

    def chosen(self) -> list[CatalogueEntry]:
        """The entries ticked."""
        return [self.by_pk[pk] for pk in self.cleaned_data["entries"]]


def _label(entry: CatalogueEntry, *, suggested: bool) -> str:
    field = entry.catalogue.field or entry.catalogue.name
    return f"{'建议：' if suggested else ''}{entry}（{field}）"
