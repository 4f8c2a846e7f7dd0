"""The table of outcomes against the law and the national report."""

import json

import pytest

from gongkai.catalogue.models import LegalGround
from gongkai.foi.outcomes import OUTCOMES
from tests.shared import shared_data


def test_the_outcomes_lead_to_the_21_rows_of_the_national_report() -> None:
    rows = [outcome.row for outcome in OUTCOMES]
    assert len(set(rows)) == 21
    assert sorted(row for row in set(rows) if rows.count(row) > 1) == ["r1", "r4_1"]


@pytest.mark.shared_data
def test_every_outcome_is_as_the_vectors_say() -> None:
    lists = json.loads(shared_data("vectors.json").read_text(encoding="utf-8"))["code_lists"]
    told = {row["code"]: (row["ar_row"], row["reconsideration_first"]) for row in lists["decision"]}
    assert {o.code: (o.row, o.redress == "A") for o in OUTCOMES} == told


def test_every_ground_is_one_of_the_closed_list_and_has_an_outcome(db: None) -> None:
    known = set(LegalGround.objects.values_list("code", flat=True))
    single = [ground for o in OUTCOMES if o.code != "D2" for ground in o.grounds]
    assert set(single) == known
    assert sorted(single) == sorted(set(single))
    assert {ground for o in OUTCOMES if o.code == "D2" for ground in o.grounds} <= known


def test_reconsideration_comes_first_exactly_where_information_is_withheld() -> None:
    assert [o.code for o in OUTCOMES if o.redress == "A"] == [
        "D2", "D3-1", "D3-2", "D3-3", "D3-4", "D3-5", "D3-6", "D3-7",
    ]  # fmt: skip
