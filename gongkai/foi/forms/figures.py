"""What the data centre is asked: two days, in any usual spelling."""

from typing import Any

from django import forms

from gongkai.base.forms import DayField
from gongkai.lib.dates import plain_date


class DaysForm(forms.Form):
    """First and last day; the names are those of the address."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(label="从哪一天", required=False)
        self.fields["to"] = DayField(label="到哪一天", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error(
                "to", f"结束日期{plain_date(last)}早于开始日期{plain_date(first)}，请核对。"
            )
        elif bool(first) != bool(last):
            self.add_error("to" if first else "from", "自定日期要填开始和结束两天。")
        return cleaned
