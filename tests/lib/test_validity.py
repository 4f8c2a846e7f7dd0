from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.validity import CHANGE_KINDS, Change, Validity, next_change_after, validity_on

DAY = timedelta(days=1)
FIRST, LAST = date(2020, 1, 1), date(2020, 3, 31)
days = st.dates(FIRST, LAST)
histories = st.fixed_dictionaries(
    {
        "effective_on": st.none() | days,
        "expires_on": st.none() | days,
        "changes": st.lists(
            st.builds(Change, st.sampled_from(CHANGE_KINDS), st.booleans(), days), max_size=5
        ),
    }
)
IN_FORCE = {"effective_on": date(2020, 1, 1)}


def naive(history):
    """Day by day, as a clerk with a card index would: each card is moved once a day."""
    final, amended, partly, out = None, False, False, {}
    on = FIRST - 2 * DAY
    while on <= LAST + 2 * DAY:
        for change in history["changes"]:
            if change.on != on:
                continue
            amended |= change.kind == "amend"
            partly |= change.kind != "amend" and not change.whole
        today = [c.kind for c in history["changes"] if c.on == on and c.whole and c.kind != "amend"]
        if final is None and any(kind != "lapse" for kind in today):
            final = Validity.REPEALED
        if final is None and ("lapse" in today or history["expires_on"] == on - DAY):
            final = Validity.LAPSED
        effective = history["effective_on"]
        if final:
            out[on] = final
        elif effective and on < effective:
            out[on] = Validity.PENDING
        elif partly:
            out[on] = Validity.PARTLY_REPEALED
        elif amended:
            out[on] = Validity.AMENDED
        else:
            out[on] = Validity.IN_FORCE if effective else Validity.UNKNOWN
        on += DAY
    return out


@given(histories)
def test_the_status_of_every_day_is_that_of_a_clerk_going_day_by_day(history):
    assert {on: validity_on(on, **history) for on in naive(history)} == naive(history)


@given(histories)
def test_what_has_ended_never_comes_back(history):
    states = list(naive(history).values())
    ended = [state.ended for state in states]
    assert ended == sorted(ended)
    assert len({state for state in states if state.ended}) <= 1


@given(histories)
def test_the_status_changes_on_the_days_named_and_on_no_other(history):
    states = naive(history)
    real = [on for on in states if on - DAY in states and states[on] is not states[on - DAY]]
    named, on = [], min(states)
    while (on := next_change_after(on, **history)) is not None:
        named.append(on)
    assert named == real


def test_the_first_day_is_in_force_and_the_day_before_is_not():
    assert validity_on(date(2019, 12, 31), **IN_FORCE) is Validity.PENDING
    assert validity_on(date(2020, 1, 1), **IN_FORCE) is Validity.IN_FORCE


def test_the_last_day_of_the_term_is_in_force_and_the_next_is_not():
    term = {**IN_FORCE, "expires_on": date(2020, 12, 31)}
    assert validity_on(date(2020, 12, 31), **term) is Validity.IN_FORCE
    assert validity_on(date(2021, 1, 1), **term) is Validity.LAPSED
    assert next_change_after(date(2020, 6, 1), **term) == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (Change("repeal", True, date(2020, 6, 1)), Validity.REPEALED),
        (Change("replace", True, date(2020, 6, 1)), Validity.REPEALED),
        (Change("lapse", True, date(2020, 6, 1)), Validity.LAPSED),
        (Change("repeal", False, date(2020, 6, 1)), Validity.PARTLY_REPEALED),
        (Change("lapse", False, date(2020, 6, 1)), Validity.PARTLY_REPEALED),
        (Change("amend", True, date(2020, 6, 1)), Validity.AMENDED),
        (Change("amend", False, date(2020, 6, 1)), Validity.AMENDED),
    ],
)
def test_a_change_holds_from_its_day_on(change, after):
    assert validity_on(date(2020, 5, 31), **IN_FORCE, changes=[change]) is Validity.IN_FORCE
    assert validity_on(date(2020, 6, 1), **IN_FORCE, changes=[change]) is after


def test_a_repeal_before_the_first_day_keeps_it_from_ever_being_in_force():
    repeal = Change("repeal", True, date(2019, 12, 1))
    assert validity_on(date(2019, 11, 30), **IN_FORCE, changes=[repeal]) is Validity.PENDING
    assert validity_on(date(2020, 2, 1), **IN_FORCE, changes=[repeal]) is Validity.REPEALED
    assert next_change_after(date(2019, 12, 1), **IN_FORCE, changes=[repeal]) is None


def test_a_repeal_after_the_term_does_not_make_a_lapsed_document_a_repealed_one():
    history = {"effective_on": date(2015, 1, 1), "expires_on": date(2019, 12, 31)}
    repeal = Change("repeal", True, date(2022, 1, 1))
    assert validity_on(date(2023, 1, 1), **history, changes=[repeal]) is Validity.LAPSED


def test_without_any_date_nobody_knows():
    assert validity_on(date(2020, 1, 1), effective_on=None) is Validity.UNKNOWN
    assert next_change_after(date(2020, 1, 1), effective_on=None) is None


def test_a_term_without_end_in_the_calendar_never_ends():
    term = {**IN_FORCE, "expires_on": date.max}
    assert next_change_after(date(2020, 6, 1), **term) is None


def test_labels_are_what_readers_see():
    assert [state.label for state in Validity] == [
        "未施行",
        "现行有效",
        "已修改",
        "部分废止",
        "已废止",
        "已失效",
        "尚未清理",
    ]
    assert [state.label for state in Validity if state.binds] == ["现行有效", "已修改", "部分废止"]
