"""信息处理费: one ladder, inside the period, twenty working days to pay, then a new count."""

import datetime as dt

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi import rules
from gongkai.foi.models import Decision, DisclosureRequest, FeeNotice, FoiLetter
from gongkai.foi.services import fees
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FeeTariff, Stage, WantedForm
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.steps.way import MARCH_2, fresh, handled, march

COUNT, PAGES = FeeTariff.COUNT, FeeTariff.PAGES


def many(office: Office, number: int, received_on: dt.date = MARCH_2, **facts: object) -> None:
    """Cases of one person in a month, straight in the table."""
    for _ in range(number):
        make_case(office.unit, Stage.HANDLING, received_on=received_on, **facts)  # type: ignore[arg-type]


def charge(case: DisclosureRequest, office: Office, **facts: object) -> FeeNotice:
    values = {"tariff": PAGES, "quantity": 31, "on": march(5)} | facts
    return fees.fee_notice(case, by=office.openness, **values)  # type: ignore[arg-type]


# -- counting


def test_the_month_counts_one_person_at_one_unit_by_day_of_receipt(office: Office) -> None:
    many(office, 2)
    case = handled(office, march(3))
    many(office, 1, march(4))
    many(office, 1, id_number="370102190102030027", name="王二诺")
    make_case(office.city.finance, Stage.HANDLING, received_on=march(2))
    many(office, 1, dt.date(2026, 2, 27))
    many(office, 1, dt.date(2025, 3, 2))
    assert fees.monthly_count(case) == 3


def test_same_day_cases_are_counted_in_the_order_they_were_written(office: Office) -> None:
    first, second = handled(office), handled(office)
    assert (fees.monthly_count(first), fees.monthly_count(second)) == (1, 2)


def test_what_was_withdrawn_or_not_registered_does_not_count(office: Office) -> None:
    withdrawn = handled(office)
    DisclosureRequest.objects.filter(pk=withdrawn.pk).update(stage=Stage.WITHDRAWN)
    case = handled(office)
    waiting = make_case(office.unit, Stage.SUBMITTED)
    assert [fees.monthly_count(row) for row in (withdrawn, case, waiting)] == [0, 1, 0]


def test_the_month_begins_anew(office: Office) -> None:
    many(office, 11, march(31))
    case = handled(office, dt.date(2026, 4, 1))
    assert fees.monthly_count(case) == 1


def test_a_case_charged_for_several_pieces_counts_as_many(office: Office, on_day: OnDay) -> None:
    many(office, 9)
    on_day(march(5))
    big = handled(office)
    assert charge(big, office, tariff=COUNT, quantity=3).amount == 200
    later = handled(office)
    assert (fees.monthly_count(later), fees.items_before(later)) == (11, 12)


# -- the notice


def test_the_eleventh_of_the_month_costs_one_hundred(office: Office, on_day: OnDay) -> None:
    many(office, 10)
    case = handled(office)
    on_day(march(5))
    made = charge(case, office, tariff=COUNT, quantity=1)
    letter = FoiLetter.objects.get()
    text = "".join(paragraphs_of(letter))
    case = fresh(case)
    act = case.acts.get()
    assert (made.before, made.amount, made.pay_until) == (10, 100, dt.date(2026, 4, 2))
    assert made.lines == ["本月第11件，共1件，每件100元，计100元。", "合计100元。"]
    assert (case.due_on, case.waits_until, case.paused) == (None, dt.date(2026, 4, 2), True)
    assert act.data == {
        "tariff": "count",
        "quantity": 1,
        "before": 10,
        "amount": 100,
        "pay_until": "2026-04-02",
    }
    assert (act.visible, act.letter, made.letter) == (True, letter, letter)
    wanted = ("国办函〔2020〕109号", "100元", "2026年4月2日", "财政票据", "第11件")
    assert [word in text for word in wanted] == [True] * 5


def test_the_page_ladder_needs_no_month(office: Office, on_day: OnDay) -> None:
    many(office, 40)
    case = handled(office)
    on_day(march(5))
    made = charge(case, office, quantity=201)
    assert (made.before, made.amount) == (0, 2740)


@pytest.mark.parametrize(("tariff", "quantity"), [(COUNT, 10), (PAGES, 30)])
def test_nothing_to_pay_is_no_notice(
    office: Office, on_day: OnDay, tariff: str, quantity: int
) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="不用收费"):
        charge(case, office, tariff=tariff, quantity=quantity)
    assert (FeeNotice.objects.count(), FoiLetter.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"tariff": "both"}, "tariff"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 100_001}, "quantity"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    office: Office, on_day: OnDay, facts: dict[str, object], field: str
) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal) as refusal:
        charge(case, office, **facts)
    assert refusal.value.field == field


