"""信息处理费 on the case page."""

from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.fees import FeeForm, PaidForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import fees
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date


def _notice(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    made = fees.fee_notice(
        case,
        by=user,
        tariff=data["tariff"],
        quantity=data["quantity"],
        on=data["on"],
        how_to_pay=data["how_to_pay"],
        seen=form.seen,
        draft=form.draft,
    )
    return (
        f"收费通知书已发出，应缴{made.amount}元，请申请人在{plain_date(made.pay_until)}前（含当日）"
        "缴清；等待期间不计算答复期限。"
    )


def _charged(case: DisclosureRequest, user: User) -> str:
    if case.fees.all():
        return "一件申请只能收取一次信息处理费，本件已经通知过（国办函〔2020〕109号）。"
    return ""


def _paid(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    made = fees.fee_paid(
        case,
        by=user,
        on=data["on"],
        voucher=data["voucher"],
        accepted=data["accepted"],
        reason=data["reason"],
        confirm=data["confirm"],
        seen=form.seen,
    )
    return f"已登记缴清{made.amount}元，答复期限从次日起重新计算。"


def _owed(case: DisclosureRequest, user: User) -> bool:
    return any(row.paid_on is None for row in case.fees.all())


DEEDS = (
    Deed(
        Act.FEE_NOTICE,
        "通知收费",
        "数量、频次明显超过合理范围的，在答复期限内通知申请人缴纳信息处理费；等待缴费期间不计算答复期限。",
        FeeForm,
        _notice,
        why_not=_charged,
        letter="fee",
    ),
    Deed(
        Act.FEE_PAID,
        "登记缴费",
        "登记申请人缴清信息处理费的日期和票据号，答复期限从次日起重新计算。",
        PaidForm,
        _paid,
        letter="fee_paid",
        main=True,
        shown=_owed,
    ),
)
