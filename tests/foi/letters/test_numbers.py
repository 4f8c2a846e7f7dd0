"""Numbers have no gaps, whatever is refused, rolled back or cancelled."""

import datetime as dt

import pytest
from django.db import transaction

from gongkai.base.models import Event, IssuedNumber
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import NumberState
from gongkai.foi.models import Decision, DisclosureRequest
from gongkai.foi.queries.letters import series_checks
from gongkai.foi.services import letters
from gongkai.foi.services.letters.text import digest_of
from gongkai.foi.states import LetterState
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import facts_for, full_case


class Broken(Exception):
    """Something else in the act goes wrong."""


@transaction.atomic
def _break_after_issuing(case: DisclosureRequest, office: Office) -> None:
    letters.issue_for(case, "receipt", by=office.openness)
    raise Broken


def test_numbers_go_on_after_refusals_and_rolled_back_acts(office: Office) -> None:
    case = make_case(office.unit)
    first = letters.issue_for(case, "receipt", by=office.openness)
    with pytest.raises(Refusal):
        letters.issue_for(case, "clarification", by=office.openness, facts={})
    with pytest.raises(Broken):
        _break_after_issuing(case, office)
    second = letters.issue_for(case, "receipt", by=office.openness)
    assert [first.number, second.number] == [
        f"市教育局公开告〔{first.dated_on.year}〕{n}号" for n in (1, 2)
    ]
    (check,) = series_checks(office.unit, first.dated_on.year)
    assert (check.last, check.used, check.missing) == (2, 2, ())


def test_every_word_year_and_unit_counts_for_itself(office: Office, on_day: OnDay) -> None:
    on_day(dt.date(2026, 12, 31))
    case, other = make_case(office.unit), make_case(office.city.finance)
    step = letters.issue_for(case, "receipt", by=None)
    answer = letters.issue_for(case, "disclosure", by=None, facts={"given": "见附件"})
    elsewhere = letters.issue_for(other, "receipt", by=None)
    on_day(dt.date(2027, 1, 1))
    later = letters.issue_for(case, "receipt", by=None)
    assert [row.number for row in (step, answer, elsewhere, later)] == [
        "市教育局公开告〔2026〕1号",
        "市教育局公开答〔2026〕1号",
        "市财政局公开告〔2026〕1号",
        "市教育局公开告〔2027〕1号",
    ]


def test_a_letter_is_not_dated_in_the_future(office: Office, on_day: OnDay) -> None:
    on_day(dt.date(2026, 3, 6))
    with pytest.raises(Refusal, match="2026年3月7日还没有到"):
        letters.issue_for(make_case(office.unit), "receipt", by=None, dated_on=dt.date(2026, 3, 7))


def test_a_cancelled_letter_keeps_its_number_and_nobody_gets_it_again(office: Office) -> None:
    case = make_case(office.unit)
    letter = letters.issue_for(case, "receipt", by=office.openness)
    gone = letters.cancel(letter, by=office.openness, reason="登记日期有误")
    following = letters.issue_for(case, "receipt", by=office.openness)
    number = IssuedNumber.objects.get(pk=gone.issued_number_id)
    assert (gone.state, gone.number) == (LetterState.CANCELLED, letter.number)
    assert (number.state, number.reason) == (NumberState.CANCELLED, "登记日期有误")
    assert following.number.endswith("2号")
    assert list(Event.objects.order_by("-seq").values_list("act", flat=True)[:2]) == [
        "作废文书",
        "作废编号",
    ]
    (check,) = series_checks(office.unit, letter.dated_on.year)
    assert (check.cancelled, check.missing) == (1, ())


def test_cancelling_wants_a_reason_and_an_issued_letter(office: Office) -> None:
    case = make_case(office.unit)
    letter = letters.issue_for(case, "receipt", by=office.openness)
    with pytest.raises(Refusal, match="必须写明原因"):
        letters.cancel(letter, by=office.openness, reason="　 ")
    draft = letters.draft(case, "receipt", by=office.openness)
    with pytest.raises(Refusal, match="只有已经发出的"):
        letters.cancel(draft, by=office.openness, reason="不要了")


def test_a_reissued_letter_has_a_new_number_and_the_rows_follow_it(office: Office) -> None:
    case = full_case(office)
    notice = case.fees.get()
    notice.letter = letters.issue_for(case, "fee", by=office.openness)
    notice.save()
    again = letters.draft_again(notice.letter, by=office.openness)
    assert letters.draft_again(notice.letter, by=office.openness) == again
    new = letters.reissue(notice.letter, by=office.openness, reason="金额大写有误", draft=again)
    notice.refresh_from_db()
    old = type(new).objects.get(pk=new.replaces_id)
    assert (old.state, new.state) == (LetterState.CANCELLED, LetterState.ISSUED)
    assert (old.number[-2:], new.number[-2:]) == ("1号", "2号")
    assert notice.letter == new


def test_a_signed_answer_is_not_cancelled_and_reissued_only_by_another(office: Office) -> None:
    case = full_case(office)
    facts = facts_for(case, "refusal", office)
    letter = letters.issue_for(case, "refusal", by=office.signer, facts=facts)
    Decision.objects.filter(case=case).update(letter=letter)
    with pytest.raises(Refusal, match="不能只作废"):
        letters.cancel(letter, by=office.openness, reason="笔误")
    again = letters.draft_again(letter, by=office.handler)
    with pytest.raises(Forbidden, match="不得是拟稿人"):
        letters.reissue(letter, by=office.handler, reason="笔误", draft=again)
    new = letters.reissue(letter, by=office.signer, reason="笔误", draft=again)
    assert Decision.objects.get(case=case).letter == new


def test_the_digest_fixes_everything_that_is_printed(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    assert letter.digest == digest_of(letter)
    for name, value in (("title", "别的标题"), ("addressee", "别人"), ("signature", "别的机关")):
        changed = type(letter).objects.get(pk=letter.pk)
        setattr(changed, name, value)
        assert digest_of(changed) != letter.digest


def test_the_event_of_an_act_carries_number_and_digest_of_its_letter(office: Office) -> None:
    from gongkai.foi.services import acting
    from gongkai.foi.states import Act

    case = make_case(office.unit)
    with transaction.atomic():
        row = acting.lock(case)
        letter = letters.issue_for(row, "receipt", by=office.openness)
        acting.perform(row, Act.NOTE, by=office.openness, letter=letter)
    event = Event.objects.order_by("-seq").first()
    assert (event.data["letter"], event.data["letter_digest"]) == (letter.number, letter.digest)
