"""Forms of the pages about validity: a change, a reason, an evaluation, a term of keeping."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField, TokenForm
from gongkai.publishing.services.validity_checks import KINDS
from gongkai.publishing.states import Evaluation, Retention

WHOLE, PART = "whole", "part"


class ChangeForm(TokenForm):
    """What one document does to the other: which, how much, from when, why."""

    document = forms.CharField(
        label="依据文件",
        max_length=500,
        help_text="填发文字号或者完整标题，如“明政发〔2024〕5号”。文件要先在文件库里，没有的请先导入。",
    )
    kind = forms.ChoiceField(
        label="怎样改变", choices=[(k.value, k.label) for k in KINDS], widget=forms.RadioSelect
    )
    scope = forms.ChoiceField(
        label="涉及范围",
        choices=[(WHOLE, "全文"), (PART, "部分条款")],
        initial=WHOLE,
        widget=forms.RadioSelect,
    )
    articles = forms.CharField(
        label="涉及条款",
        required=False,
        max_length=200,
        help_text="只涉及部分条款时填写，如“第三条、第五条”。",
    )
    on = DayField(
        label="生效日期",
        required=False,
        help_text="不填的，从依据文件施行之日起；依据文件没有写施行日期的，从成文之日起。",
    )
    expires_on = DayField(
        label="新的有效期截止日期",
        required=False,
        help_text="只在延续有效期时填写；届满当日仍然有效。",
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="会显示在公众页面的效力提示里，如“按2024年清理结论”。",
    )

    @classmethod
    def of(
        cls, *, draft: bool, data: Any = None, initial: dict[str, Any] | None = None
    ) -> "ChangeForm":
        """For a draft it asks what the draft changes, else by what the document is changed."""
        form = cls(data, initial=initial)
        if draft:
            form.fields["document"].label = "要改变的文件"
        return form

    def facts(self) -> dict[str, Any]:
        """What `services.validity_changes.change` is called with, without the documents."""
        data = {**self.cleaned_data}
        data.pop("document")
        whole = data.pop("scope") == WHOLE
        return {**data, "whole": whole}


class EvaluateForm(TokenForm):
    """What the unit decides before a term runs out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "evaluate_%s")  # three forms stand on one page
        super().__init__(*args, **kwargs)

    conclusion = forms.ChoiceField(
        label="评估结论", choices=Evaluation.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="评估说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写一两句依据，如“制度仍在执行，拟延续五年”。",
    )


class RetentionForm(TokenForm):
    """A term of keeping decided by a person; empty gives it back to the rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "retention_%s")  # three forms stand on one page
        super().__init__(*args, **kwargs)

    retention = forms.ChoiceField(
        label="保管期限", required=False, choices=[("", "按规则推导"), *Retention.choices]
    )
    reason = forms.CharField(
        label="依据",
        required=False,
        max_length=190,
        help_text="人工确定的要写依据，以后重新推导时不会改动。",
    )

    def facts(self) -> dict[str, Any]:
        """What `services.retention.decide` is called with."""
        chosen = self.cleaned_data["retention"]
        return {
            "retention": Retention(chosen) if chosen else None,
            "reason": self.cleaned_data["reason"],
        }
