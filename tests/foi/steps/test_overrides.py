"""No decision gives what a third party refused without having told it (条例第三十二条)."""

import pytest

from gongkai.foi.models import Consultation, Decision, DisclosureRequest
from gongkai.foi.queries.consulting import overrides_missing
from gongkai.foi.services import consulting
from gongkai.foi.states import Stance
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.steps.way import handled, march, served

OTHER = "食堂检查记录"


def refused(
    case: DisclosureRequest, office: Office, on_day: OnDay, stance: str = Stance.REFUSE
) -> Consultation:
    made = served(case, office, on_day, march(5), items=["食堂承包合同"])
    return consulting.take_opinion(
        made, by=office.handler, on=march(5), stance=stance, opinion="不"
    )


def decision(
    case: DisclosureRequest, office: Office, outcome: str, *items: tuple[str, str]
) -> Decision:
    return Decision.objects.create(
        case=case,
        outcome=outcome,
        items=[{"what": what, "result": result, "ground": ""} for what, result in items],
        proposed_by=office.handler,
    )


@pytest.mark.parametrize(
    ("outcome", "items", "missing"),
    [
        ("D1b", [], 1),
        ("D1b", [("食堂承包合同", "full")], 1),
        ("D1b", [("《食堂 承包合同》。", "full")], 1),
        ("D2", [("食堂承包合同", "full"), (OTHER, "withheld")], 1),
        ("D2", [("食堂承包合同", "withheld"), (OTHER, "full")], 0),
        ("D2", [("食堂承包合同", "partial"), (OTHER, "full")], 0),
        ("D2", [(OTHER, "partial")], 1),
        ("D3-4", [("食堂承包合同", "withheld")], 0),
        ("D1a", [], 0),
    ],
)
def test_what_is_given_whole_needs_the_notice(
    office: Office, on_day: OnDay, outcome: str, items: list[tuple[str, str]], missing: int
) -> None:
    case = handled(office)
    refused(case, office, on_day)
    found = overrides_missing(case, decision(case, office, outcome, *items))
    assert len(found) == missing
    assert all("条例第三十二条" in sentence for sentence in found)


@pytest.mark.parametrize("stance", [Stance.AGREE, Stance.PARTLY])
def test_consent_needs_none_and_part_consent_does(
    office: Office, on_day: OnDay, stance: str
) -> None:
    case = handled(office)
    refused(case, office, on_day, stance)
    found = overrides_missing(case, decision(case, office, "D1b"))
    assert bool(found) is (stance == Stance.PARTLY)


def test_after_the_notice_nothing_is_missing(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    made = refused(case, office, on_day)
    consulting.tell_third_party(made, by=office.openness, reason="公共利益", on=march(5))
    assert overrides_missing(case, decision(case, office, "D1b")) == []


def test_each_third_party_is_named_by_its_reference_alone(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    refused(case, office, on_day)
    refused(case, office, on_day)
    found = overrides_missing(case, decision(case, office, "D1b"))
    assert [sentence[:7] for sentence in found] == ["第三方（c1）", "第三方（c2）"]
    assert not any("东泉餐饮" in sentence for sentence in found)
