"""延期: the head of the working body, before the due day, twenty working days in all (条例第三十三条)."""

import datetime as dt

import pytest

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.foi.models import FoiLetter
from gongkai.foi.services import clarifying, extending, fees
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FeeTariff, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import fresh, handled, march

WHY = "需要向档案馆调取"


@pytest.mark.parametrize(
    "name",
    ["registrar", "handler", "openness", "unit_head", "signer", "authority", "stranger", "admin"],
)
def test_nobody_else_extends(office: Office, on_day: OnDay, name: str) -> None:
    case = handled(office)
    on_day(march(20))
    with pytest.raises(Forbidden, match="条例第三十三条第二款"):
        extending.extend(case, by=getattr(office, name), days=10, reason=WHY, on=march(20))
    assert fresh(case).acts.count() == 0


@pytest.mark.parametrize("stage", [Stage.HANDLING, Stage.REVIEW, Stage.SIGNING])
def test_the_letter_names_the_old_and_the_new_day(
    office: Office, on_day: OnDay, stage: Stage
) -> None:
    case = handled(office, stage=stage)
    on_day(march(20))
    extending.extend(case, by=office.head, days=10, reason=WHY, on=march(20))
    case, letter = fresh(case), FoiLetter.objects.get()
    act = case.acts.get()
    text = "".join(paragraphs_of(letter))
    assert (case.due_on, case.stage) == (dt.date(2026, 4, 14), stage)
    assert act.data == {"days": 10, "old_due": "2026-03-30", "new_due": "2026-04-14"}
    assert (act.note, act.visible, act.letter) == (WHY, True, letter)
    assert ("2026年3月30日" in text, "2026年4月14日" in text, WHY in text) == (True, True, True)


def test_two_extensions_may_add_up_to_twenty_and_no_more(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(20))
    extending.extend(case, by=office.head, days=15, reason=WHY, on=march(20))
    with pytest.raises(Refusal, match=r"合计不得超过20个工作日.*条例第三十三条"):
        extending.extend(case, by=office.head, days=6, reason=WHY, on=march(20))
    extending.extend(case, by=office.head, days=5, reason=WHY, on=march(20))
    assert extending.extended_days(case) == 20
    assert fresh(case).due_on == dt.date(2026, 4, 28)


@pytest.mark.parametrize("days", [0, -1, 21])
def test_the_law_knows_one_to_twenty_days(office: Office, on_day: OnDay, days: int) -> None:
    case = handled(office)
    on_day(march(20))
    with pytest.raises(Refusal, match="条例第三十三条"):
        extending.extend(case, by=office.head, days=days, reason=WHY, on=march(20))


def test_a_reason_is_needed(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(20))
    with pytest.raises(Refusal, match="请写明延期的理由"):
        extending.extend(case, by=office.head, days=5, reason="", on=march(20))


def test_told_in_time_and_entered_later_it_counts(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(dt.date(2026, 4, 1))
    extending.extend(case, by=office.head, days=5, reason=WHY, on=march(30))
    assert fresh(case).due_on == dt.date(2026, 4, 7)


def test_a_day_that_has_not_come_is_refused(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(20))
    with pytest.raises(Refusal, match="还没有到"):
        extending.extend(case, by=office.head, days=5, reason=WHY, on=march(23))


def test_while_the_applicant_corrects_there_is_nothing_to_extend(
    office: Office, on_day: OnDay
) -> None:
    case = handled(office)
    on_day(march(5))
    clarifying.ask_clarification(case, by=office.head, on=march(5), until=march(20), what=["年度"])
    with pytest.raises(Refusal, match="当前状态是“等待补正”"):
        extending.extend(case, by=office.head, days=5, reason=WHY, on=march(5))


def test_while_the_applicant_pays_there_is_nothing_to_extend(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    fees.fee_notice(case, by=office.openness, tariff=FeeTariff.PAGES, quantity=31, on=march(5))
    with pytest.raises(Refusal, match=r"等待申请人缴费.*收费办法第七条"):
        extending.extend(case, by=office.head, days=5, reason=WHY, on=march(5))
    assert fresh(case).acts.filter(kind=Act.EXTEND).count() == 0


def test_what_was_decided_is_not_extended(office: Office, on_day: OnDay) -> None:
    case = handled(office, stage=Stage.DECIDED)
    on_day(march(20))
    with pytest.raises(Refusal, match="当前状态是“已签发”"):
        extending.extend(case, by=office.head, days=5, reason=WHY, on=march(20))
