"""The form of a case study."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from gongkai.base.forms import NamesField, TokenForm
from gongkai.catalogue.models import LegalGround
from gongkai.foi.services.studies import TEXTS

_HINTS = {
    "title": "一眼看得出是什么事，例如“拆迁补偿协议是否公开”。",
    "facts": "谁申请什么、查到什么；写“申请人”“第三方”，不写姓名和单位名称。",
    "issue": "这件事的难点是什么。",
    "holding": "为什么这样答复；可以被以后的答复直接引用。",
    "review_result": "经过复议或者诉讼的写明结果，没有的不写。",
}
_ROWS = {"facts": 6, "issue": 3, "holding": 8, "review_result": 2}


class StudyForm(TokenForm):
    """Texts, clauses and keywords; the outcome is the case's."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, most) in TEXTS.items():
            widget = (
                forms.Textarea(attrs={"rows": _ROWS[name]}) if name in _ROWS else forms.TextInput()
            )
            self.fields[name] = forms.CharField(
                label=label,
                required=name != "review_result",
                max_length=most,
                help_text=_HINTS[name],
                widget=widget,
                validators=[ProhibitNullCharactersValidator()],
                error_messages={
                    "required": f"请填写{label}。",
                    "max_length": f"{label}最多{most}个字，请写短一些。",
                },
            )
        rows = LegalGround.objects.order_by("code")
        self.fields["grounds"] = forms.MultipleChoiceField(
            label="依据条款",
            required=False,
            choices=[(row.code, f"{row.name}（条例{row.article}）") for row in rows],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "请从列表中选择条款。"},
        )
        self.fields["keywords"] = NamesField(
            label="关键词", required=False, help_text="几个词，用顿号分开。"
        )

    def facts(self) -> dict[str, Any]:
        """What the service is called with."""
        names = (*TEXTS, "grounds", "keywords")
        return {name: self.cleaned_data[name] for name in names}
