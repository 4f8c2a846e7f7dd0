"""What the files of the requested information say against a decision, and what the digest covers."""

import hashlib
from typing import Any

import pytest

from gongkai.foi.models import CaseFile, Redaction
from gongkai.foi.services import vault
from gongkai.foi.services.decision_checks import reasons_against
from gongkai.foi.services.decision_text import digest_of, giving, letter_facts
from gongkai.foi.states import FilePurpose, RedactionState
from tests.foi.decide import way
from tests.foi.factories import Office

PARTLY = {"items": [{"what": "名单", "result": "partial", "ground": "E16-2a"}]}


def redacted(case: Any, state: RedactionState, ground: str = "E16-2a") -> CaseFile:
    """An original with marks, and its copy where the state has one."""
    original = way.record(case, text=b"secret" + state.encode())
    copy = None
    if state == RedactionState.VERIFIED:
        copy = vault.keep(
            b"public", name="附件1.pdf", purpose=FilePurpose.COPY, by=None, case=case,
            media_type="application/pdf", original=original,
        )  # fmt: skip
    Redaction.objects.create(
        file=original, state=state, copy=copy, marks=[{"page": 1, "ground": ground}]
    )
    return original


@pytest.mark.parametrize(
    "state", [RedactionState.MARKING, RedactionState.MADE, RedactionState.FAILED]
)
def test_a_copy_that_is_not_verified_holds_up_the_decision(
    office: Office, state: RedactionState
) -> None:
    case = way.case_of(office)
    redacted(case, state)
    decision = way.propose(case, office.handler, "D2", **PARTLY)
    (reason,) = reasons_against(way.fresh(case), decision)
    assert reason.startswith("附件1有要遮盖的内容，公开副本还没有")


def test_a_verified_copy_goes_out_and_never_its_original(office: Office) -> None:
    case = way.case_of(office)
    original = redacted(case, RedactionState.VERIFIED)
    other = way.record(case)
    decision = way.propose(case, office.handler, "D2", **PARTLY)

    files = giving(way.fresh(case))

    assert [file.sha256 for file in files.given] == [hashlib.sha256(b"public").hexdigest()]
    assert [file.pk for file in files.withheld] == [other.pk]
    assert original.pk not in [file.pk for file in (*files.given, *files.withheld)]
    assert reasons_against(way.fresh(case), decision) == []
    assert letter_facts(decision)["given"] == "提供可以公开的部分。\n随本告知书提供：附件1.pdf。"


def test_a_ground_of_the_marks_stands_in_the_decision(office: Office) -> None:
    case = way.case_of(office)
    redacted(case, RedactionState.VERIFIED, "E16-1a")
    decision = way.propose(case, office.handler, "D2", **PARTLY)
    (reason,) = reasons_against(way.fresh(case), decision)
    assert reason == (
        "副本中遮盖所用的依据“内部事务信息：人事管理”没有写进答复，请补充或者改正标记。"
    )


def test_a_covered_copy_makes_a_disclosure_a_partial_one(office: Office) -> None:
    case = way.case_of(office)
    redacted(case, RedactionState.VERIFIED)
    decision = way.propose(case, office.handler, "D1b")
    reasons = reasons_against(way.fresh(case), decision)
    assert any("请改选“部分公开（区分处理）”" in reason for reason in reasons)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "D1a"}, {"grounds": ["E16-2a"]}, {"facts": "别的"}, {"reasons": "别的"},
        {"given": "别的"}, {"right_body": "别的"}, {"right_contact": "别的"},
        {"earlier_reply": "别的"}, {"items": [{"what": "a", "result": "full", "ground": ""}]},
    ],
)  # fmt: skip
def test_every_word_of_a_decision_is_in_its_digest(office: Office, change: dict[str, Any]) -> None:
    decision = way.propose(way.case_of(office), office.handler)
    before = digest_of(decision)
    for name, value in change.items():
        setattr(decision, name, value)
    assert digest_of(decision) != before


def test_every_file_is_in_the_digest_given_or_kept_back(office: Office) -> None:
    case = way.case_of(office)
    decision = way.propose(case, office.handler)
    digests = [digest_of(decision)]
    way.record(case, text=b"one")
    digests.append(digest_of(decision))
    way.give_whole(case, office.handler, text=b"two")
    digests.append(digest_of(decision))
    redacted(case, RedactionState.MADE)
    digests.append(digest_of(decision))
    assert len(set(digests)) == 4
    assert digest_of(decision) == digests[-1]
