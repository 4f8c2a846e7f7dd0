"""Forms of requests beyond a reasonable measure (条例第三十五条)."""

import datetime as dt
from typing import Any

from django import forms

from gongkai.base.calendar import today
from gongkai.foi.forms.steps import StepForm, day_field, files_field, text_field
from gongkai.foi.queries.abuse import requests_of_person
from gongkai.foi.services.abuse import Counts, why_of

# How far back the figures on the form reach at first.
_A_YEAR = dt.timedelta(days=365)


class ReasonsForm(StepForm):
    """The figures, what makes them unreasonable, and until when reasons are wanted."""

    letter_kind = "reasons"
    since = day_field("统计时间从")
    till = day_field("统计时间到")
    requests = forms.IntegerField(
        label="申请件数",
        min_value=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填写这段时间里同一申请人提出的申请件数。",
            "invalid": "请用数字填写申请件数。",
            "min_value": "只有一件的，谈不上数量、频次明显超过合理范围（条例第三十五条）。",
        },
    )
    reason = text_field(
        "明显超过合理范围的情形",
        most=1000,
        help_text="件数多本身不是理由，请写明还有什么情形，例如同类内容反复申请。会写进通知书。",
    )
    until = day_field(
        "说明理由的截止日期",
        help_text="至少给申请人5个工作日，并早于答复期限：说明理由期间答复期限不停止。",
    )
    on = day_field("申请人收到通知的日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.case.pk:
            day = today()
            self.fields["since"].initial, self.fields["till"].initial = day - _A_YEAR, day
            found = requests_of_person(self.case, day - _A_YEAR, day)
            self.fields["requests"].initial = found
            self.fields["requests"].help_text = f"平台记录：最近一年{found}件。"

    @property
    def counts(self) -> Counts:
        """The figures as they were filled in."""
        data = self.cleaned_data
        return Counts(data["requests"], data["since"], data["till"])

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        try:
            counts = Counts(cleaned["requests"], cleaned["since"], cleaned["till"])
            return {"why": why_of(counts, cleaned["reason"])}
        except KeyError:
            return {}


class TakenReasonsForm(StepForm):
    """The applicant's reasons, entered by the desk."""

    on = day_field("收到理由的日期")
    text = text_field(
        "申请人说明的理由",
        rows=6,
        most=20_000,
        required=False,
        help_text="照录申请人的文字；全部在附件里的可以不写。",
    )
    files = files_field("理由材料")  # type: ignore[assignment]


class LaterForm(StepForm):
    """A later day for the reply."""

    letter_kind = "later"
    until = day_field("延迟答复到哪一天", help_text="合理的日期，应当晚于现在的答复期限。")
    reason = text_field("不能按期答复的原因", most=500, help_text="会写进延迟答复告知书。")
