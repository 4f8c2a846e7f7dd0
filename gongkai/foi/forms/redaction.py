"""Forms of blacking out: a box by numbers, a passage, words to be found, a file, a reason."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm
from gongkai.catalogue.models import LegalGround
from gongkai.lib.redaction import Passage, Region

_PERCENT = {"inputmode": "decimal", "autocomplete": "off"}


class GroundChoice(forms.ModelChoiceField):
    """A ground of 条例第十四条至第十六条, by article and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.article}　{obj.name}"


class _Ground(TokenForm):
    ground = GroundChoice(
        LegalGround.objects.all(),
        label="不予公开的依据",
        to_field_name="code",
        empty_label="请选择",
        error_messages={"required": "请选择不予公开的依据，它会写在遮盖的地方。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="依据法律、行政法规不予公开的，写明是哪一部。只供内部查看，不进公开副本。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def seen(self) -> int:
        """Row version of the marks as the page showed them."""
        return int(self.cleaned_data["version"])


def _percent(label: str, help_text: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        help_text=help_text,
        widget=forms.TextInput(attrs=_PERCENT),
        error_messages={
            "required": f"请填{label}，0到100之间的数。",
            "invalid": f"{label}请填0到100之间的数，可以有小数。",
            "min_value": f"{label}不能小于0。",
            "max_value": f"{label}不能大于100。",
        },
    )


class BoxForm(_Ground):
    """A box by its page and percentages of the page's width and height."""

    page = forms.IntegerField(
        label="页码",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "请填页码。",
            "invalid": "页码请填整数。",
            "min_value": "页码从1开始。",
        },
    )
    left = _percent("距左边（%）")
    top = _percent("距上边（%）")
    width = _percent("宽（%）")
    height = _percent("高（%）")

    field_order = ("page", "left", "top", "width", "height", "ground", "note", "version")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for start, length, words in (("left", "width", "右边"), ("top", "height", "下边")):
            if cleaned.get(start) is None or cleaned.get(length) is None:
                continue
            if cleaned[start] + cleaned[length] > 100.05:
                self.add_error(length, f"框超出了页面的{words}，两个数加起来不能大于100。")
        return cleaned

    def mark(self) -> Region:
        """The box."""
        data = self.cleaned_data
        left, top = data["left"] / 100, data["top"] / 100
        right, bottom = left + data["width"] / 100, top + data["height"] / 100
        return Region(data["page"], left, top, min(1.0, right), min(1.0, bottom))


class PassageForm(_Ground):
    """A passage of a text by its first and last letter, counted from 1."""

    first = forms.IntegerField(
        label="从第几个字",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填从第几个字开始。", "invalid": "请填整数。", "min_value": "从1开始。"},
    )  # fmt: skip
    last = forms.IntegerField(
        label="到第几个字",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填到第几个字为止。", "invalid": "请填整数。", "min_value": "从1开始。"},
    )  # fmt: skip

    field_order = ("first", "last", "ground", "note", "version")

    def mark(self) -> Passage:
        """The passage."""
        return Passage(self.cleaned_data["first"] - 1, self.cleaned_data["last"])


class WordsForm(_Ground):
    """Words that are marked wherever they stand."""

    words = forms.CharField(
        label="要遮盖的词句",
        max_length=100,
        help_text="姓名、证件号码、地址等，全文每一处都会标记；空格、换行、全角半角不影响查找。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请写要遮盖的词句。"},
    )

    field_order = ("words", "ground", "note", "version")


class RecordForm(TokenForm):
    """An original that was found in the search."""

    file = forms.FileField(
        label="原件",
        help_text="要涂黑的请用PDF、图片或者txt；Word请先另存为PDF。标有密级的文件不得上传。",
        error_messages={
            "required": "请选择文件。",
            "empty": "这是空文件，没有保存。请检查文件后重新选择。",
        },
    )


class TakeBackForm(TokenForm):
    """Why a copy is taken back."""

    reason = forms.CharField(
        label="收回的原因",
        max_length=300,
        error_messages={"required": "请写收回的原因，它会记入办理记录。"},
    )
