from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.fees import Fee, fee_by_count, fee_by_pages, monthly_fees
from tests.lib.domain_vectors import vectors


def test_every_count_and_page_of_the_vectors_costs_what_they_say():
    fee = vectors("fee")
    for case in fee["by_count"]["examples"]:
        assert fee_by_count(case["n"]).amount == case["cumulative"]
        assert fee_by_count(1, before=case["n"] - 1).amount == case["marginal_of_nth"]
    for case in fee["by_pages"]["examples"]:
        assert fee_by_pages(case["pages"]).amount == case["fee"]


def test_the_choices_of_the_vectors_are_two_separate_amounts():
    first, second, third = vectors("fee")["choice"]
    assert (fee_by_count(1, before=11).amount, fee_by_pages(45).amount) == (
        first["by_count"],
        first["by_pages"],
    )
    assert (fee_by_count(1, before=2).amount, fee_by_pages(260).amount) == (
        second["by_count"],
        second["by_pages"],
    )
    assert fee_by_count(1, before=34).amount == third["by_count"]


def test_the_months_of_the_vectors_are_counted_apart():
    for case in vectors("fee")["month_boundary"]:
        fees = monthly_fees(date.fromisoformat(day) for day in case["dates"])
        assert sum(fee.amount for fee in fees.values()) == case["total"]


@pytest.mark.parametrize(
    ("items", "amount"),
    [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (35, 3000), (41, 4300), (51, 7400)],
)
def test_requests_are_charged_by_slices(items, amount):
    assert fee_by_count(items).amount == amount


@pytest.mark.parametrize(
    ("pages", "amount"),
    [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (250, 4700)],
)
def test_pages_are_charged_by_slices(pages, amount):
    assert fee_by_pages(pages).amount == amount


def test_the_lines_explain_the_amount():
    assert fee_by_count(5, before=28) == Fee(
        800,
        (
            "本月第29件至第30件，共2件，每件100元，计200元。",
            "本月第31件至第33件，共3件，每件200元，计600元。",
            "合计800元。",
        ),
    )
    assert fee_by_pages(31).lines == (
        "第1页至第30页，共30页，不收费。",
        "第31页，共1页，每页10元，计10元。",
        "合计10元。",
    )


def test_a_new_month_begins_at_nothing():
    march, april = [date(2026, 3, 31)] * 11, [date(2026, 4, 1)] * 10
    fees = monthly_fees(march + april)
    assert {month: fee.amount for month, fee in fees.items()} == {(2026, 3): 100, (2026, 4): 0}


@given(st.integers(0, 120), st.integers(0, 120))
def test_charging_in_two_parts_costs_the_same_as_at_once(first, second):
    parts = fee_by_count(first).amount + fee_by_count(second, before=first).amount
    assert parts == fee_by_count(first + second).amount


def test_negative_numbers_are_refused():
    for bad in (
        lambda: fee_by_count(-1),
        lambda: fee_by_count(1, before=-1),
        lambda: fee_by_pages(-1),
    ):
        with pytest.raises(ValueError, match="件数和页数不能是负数，请重新填写。"):
            bad()
