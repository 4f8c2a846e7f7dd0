"""Forms of the clean-up pages: what to choose, one conclusion, whom to give it to."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField, TokenForm, UnitChoice, UnitChoices
from gongkai.base.models import Unit
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.queries.cleanup import Criteria
from gongkai.publishing.states import Conclusion

NO_CLASS = 0
_FIRST, _LAST = 1949, 2999


class CampaignForm(TokenForm):
    """Title, deadline, and by what the documents are chosen."""

    title = forms.CharField(
        label="名称",
        max_length=100,
        help_text="如“2026年行政规范性文件清理”，会用在清理结果的标题里。",
    )
    unit = UnitChoice(Unit.objects.none(), label="组织单位", empty_label=None)
    due_on = DayField(label="报送期限", help_text="各单位提出结论的最后一天。")
    classes = forms.MultipleChoiceField(
        label="文件类别",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选就是全部类别。",
    )
    year_from = forms.IntegerField(
        label="成文年份从", required=False, min_value=_FIRST, max_value=_LAST
    )
    year_to = forms.IntegerField(
        label="成文年份到", required=False, min_value=_FIRST, max_value=_LAST
    )
    units = UnitChoices(
        Unit.objects.none(),
        label="发布机构",
        required=False,
        help_text="不选就是您管理的全部单位；按住Ctrl键可以选几个。",
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(row.pk), row.name) for row in DocumentClass.objects.all()]
        self.fields["classes"].choices = [*named, (str(NO_CLASS), "没有认定类别")]  # type: ignore[attr-defined]
        for name in ("unit", "units"):
            self.fields[name].queryset = units.order_by("path")  # type: ignore[attr-defined]
        self.fields["units"].widget.attrs["size"] = 8

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", f"截止年份{last}早于起始年份{first}，请核对。")
        return cleaned

    def criteria(self) -> Criteria:
        """What `queries.cleanup.candidates` chooses by."""
        data = self.cleaned_data
        return Criteria(
            classes=tuple(int(pk) for pk in data["classes"]),
            year_from=data["year_from"],
            year_to=data["year_to"],
            units=tuple(unit.pk for unit in data["units"]),
        )


class ConclusionForm(TokenForm):
    """What becomes of one document, and why."""

    conclusion = forms.ChoiceField(
        label="清理结论", choices=Conclusion.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="继续有效的可以不写；拟修改、废止、宣布失效的必须写，会列在清理结果里。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(TokenForm):
    """To which unit the ticked documents go."""

    unit = UnitChoice(Unit.objects.none(), label="转交给", empty_label="请选择单位")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
