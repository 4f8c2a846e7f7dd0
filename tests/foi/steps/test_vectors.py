"""The worked dates of the law, driven through the services."""

import datetime as dt

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.services import clarifying, consulting, extending
from gongkai.foi.states import Stance
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import JOINT, MARCH_2, THIRD, fresh, handled, march, served


def test_pause_1_days_from_service_to_the_answer_are_not_counted(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    on_day(march(19))
    consulting.take_opinion(made, by=office.registrar, on=march(19), stance=Stance.AGREE)
    assert fresh(case).due_on == dt.date(2026, 4, 14)


def test_pause_2_silence_ends_the_pause_on_the_fifteenth_working_day(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    made = served(case, office, on_day, march(5))
    assert made.limit_on == march(26)
    on_day(march(27))
    assert consulting.close_passed_holds() == 1
    assert fresh(case).due_on == dt.date(2026, 4, 21)


def test_pause_3_overlapping_consultations_are_merged_not_added(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    third = served(case, office, on_day, march(5), kind=THIRD)
    joint = served(case, office, on_day, march(10), kind=JOINT)
    on_day(march(12))
    consulting.take_opinion(third, by=office.handler, on=march(12), stance=Stance.AGREE)
    on_day(march(17))
    consulting.take_opinion(joint, by=office.handler, on=march(17), stance=Stance.AGREE)
    assert fresh(case).due_on == dt.date(2026, 4, 10)


def test_third_2_fifteen_working_days_reach_over_the_national_holiday(
    office: Office, on_day: OnDay
) -> None:
    received = dt.date(2026, 9, 17)
    case = handled(office, received)
    made = served(case, office, on_day, dt.date(2026, 9, 21))
    assert made.limit_on == dt.date(2026, 10, 19)


@pytest.mark.parametrize(
    ("on", "late"), [(dt.date(2026, 2, 28), False), (dt.date(2026, 3, 2), True)]
)
def test_fix_1_the_seventh_working_day_is_in_time_and_the_eighth_is_flagged(
    office: Office, on_day: OnDay, on: dt.date, late: bool
) -> None:
    case = handled(office, dt.date(2026, 2, 12))
    on_day(on)
    clarifying.ask_clarification(
        case, by=office.head, on=on, until=dt.date(2026, 3, 20), what=["请写明年度"]
    )
    asked = clarifying.correction_asked(case)
    assert asked is not None
    assert asked.data["limit"] == "2026-02-28"
    assert asked.data["late"] is late


def test_restart_1_the_corrected_request_starts_a_new_count(office: Office, on_day: OnDay) -> None:
    case = handled(office, dt.date(2026, 9, 17))
    on_day(dt.date(2026, 9, 23))
    clarifying.ask_clarification(
        case,
        by=office.head,
        on=dt.date(2026, 9, 23),
        until=dt.date(2026, 10, 15),
        what=["请写明年度"],
    )
    assert fresh(case).due_on is None
    on_day(dt.date(2026, 10, 12))
    clarifying.receive_correction(
        case, by=office.registrar, on=dt.date(2026, 10, 12), text="2025年度"
    )
    assert fresh(case).due_on == dt.date(2026, 11, 9)


def test_extend_1_twenty_and_twenty_working_days(office: Office, on_day: OnDay) -> None:
    case = handled(office, MARCH_2)
    on_day(march(30))
    extending.extend(case, by=office.head, days=20, reason="需要向档案馆调取", on=march(30))
    assert fresh(case).due_on == dt.date(2026, 4, 28)


def test_extend_1_told_the_day_after_the_due_day_is_refused(office: Office, on_day: OnDay) -> None:
    case = handled(office, MARCH_2)
    on_day(march(31))
    with pytest.raises(Refusal, match="条例第三十三条"):
        extending.extend(case, by=office.head, days=20, reason="需要调取", on=march(31))
