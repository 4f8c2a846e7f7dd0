"""Asked after by number and query code: slowed after ten tries, nothing leaks."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.where import coming_from
from gongkai.foi.models import QueryTry
from gongkai.foi.services import intake
from gongkai.foi.services.intake import asking, codes
from gongkai.foi.states import Channel
from tests.foi.factories import Office
from tests.foi.intake.people import submitted

_VALUES = re.compile("'[^']*'|\"s[0-9]+_x[0-9]+\"|[0-9]+")


@pytest.fixture
def made(office: Office) -> intake.Submitted:
    return submitted(office.unit, Channel.INTERNET)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`later(minutes=1)` puts the clock on."""
    real = timezone.now
    ahead = dt.timedelta()

    def move(**by: float) -> None:
        nonlocal ahead
        ahead += dt.timedelta(**by)
        monkeypatch.setattr(timezone, "now", lambda: real() + ahead)

    return move


def wrong(number: str, times: int = 1) -> None:
    for _ in range(times):
        assert intake.check_query(number, "00000000") is None


def test_number_and_code_lead_to_the_case(made: intake.Submitted) -> None:
    assert intake.check_query(made.application.number, made.query_code) == made.case


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: f" {code[:4]} {code[4:]} ",
        lambda code: f"{code[:4]}-{code[4:]}",
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_is_understood_in_any_spelling(made: intake.Submitted, spell: Any) -> None:
    assert codes.normal_code(spell(made.query_code)) == made.query_code
    number = made.application.number.lower()
    assert intake.check_query(f" {number} ", spell(made.query_code)) == made.case


def test_a_code_fits_its_own_application_alone(office: Office, made: intake.Submitted) -> None:
    other = submitted(office.unit, Channel.INTERNET)
    assert intake.check_query(other.application.number, made.query_code) is None


def test_a_wrong_number_and_a_wrong_code_are_the_same_answer_after_the_same_work(
    made: intake.Submitted,
) -> None:
    def statements(number: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            assert intake.check_query(number, "00000000") is None
        return [_VALUES.sub("?", query["sql"]) for query in seen]

    wrong(made.application.number)
    wrong("SQ2026999999")
    assert statements(made.application.number) == statements("SQ2026999999")


@pytest.mark.parametrize("number", ["", "SQ2026999999", "x" * 500, "SQ2026000001\x00"])
def test_anything_typed_is_only_wrong(made: intake.Submitted, number: str) -> None:
    assert intake.check_query(number, "'; --") is None


def test_after_ten_wrong_tries_even_the_right_code_waits(
    made: intake.Submitted, later: Any
) -> None:
    number = made.application.number
    wrong(number, 10)
    with pytest.raises(Refusal) as refused:
        intake.check_query(number, made.query_code)
    assert (refused.value.status, refused.value.field) == (429, "code")
    later(minutes=1)
    assert intake.check_query(number, made.query_code) == made.case


def test_after_ten_wrong_tries_one_is_taken_in_a_minute(made: intake.Submitted, later: Any) -> None:
    number = made.application.number
    wrong(number, 10)
    later(minutes=1)
    wrong(number)
    with pytest.raises(Refusal):
        wrong(number)


def test_a_number_is_slowed_from_whatever_address(made: intake.Submitted) -> None:
    for place in range(10):
        with coming_from(f"192.0.2.{place}"):
            wrong(made.application.number)
    with coming_from("192.0.2.99"), pytest.raises(Refusal):
        wrong(made.application.number)


def test_an_address_is_slowed_whatever_number_it_tries(made: intake.Submitted) -> None:
    with coming_from("192.0.2.1"):
        for serial in range(10):
            wrong(f"SQ2026{900000 + serial}")
        with pytest.raises(Refusal):
            wrong("SQ2026800000")
    with coming_from("192.0.2.2"):
        assert intake.check_query(made.application.number, made.query_code) == made.case


def test_an_unknown_number_is_slowed_like_a_known_one(made: intake.Submitted) -> None:
    for place in range(10):
        with coming_from(f"192.0.2.{place}"):
            wrong("SQ2026999999")
    with coming_from("192.0.2.99"), pytest.raises(Refusal):
        wrong("SQ2026999999")


def test_the_right_code_gives_the_number_back_but_not_the_address(
    made: intake.Submitted,
) -> None:
    """Else whoever holds one code could try others without end."""
    for _ in range(2):
        wrong(made.application.number, 4)
        assert intake.check_query(made.application.number, made.query_code) == made.case
    tries = sorted(QueryTry.objects.values_list("tries", flat=True))
    assert tries == [0, 8]


def test_an_hour_later_it_begins_anew(made: intake.Submitted, later: Any) -> None:
    wrong(made.application.number, 10)
    later(hours=1, seconds=1)
    wrong(made.application.number, 10)
    with pytest.raises(Refusal):
        wrong(made.application.number)


def test_counters_that_have_run_out_are_removed(made: intake.Submitted, later: Any) -> None:
    wrong(made.application.number)
    assert asking.forget_tries() == 0
    later(hours=1, seconds=1)
    assert asking.forget_tries() == 2
    assert not QueryTry.objects.exists()


def test_no_number_and_no_address_is_stored_plain(made: intake.Submitted) -> None:
    with coming_from("192.0.2.1"):
        wrong(made.application.number)
    keys = " ".join(QueryTry.objects.values_list("key", flat=True))
    assert made.application.number not in keys
    assert "192.0.2" not in keys


def test_of_a_split_application_the_first_case_answers(
    office: Office, made: intake.Submitted
) -> None:
    intake.split(made.case, matters=["招生计划", "制定依据"], by=office.registrar)
    assert intake.check_query(made.application.number, made.query_code) == made.case
