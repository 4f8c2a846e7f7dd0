from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.trail import START, Head, Row, canonical, digest, link, seal, verify


def chain(count, algorithm="sha256"):
    rows, last = [], None
    for number in range(count):
        last = seal(last, {"verb": "release", "n": number, "on": date(2026, 3, 2)}, algorithm)
        rows.append(last)
    return rows


ROWS = chain(6)
HEAD = Head(6, ROWS[-1].hash)


def broken(rows, **kwargs):
    found = verify(rows, **kwargs)
    return found and (found.seq, found.kind)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_chain_left_alone_is_whole(algorithm):
    rows = chain(5, algorithm)
    assert verify(rows, head=Head(5, rows[-1].hash), algorithm=algorithm) is None
    assert broken(rows, algorithm="sm3" if algorithm == "sha256" else "sha256") == (1, "changed")


def test_an_empty_trail_is_whole_unless_a_head_is_known():
    assert verify([]) is None
    assert broken([], head=HEAD) == (1, "cut_off")


@given(st.integers(0, 5))
def test_a_changed_payload_is_found_at_its_row(place):
    rows = list(ROWS)
    rows[place] = rows[place]._replace(payload={**rows[place].payload, "verb": "withdraw"})
    assert broken(rows) == (place + 1, "changed")


@given(st.integers(0, 4))
def test_a_row_rewritten_and_sealed_again_is_found(place):
    rows, old = list(ROWS), ROWS[place]
    payload = {"verb": "forged"}
    rows[place] = Row(old.seq, old.prev, link(old.prev, payload, seq=old.seq), payload)
    assert broken(rows) == (place + 1, "changed")


def test_a_last_row_rewritten_and_sealed_again_is_found_against_the_head():
    forged = seal(ROWS[4], {"verb": "forged"})
    assert broken([*ROWS[:5], forged]) is None
    assert broken([*ROWS[:5], forged], head=HEAD) == (6, "changed")


@given(st.integers(0, 4))
def test_a_removed_row_is_missing(place):
    assert broken(ROWS[:place] + ROWS[place + 1 :]) == (place + 1, "missing")


def test_a_removed_row_whose_followers_were_numbered_anew_is_found():
    rows = ROWS[:2] + [row._replace(seq=row.seq - 1) for row in ROWS[3:]]
    assert broken(rows) == (3, "missing")


@given(st.integers(0, 4))
def test_two_rows_in_the_wrong_order_are_named(place):
    rows = list(ROWS)
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    assert broken(rows) == (place + 1, "reordered")


@given(st.integers(0, 4))
def test_two_rows_that_changed_places_and_numbers_are_named(place):
    rows = list(ROWS)
    first, second = rows[place], rows[place + 1]
    rows[place], rows[place + 1] = second._replace(seq=first.seq), first._replace(seq=second.seq)
    assert broken(rows) == (place + 1, "reordered")


def test_a_row_put_in_twice_is_named():
    assert broken([*ROWS[:3], ROWS[1], *ROWS[3:]]) == (2, "inserted")


def test_a_tail_cut_off_is_found_only_against_a_head():
    assert verify(ROWS[:4]) is None
    assert broken(ROWS[:4], head=HEAD) == (5, "cut_off")


def test_rows_may_be_checked_from_a_known_row_on():
    assert verify(ROWS[3:], after=Head(3, ROWS[2].hash), head=HEAD) is None
    assert broken(ROWS[3:], after=Head(3, "00")) == (3, "changed")


def test_a_break_is_told_in_a_sentence():
    found = verify(ROWS[:2] + ROWS[3:])
    assert found
    assert found.sentence == "第3条记录缺失。"


def test_the_first_row_follows_nothing():
    assert ROWS[0].prev == START == ""


def test_digests_are_those_of_the_standards():
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    # The example of GB/T 32905.
    sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abc", "sm3") == sm3
    with pytest.raises(ValueError, match="unknown hash algorithm"):
        digest(b"abc", "md5")  # type: ignore[arg-type]


def test_one_payload_has_one_spelling():
    at = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert canonical({"b": [1, None, True], "a": "公开", "at": at, "on": date(2026, 3, 2)}) == (
        '{"a":"公开","at":"2026-03-02T08:30:00+00:00","b":[1,null,true],"on":"2026-03-02"}'.encode()
    )
    assert canonical({"a": 1, "b": {"d": 1, "c": 2}}) == canonical({"b": {"c": 2, "d": 1}, "a": 1})


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"a": 0.1}, ValueError),
        ({"a": {"b": [float("nan")]}}, ValueError),
        ({"at": datetime(2026, 3, 2)}, ValueError),  # noqa: DTZ001
        ({1: "a"}, TypeError),
        ({"a": {1, 2}}, TypeError),
    ],
)
def test_what_has_no_single_spelling_is_refused(payload, error):
    with pytest.raises(error):
        canonical(payload)
