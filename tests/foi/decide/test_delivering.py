"""Which day counts, which operator is taken, what must be proved, what the applicant sees then."""

import datetime as dt
from typing import Any

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.models import CaseFile, Delivery, DisclosureRequest
from gongkai.foi.services import delivering, letters, redacting
from gongkai.foi.services.letters import issuing
from gongkai.foi.services.rating import rate
from gongkai.foi.states import Act, DeliveryMode, Stage
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.standing import Standing

MONDAY, WEDNESDAY = dt.date(2026, 3, 30), dt.date(2026, 4, 1)


def carried(office: Office) -> DisclosureRequest:
    """A case that was signed on `way.DAY`."""
    case = way.case_of(office)
    way.to_signature(case, office)
    way.sign(case, office.signer)
    return way.fresh(case)


@pytest.fixture
def office(standing: Standing, db: None) -> Office:
    """The bureau, with a case that is already there."""
    return standing.office()


@pytest.fixture
def signed(standing: Standing, db: None) -> Any:
    """The case that `carried` has got signed."""
    return way.fresh(standing.made())


# Received on 4 March 2026: the twentieth working day is 1 April.
@pytest.mark.parametrize(
    ("mode", "handed", "signed_for", "effective", "on_time"),
    [
        (DeliveryMode.DIRECT, MONDAY, WEDNESDAY, WEDNESDAY, True),
        (DeliveryMode.DIRECT, WEDNESDAY, dt.date(2026, 4, 2), dt.date(2026, 4, 2), False),
        (DeliveryMode.ENTRUSTED, MONDAY, WEDNESDAY, WEDNESDAY, True),
        (DeliveryMode.PICKUP, MONDAY, MONDAY, MONDAY, True),
        (DeliveryMode.POST, WEDNESDAY, dt.date(2026, 4, 7), WEDNESDAY, True),
        (DeliveryMode.POST, dt.date(2026, 4, 2), None, dt.date(2026, 4, 2), False),
        (DeliveryMode.ELECTRONIC, WEDNESDAY, None, WEDNESDAY, True),
        (DeliveryMode.NOTICE, MONDAY, WEDNESDAY, WEDNESDAY, True),
    ],
)
def test_the_day_that_counts_follows_from_the_mode(
    office: Office, signed: Any, on_day: OnDay, mode: DeliveryMode, handed: dt.date,
    signed_for: dt.date | None, effective: dt.date, on_time: bool,
) -> None:  # fmt: skip
    on_day(dt.date(2026, 4, 8))
    delivery = way.deliver(
        signed, office.registrar, handed, mode=mode, signed_for_on=signed_for, operator="EMS",
        evidence="1234567890123",
    )  # fmt: skip
    case = way.fresh(signed)
    assert (delivery.effective_on, case.replied_on, case.on_time) == (effective, effective, on_time)
    assert case.acts.get(kind=Act.DELIVER).on == effective
    assert case.stage == Stage.DELIVERED


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"signed_for_on": None}, "signed_for_on"),
        ({"mode": "pickup", "signed_for_on": None}, "signed_for_on"),
        ({"mode": "notice", "signed_for_on": None, "evidence": "报纸"}, "signed_for_on"),
        ({"mode": "notice"}, "evidence"),
        ({"mode": "post", "operator": "EMS"}, "evidence"),
        ({"mode": "post", "evidence": "1"}, "operator"),
        ({"mode": "post", "evidence": "1", "operator": "某某快递"}, "operator"),
        ({"mode": "post", "evidence": "1", "operator": "邮政快递柜代收的某某速运"}, "operator"),
        ({"handed_on": way.DAY - dt.timedelta(1)}, "handed_on"),
        ({"handed_on": way.DAY + dt.timedelta(1)}, "handed_on"),
        ({"signed_for_on": way.DAY - dt.timedelta(1)}, "signed_for_on"),
        ({"signed_for_on": way.DAY + dt.timedelta(1)}, "signed_for_on"),
    ],
)
def test_days_and_proof_must_be_right(
    office: Office, signed: Any, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        way.deliver(signed, office.registrar, **facts)
    assert refused.value.field == field
    assert (Delivery.objects.count(), way.fresh(signed).stage) == (0, Stage.DECIDED)


def test_an_electronic_delivery_of_an_earlier_day_is_proved(
    office: Office, signed: Any, on_day: OnDay
) -> None:
    on_day(way.DAY + dt.timedelta(1))
    with pytest.raises(Refusal) as refused:
        way.deliver(signed, office.registrar, mode="electronic", signed_for_on=None)
    assert refused.value.field == "evidence"


@pytest.mark.parametrize("name", ["EMS", "ＥＭＳ", "中国邮政", "中国邮政 挂号信", "邮政特快专递"])
def test_the_postal_enterprise_is_known_by_its_names(name: str) -> None:
    assert delivering.is_postal(name)


def test_the_receipt_is_kept_sealed(office: Office, signed: Any) -> None:
    delivery = way.deliver(
        signed, office.registrar, receipt=way.upload("回证.txt", "张三签收".encode())
    )
    assert delivery.receipt.purpose == "evidence"


def test_the_applicant_sees_letter_and_copies_from_the_delivery_on(office: Office) -> None:
    case = way.case_of(office)
    copy = way.give_whole(case, office.handler)
    way.to_signature(case, office)
    decision = way.sign(case, office.signer)
    assert decision.letter is not None
    assert (redacting.may_be_served(copy), letters.shown_to_applicant(decision.letter)) == (
        False, False,
    )  # fmt: skip

    way.deliver(case, office.registrar)

    assert (redacting.may_be_served(copy), letters.shown_to_applicant(decision.letter)) == (
        True, True,
    )  # fmt: skip
    original = CaseFile.objects.get(case=case, purpose="record")
    assert (original.visible, redacting.may_be_served(original)) == (False, False)


def test_files_that_changed_after_the_signature_do_not_go_out(office: Office) -> None:
    case = way.case_of(office)
    way.give_whole(case, office.handler)
    way.to_signature(case, office)
    way.sign(case, office.signer)
    redacting.take_back(case.files.get(purpose="record"), by=office.handler, reason="发现差错")
    with pytest.raises(Refusal, match="与签发时不一致"):
        way.deliver(case, office.registrar)
    assert way.fresh(case).stage == Stage.DECIDED


@pytest.mark.parametrize("more", [[], ["另外补充一句。"]])
def test_a_letter_issued_anew_goes_out_only_with_the_words_that_were_signed(
    office: Office, signed: Any, more: list[str]
) -> None:
    letter = way.decision(signed).letter
    assert letter is not None
    draft = issuing.draft_again(letter, by=office.handler)
    letters.save(
        draft, by=office.handler, seen=draft.row_version, title=draft.title,
        addressee=draft.addressee, paragraphs=[*letters.paragraphs_of(draft), *more],
    )  # fmt: skip
    letters.reissue(letter, by=office.signer, reason="落款有误", draft=draft)
    if more:
        with pytest.raises(Refusal, match="文字与签发时不一致"):
            way.deliver(signed, office.registrar)
    else:
        assert way.deliver(signed, office.registrar).letter_id == draft.pk


def test_another_letter_is_not_the_decision(office: Office, signed: Any) -> None:
    other = letters.issue_for(signed, "ended_otherwise", by=office.handler, facts={"reasons": "无"})
    with pytest.raises(Refusal) as refused:
        way.deliver(signed, office.registrar, letter=other)
    assert refused.value.field == "letter"


def test_a_letter_besides_the_decision_is_served_without_moving_the_case(
    office: Office, signed: Any
) -> None:
    letter = letters.issue_for(
        signed, "ended_otherwise", by=office.handler, facts={"reasons": "无"}
    )
    facts: dict[str, Any] = {"by": office.registrar, "mode": "post", "handed_on": way.DAY}
    facts |= {"operator": "某某快递", "evidence": "1"}

    delivery = delivering.serve_letter(letter, **facts)

    assert (delivery.effective_on, way.fresh(signed).stage) == (way.DAY, Stage.DECIDED)
    with pytest.raises(Refusal, match="已经登记过送达"):
        delivering.serve_letter(letter, **facts)
    decision = way.decision(signed)
    assert decision.letter is not None
    with pytest.raises(Refusal, match="请用“送达”办理"):
        delivering.serve_letter(decision.letter, **facts)


def test_the_applicant_rates_once_after_the_delivery(office: Office, signed: Any) -> None:
    with pytest.raises(Refusal, match="不能办理“评价”"):
        rate(signed, stars=5)
    way.deliver(signed, office.registrar)
    for stars in (0, 6):
        with pytest.raises(Refusal, match="请选择一到五星"):
            rate(signed, stars=stars)
    with pytest.raises(Refusal, match="须写明登记人"):
        rate(signed, stars=4, by_applicant=False)
    rate(signed, stars=4)
    assert (way.fresh(signed).rating, signed.acts.get(kind=Act.RATE).actor) == (4, "申请人")
    with pytest.raises(Refusal, match="只能作一次"):
        rate(signed, stars=1)
