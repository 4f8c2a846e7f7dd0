"""The way of a decision, one step a function; cases begin in the stage 办理中 with a handler."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.base.models import User
from gongkai.foi.models import CaseAct, CaseFile, Consultation, Decision, DisclosureRequest
from gongkai.foi.outcomes import outcome
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.services import (
    closing,
    deciding,
    delivering,
    redacting,
    reviewing,
    searching,
    vault,
)
from gongkai.foi.states import (
    Act,
    ConsultationKind,
    DeliveryMode,
    FilePurpose,
    ProactiveAnswer,
    Stage,
    Stance,
)
from tests.foi.factories import Office, make_case

# A Tuesday inside the twenty working days after `factories.RECEIVED`.
DAY = dt.date(2026, 3, 17)
TEXT = b"\xe6\x8b\x9b\xe7\x94\x9f\xe8\xae\xa1\xe5\x88\x92"  # 招生计划


def fresh(case: DisclosureRequest) -> DisclosureRequest:
    """The case as it stands in the table."""
    return DisclosureRequest.objects.get(pk=case.pk)


def case_of(office: Office, **facts: Any) -> DisclosureRequest:
    """A case that its handler works on."""
    return make_case(office.unit, Stage.HANDLING, handler=office.handler, **facts)


def act(case: DisclosureRequest, kind: Act, on: dt.date = DAY, **data: Any) -> CaseAct:
    """An act straight in the table, for what another slice would have recorded."""
    return CaseAct.objects.create(
        case=case, kind=kind, on=on, actor="测试", stage=case.stage, round=case.round,
        data=data, digest="0" * 64, event_seq=0,
    )  # fmt: skip


def record(case: DisclosureRequest, name: str = "招生计划.txt", text: bytes = TEXT) -> CaseFile:
    """An original of the requested information."""
    return vault.keep(
        text, name=name, purpose=FilePurpose.RECORD, by=None, case=case, media_type="text/plain"
    )


def give_whole(case: DisclosureRequest, by: User, text: bytes = TEXT) -> CaseFile:
    """A file that goes to the applicant whole; gives the copy."""
    file = record(case, text=text)
    return redacting.give_whole(file, redacting.prepare_whole(file), by=by)


def third_party(case: DisclosureRequest, stance: str = Stance.REFUSE, **facts: Any) -> Consultation:
    """A third party that was asked and has answered."""
    number = case.consultations.count() + 1
    defaults: dict[str, Any] = {
        "kind": ConsultationKind.THIRD_PARTY, "ref": f"c{number}", "name": "明湖市某某公司",
        "question": "合同金额", "served_on": dt.date(2026, 3, 6), "limit_on": dt.date(2026, 3, 27),
        "answered_on": dt.date(2026, 3, 12) if stance else None,
    }  # fmt: skip
    return Consultation.objects.create(case=case, stance=stance, **(defaults | facts))


def search(case: DisclosureRequest, by: User, *, found: bool = False) -> None:
    """A recorded search."""
    searching.search_record(
        fresh(case), by=by, on=DAY, places="档案室、办公系统", words="招生计划", method="全文检索",
        found=found, result="查到一份" if found else "没有查到",
    )  # fmt: skip


def words(code: str) -> dict[str, Any]:
    """What a complete proposal of that outcome says."""
    found = outcome(code)
    facts: dict[str, Any] = {
        "outcome": code, "grounds": list(found.grounds[:1]), "facts": "经查阅档案。",
        "reasons": "属于上述情形。", "given": "", "items": [],
    }  # fmt: skip
    if code in ("D1a", "D1b", "D3-8", "D5-3"):
        facts["given"] = "请在本机关网站查阅。"
    if code == "D2":
        facts |= {
            "grounds": [],
            "given": "提供可以公开的部分。",
            "items": [
                {"what": "招生计划", "result": "full", "ground": ""},
                {"what": "会议讨论记录", "result": "withheld", "ground": "E16-2a"},
            ],
        }
    if code == "D4-1b":
        facts |= {"right_body": "明湖市财政局", "right_contact": "电话0531-00000000"}
    if code == "D5-2":
        facts["earlier_reply"] = "〔2025〕7号，2025年11月3日"
    return facts


def propose(case: DisclosureRequest, by: User, code: str = "D1b", **changes: Any) -> Decision:
    """A complete proposal, or one with changes."""
    row = fresh(case)
    return deciding.propose(row, by=by, seen=row.row_version, **(words(code) | changes))


def prove(case: DisclosureRequest, office: Office, code: str) -> None:
    """What must have happened before that outcome is open."""
    if outcome(code).needs_search:
        search(case, office.handler)
    if code == "D3-4":
        third_party(case)
    if code == "D4-3":
        act(case, Act.ASK_CLARIFICATION, dt.date(2026, 3, 6), until="2026-03-20")
        act(case, Act.RECEIVE_CORRECTION, dt.date(2026, 3, 10))
    if code == "D5-4":
        act(case, Act.DEMAND_REASONS, dt.date(2026, 3, 6), until="2026-03-13")


def to_review(case: DisclosureRequest, by: User) -> Decision:
    row = fresh(case)
    return deciding.send_to_review(row, by=by, seen=row.row_version)


def review_secrecy(case: DisclosureRequest, by: User, **facts: Any) -> None:
    row = fresh(case)
    said: dict[str, Any] = {
        "passed": True,
        "opinion": "",
        "checklist": list(reviewing.SECRECY_POINTS),
    } | facts
    reviewing.secrecy_review(row, by=by, seen=row.row_version, **said)


def review_legal(case: DisclosureRequest, by: User, **facts: Any) -> None:
    row = fresh(case)
    said: dict[str, Any] = {
        "passed": True,
        "opinion": "",
        "checklist": list(reviewing.LEGAL_POINTS),
    } | facts
    reviewing.legal_review(row, by=by, seen=row.row_version, **said)


def to_signature(case: DisclosureRequest, office: Office, code: str = "D1b") -> DisclosureRequest:
    """Proposed, reviewed twice; waits for the signature."""
    propose(case, office.handler, code)
    to_review(case, office.handler)
    review_secrecy(case, office.secrecy)
    review_legal(case, office.legal)
    return fresh(case)


def sign(case: DisclosureRequest, by: User) -> Decision:
    row = fresh(case)
    return deciding.sign(row, by=by, seen=row.row_version)


def deliver(case: DisclosureRequest, by: User, on: dt.date = DAY, **facts: Any) -> Any:
    """Handed over and signed for on one day, or as said."""
    row = fresh(case)
    said: dict[str, Any] = {
        "mode": DeliveryMode.DIRECT,
        "handed_on": on,
        "signed_for_on": on,
    } | facts
    return delivering.deliver(row, by=by, seen=row.row_version, **said)


def close(case: DisclosureRequest, by: User, **facts: Any) -> DisclosureRequest:
    row = fresh(case)
    gives = outcome(row.outcome).gives if row.outcome else False
    said: dict[str, Any] = (
        {"answer": ProactiveAnswer.KEEP, "reason": "只涉及个别人"} if gives else {}
    )
    return closing.close(row, by=by, seen=row.row_version, **(said | facts))


def whole_way(case: DisclosureRequest, office: Office, code: str) -> DisclosureRequest:
    """From 办理中 to 已办结 with that outcome."""
    prove(case, office, code)
    to_signature(case, office, code)
    sign(case, office.signer)
    deliver(case, office.registrar)
    close(case, office.registrar)
    return fresh(case)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def decision(case: DisclosureRequest) -> Decision:
    """The decision of the round; there must be one."""
    found = decision_of(fresh(case))
    assert found is not None
    return found
