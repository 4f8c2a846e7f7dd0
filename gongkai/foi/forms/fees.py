"""Forms of the information-processing fee (信息处理费)."""

from typing import Any

from django import forms

from gongkai.base.refusal import Refusal
from gongkai.foi.forms.steps import StepForm, day_field, text_field
from gongkai.foi.services.fees import HOW_TO_PAY, MOST, computed
from gongkai.foi.services.stepping import foresee
from gongkai.foi.states import Act, FeeTariff

_TARIFFS = [
    (FeeTariff.COUNT, "按件：同一申请人一个自然月内10件以内不收费"),
    (FeeTariff.PAGES, "按量：提供纸质件、电子邮件或者复制电子数据时，30页以内不收费"),
]


class FeeForm(StepForm):
    """Which ladder, how much."""

    letter_kind = "fee"
    tariff = forms.ChoiceField(
        label="计费方式",
        choices=_TARIFFS,
        widget=forms.RadioSelect,
        help_text="一份申请只能用一种（国办函〔2020〕109号）。",
        error_messages={"required": "请选择一种计费方式：按件，或者按量。"},
    )
    quantity = forms.IntegerField(
        label="件数或者页数",
        min_value=1,
        max_value=MOST,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="按件的，填写本件申请拆分出的最小单位数；按量的，A4及以下幅面的单面为1页。",
        error_messages={
            "required": "请填写件数或者页数。",
            "invalid": "请用数字填写件数或者页数。",
            "min_value": "件数或者页数至少是1，请重新填写。",
            "max_value": "件数或者页数最多%(limit_value)s，请核对后重新填写。",
        },
    )
    how_to_pay = text_field(
        "缴费方式", most=500, initial=HOW_TO_PAY, help_text="会写进收费通知书。"
    )
    on = day_field("申请人收到通知的日期", help_text="从次日起20个工作日内缴费，逾期视为放弃申请。")

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The amount with its lines and the last day to pay, as far as they can be told yet."""
        try:
            fee, before = computed(self.case, cleaned["tariff"], cleaned["quantity"])
            clock = foresee(self.case, Act.FEE_NOTICE, on=cleaned["on"])
        except (KeyError, Refusal):
            return {}
        return {
            "before": before,
            "amount": fee.amount,
            "lines": list(fee.lines),
            "pay_until": clock.waiting_until,
        }


class PaidForm(StepForm):
    """That the fee was paid."""

    on = day_field("缴清的日期", help_text="答复期限从次日起重新计算。")
    voucher = forms.CharField(
        label="财政票据号",
        max_length=60,
        error_messages={
            "required": "请填写财政票据号。",
            "max_length": "财政票据号最多%(limit_value)s个字，请核对。",
        },
    )
    accepted = forms.BooleanField(
        label="同意接受逾期缴费", required=False, help_text="按期缴清的不勾选。"
    )
    reason = text_field("接受逾期缴费的理由", rows=2, most=500, required=False)
    confirm = forms.BooleanField(label="同时发出缴费确认书", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unpaid = [row for row in self.case.fees.all() if row.paid_on is None]
        if unpaid:
            self.fields["voucher"].help_text = f"应缴{unpaid[-1].amount}元，缴清后登记。"
