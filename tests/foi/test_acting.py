"""The one way in which anything happens to a case."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from gongkai.base.models import Event
from gongkai.base.models.trail import AppendOnly
from gongkai.base.refusal import Refusal
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.signals import acted
from gongkai.foi.states import Act, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import RECEIVED, Office, make_case


@pytest.fixture
def case(office: Office, on_day: OnDay) -> DisclosureRequest:
    on_day(dt.date(2026, 3, 10))
    return make_case(office.unit, Stage.HANDLING, handler=office.handler)


@transaction.atomic
def perform(case: DisclosureRequest, act: Act, **facts: object) -> CaseAct:
    return acting.perform(acting.lock(case), act, **facts)  # type: ignore[arg-type]


def test_an_act_moves_the_case_and_leaves_its_digest_in_the_trail(
    case: DisclosureRequest, office: Office
) -> None:
    row = perform(case, Act.SEND_TO_REVIEW, by=office.handler, note="请审")
    case.refresh_from_db()
    assert (case.stage, case.row_version) == (Stage.REVIEW, 1)
    event = Event.objects.get(pk=row.event_seq)
    assert event.data["digest"] == row.digest == acting.digest_of(row)
    assert event.act == "送审"
    assert "请审" not in str(event.data) + event.note
    assert (row.actor, row.note, row.stage) == ("承办人乙", "请审", Stage.REVIEW)


def test_what_comes_back_from_the_table_has_the_same_digest(
    case: DisclosureRequest, office: Office
) -> None:
    row = perform(case, Act.NOTE, by=office.handler, data={"until": dt.date(2026, 4, 1)})
    assert acting.digest_of(CaseAct.objects.get(pk=row.pk)) == row.digest


def test_the_row_remembers_what_the_clock_says(case: DisclosureRequest, office: Office) -> None:
    perform(case, Act.EXTEND, by=office.head, on=dt.date(2026, 3, 9), data={"days": 5})
    case.refresh_from_db()
    assert case.due_on == dt.date(2026, 4, 9)
    assert (case.next_limit_on, case.paused, case.provisional) == (case.due_on, False, False)


def test_a_move_outside_the_table_is_refused_and_writes_nothing(
    case: DisclosureRequest, office: Office
) -> None:
    with pytest.raises(Refusal, match="不能办理“签发”"):
        perform(case, Act.SIGN, by=office.signer)
    assert (CaseAct.objects.count(), Event.objects.filter(act="签发").count()) == (0, 0)


def test_the_law_is_asked_and_its_article_named(case: DisclosureRequest, office: Office) -> None:
    with pytest.raises(Refusal, match="条例第三十三条") as refusal:
        perform(case, Act.EXTEND, by=office.head, data={"days": 21})
    assert refusal.value.field == "on"


@pytest.mark.parametrize(
    ("day", "words"),
    [(dt.date(2026, 3, 11), "还没有到"), (RECEIVED - dt.timedelta(days=1), "早于收到申请")],
)
def test_a_day_ahead_or_before_receipt_is_refused(
    case: DisclosureRequest, office: Office, day: dt.date, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        perform(case, Act.NOTE, by=office.handler, on=day)


def test_a_page_that_is_out_of_date_is_refused_with_the_name_of_who_was_first(
    case: DisclosureRequest, office: Office
) -> None:
    perform(case, Act.NOTE, by=office.openness)
    with pytest.raises(Refusal, match="公开办戊刚刚办理了“工作记录”"), transaction.atomic():
        acting.lock(case, seen=0)


def test_acts_can_only_be_added(case: DisclosureRequest, office: Office) -> None:
    row = perform(case, Act.NOTE, by=office.handler)
    with pytest.raises(AppendOnly):
        row.save()
    with pytest.raises(AppendOnly):
        row.delete()


def test_the_followers_are_told_inside_the_transaction(
    case: DisclosureRequest, office: Office
) -> None:
    heard = []

    def listen(sender: object, *, case: DisclosureRequest, act: CaseAct, **_: object) -> None:
        heard.append((case.pk, act.kind))
        raise DatabaseError

    acted.connect(listen)
    try:
        with pytest.raises(DatabaseError):
            perform(case, Act.NOTE, by=office.handler)
    finally:
        acted.disconnect(listen)
    assert heard == [(case.pk, Act.NOTE)]
    assert CaseAct.objects.count() == 0
