"""What must hold for every history."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.lib.clock import ACT_TYPES, Act, NotAllowed, check_act, deadline
from gongkai.lib.workdays import is_workday, nth_workday
from tests.lib.clock.world import CALENDAR, RECEIVED, clock

NEAR = st.integers(0, 45).map(lambda n: RECEIVED + timedelta(days=n))
KINDS = st.sampled_from(["third_party", "joint_maker"])


@st.composite
def holds(draw, most=4):
    """Consultations, some answered, each with its own reference."""
    acts = []
    for ref in range(draw(st.integers(0, most))):
        kind, (first, last) = draw(KINDS), sorted((draw(NEAR), draw(NEAR)))
        acts.append(Act("hold_opened", first, kind=kind, ref=str(ref)))
        if draw(st.booleans()):
            acts.append(Act("hold_closed", last, kind=kind, ref=str(ref)))
    return acts


@st.composite
def histories(draw):
    """Consultations and extensions in any order, all within six weeks of receipt."""
    days = st.integers(1, 20)
    extensions = draw(st.lists(st.tuples(NEAR, days), max_size=3))
    return [*draw(holds()), *(Act("extended", on, days=n) for on, n in extensions)]


@st.composite
def anything(draw):
    """Acts of every type in any order, sensible or not."""
    return [
        Act(
            draw(st.sampled_from(ACT_TYPES)),
            draw(NEAR) - timedelta(days=draw(st.sampled_from([0, 0, 0, 10]))),
            until=draw(st.none() | NEAR),
            days=draw(st.none() | st.integers(-3, 30)),
            kind=draw(st.none() | KINDS),
            ref=draw(st.sampled_from(["", "a", "b"])),
            accepted=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 7)))
    ]


def lenient(acts, **options):
    return clock(*acts, strict=False, **options)


def refusal_of(check, *arguments):
    """What a call is refused with, None where it is allowed."""
    try:
        check(*arguments)
    except NotAllowed as refusal:
        return str(refusal)
    return None


def ticked(acts):
    """Due day and length of the period, ticked off day by day; silence ends after fifteen working days."""
    spans, length, left = {}, 20, 20
    for act in sorted(acts, key=lambda act: act.on):
        due = tick(spans, length)
        if act.type == "extended" and act.on <= due:
            added = min(act.days, left)
            length, left = length + added, left - added
        elif act.type == "hold_opened" and act.on <= due:
            spans[act.ref] = (act.on, nth_workday(act.on, 15, CALENDAR))
        elif act.type == "hold_closed" and act.ref in spans:
            opened, limit = spans[act.ref]
            spans[act.ref] = (opened, min(limit, act.on))
    return tick(spans, length), length


def tick(spans, allowed):
    day = RECEIVED
    while allowed:
        day += timedelta(days=1)
        if is_workday(day, CALENDAR) and not any(a < day <= b for a, b in spans.values()):
            allowed -= 1
    return day


@given(histories())
@settings(max_examples=150, deadline=None)
def test_the_due_date_is_that_of_ticking_off_the_days(acts):
    assert lenient(acts, explain=False).due == ticked(acts)[0]


@given(histories(), NEAR, st.sampled_from(["hold_opened", "extended"]), st.integers(1, 20))
@settings(max_examples=150, deadline=None)
def test_another_consultation_or_extension_never_shortens_the_period(acts, on, kind, days):
    extension = kind == "extended"
    more = Act(kind, on, ref="more", days=days if extension else None)
    assert lenient([*acts, more]).due >= lenient(acts).due


@given(holds(), st.integers(0, 1))
@settings(max_examples=50, deadline=None)
def test_a_consultation_given_twice_is_left_out_once(acts, which):
    again = [
        Act(a.type, a.on, kind=["third_party", "joint_maker"][which], ref=f"{a.ref}x") for a in acts
    ]
    assert lenient([*acts, *again]).due == lenient(acts).due


@given(histories())
@settings(max_examples=50, deadline=None)
def test_a_due_date_in_an_announced_year_is_a_working_day(acts):
    found = lenient(acts)
    assert not found.provisional
    assert is_workday(found.due, CALENDAR)


@given(histories())
@settings(max_examples=100, deadline=None)
def test_the_counted_rows_add_up_to_the_period_and_end_on_its_last_day(acts):
    found = lenient(acts)
    counted = [day.date for day in found.days if day.counted]
    assert (len(counted), counted[-1]) == (ticked(acts)[1], found.due)
    assert [day.date for day in found.days] == [
        RECEIVED + timedelta(days=n) for n in range(len(found.days))
    ]


@given(st.lists(st.tuples(NEAR, st.integers(-2, 25)), max_size=5))
@settings(max_examples=100, deadline=None)
def test_extensions_never_add_more_than_twenty_working_days(extensions):
    acts = [Act("extended", on, days=days) for on, days in extensions]
    found, whole = lenient(acts), 20 + sum(days for _, days in extensions)
    assert found.due <= nth_workday(RECEIVED, 40, CALENDAR)
    if not refusal_of(clock, *acts):
        assert found.due == nth_workday(RECEIVED, whole, CALENDAR)


@given(anything(), st.none() | NEAR)
@settings(max_examples=150, deadline=None)
def test_an_old_history_never_fails_and_what_is_allowed_is_the_same_strictly(acts, today):
    found = lenient(acts, today=today)
    refused = refusal_of(clock, *acts)
    assert refused in found.warnings if refused else clock(*acts, today=today) == found


@given(anything())
@settings(max_examples=80, deadline=None)
def test_recording_act_by_act_refuses_what_the_whole_history_refuses(acts):
    acts.sort(key=lambda act: act.on)
    for n, act in enumerate(acts):
        whole = refusal_of(deadline, RECEIVED, acts[: n + 1], None, CALENDAR)
        assert refusal_of(check_act, RECEIVED, acts[:n], act, CALENDAR) == whole
        if whole:
            return


@given(anything(), st.integers(0, 120))
@settings(max_examples=100, deadline=None)
def test_leaving_the_explanation_out_changes_nothing_else(acts, days):
    today = RECEIVED + timedelta(days=days)
    told = lenient(acts, today=today)
    bare = lenient(acts, today=today, explain=False)
    for name in (
        "due", "provisional", "remaining", "lapsed", "on_time", "waiting_for", "waiting_until", "paused_until", "limits"
    ):  # fmt: skip
        assert getattr(bare, name) == getattr(told, name)
    assert [list(bare.holds), list(bare.warnings)] == [list(told.holds), list(told.warnings)]


@given(anything())
@settings(max_examples=100, deadline=None)
def test_the_story_is_made_of_whole_sentences(acts):
    told = lenient(acts).story
    assert [s for s in told if s.count("。") != 1 or s[-1] != "。"] == []