def test_a_second_fee_is_refused(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    charge(case, office)
    fees.fee_paid(case, by=office.registrar, on=march(5), voucher="0001")
    with pytest.raises(Refusal, match=r"只能收取一次.*收费办法第三条"):
        charge(case, office)


def test_parts_of_one_application_stay_on_one_ladder(office: Office, on_day: OnDay) -> None:
    first = handled(office)
    second = handled(office, application=first.application)
    on_day(march(5))
    charge(first, office)
    with pytest.raises(Refusal, match="一份申请只能用一种计费方式"):
        charge(second, office, tariff=COUNT, quantity=50)
    assert charge(second, office, quantity=40).amount == 100


def test_after_the_due_day_no_fee_is_asked_for(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(31))
    with pytest.raises(Refusal, match="收费办法第六条"):
        charge(case, office, on=march(31))


def test_pages_are_charged_only_where_pages_are_given(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    application = case.application
    application.wanted_form = WantedForm.INSPECTION
    application.save()
    with pytest.raises(Refusal, match="查阅、抄录"):
        charge(fresh(case), office)
    application.wanted_form = WantedForm.PAPER
    application.save()
    Decision.objects.create(case=case, outcome="D1a", proposed_by=office.handler)
    with pytest.raises(Refusal, match="不向申请人提供信息"):
        charge(fresh(case), office)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("openness", True),
        ("head", True),
        ("unit_head", True),
        ("handler", False),
        ("registrar", False),
    ],
)
def test_who_may_charge(office: Office, name: str, may: bool) -> None:
    assert rules.may(getattr(office, name), Act.FEE_NOTICE, handled(office)) is may


# -- the payment


def test_after_the_payment_the_count_starts_anew(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    charge(case, office)
    on_day(march(16))
    made = fees.fee_paid(
        case, by=office.registrar, on=march(16), voucher=" 37000126-0001 ", confirm=True
    )
    case = fresh(case)
    letter = FoiLetter.objects.get(kind="fee_paid")
    assert (made.paid_on, made.voucher) == (march(16), "37000126-0001")
    assert (case.due_on, case.waits_until) == (dt.date(2026, 4, 14), None)
    assert "2026年4月14日" in "".join(paragraphs_of(letter))
    assert case.acts.get(kind=Act.FEE_PAID).letter == letter


def test_a_late_payment_is_taken_only_with_a_reason(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    charge(case, office)
    late = dt.date(2026, 4, 3)
    on_day(late)
    with pytest.raises(Refusal, match="视为放弃申请（收费办法第六条）") as refusal:
        fees.fee_paid(case, by=office.registrar, on=late, voucher="0001")
    assert refusal.value.field == "accepted"
    with pytest.raises(Refusal, match="请写明接受逾期缴费的理由"):
        fees.fee_paid(case, by=office.registrar, on=late, voucher="0001", accepted=True)
    fees.fee_paid(
        case, by=office.registrar, on=late, voucher="0001", accepted=True, reason="银行系统故障"
    )
    act = fresh(case).acts.get(kind=Act.FEE_PAID)
    assert (act.data, act.note) == (
        {"accepted": True, "late": True, "amount": 10},
        "银行系统故障",
    )
    assert fresh(case).due_on == dt.date(2026, 5, 7)


def test_what_was_not_asked_for_is_not_paid(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="没有等待缴纳"):
        fees.fee_paid(case, by=office.registrar, on=march(5), voucher="0001")


def test_a_voucher_and_a_possible_day_are_needed(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    charge(case, office)
    with pytest.raises(Refusal, match="请写明财政票据号"):
        fees.fee_paid(case, by=office.registrar, on=march(5), voucher="")
    with pytest.raises(Refusal, match="不会早于这一天"):
        fees.fee_paid(case, by=office.registrar, on=march(4), voucher="0001")


def test_the_year_collects_what_was_paid_in_it_at_these_units(
    office: Office, on_day: OnDay
) -> None:
    on_day(march(5))
    for unit, paid_on, amount in [
        (office.unit, march(5), 100),
        (office.unit, dt.date(2025, 12, 31), 20),
        (office.unit, None, 40),
        (office.city.finance, march(6), 700),
        (office.city.garden, march(6), 5),
    ]:
        FeeNotice.objects.create(
            case=make_case(unit), tariff=PAGES, quantity=31, amount=amount,
            served_on=march(5), pay_until=march(30), paid_on=paid_on,
        )  # fmt: skip
    both = [office.unit.pk, office.city.finance.pk]
    assert fees.fees_collected(both, 2026) == 800
    assert fees.fees_collected(both, 2024) == 0
