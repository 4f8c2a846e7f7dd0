"""A disclosure request from the citizen's screen to the row of the annual report."""

import datetime as dt
import io
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from gongkai.base.calendar import working_calendar
from gongkai.foi.models import Application, CaseFile, DisclosureRequest
from gongkai.foi.services import (
    clarifying,
    closing,
    consulting,
    deciding,
    extending,
    intake,
    redacting,
)
from gongkai.foi.states import ConsultationKind, DeliveryMode, Stage, Stance
from gongkai.lib.workdays import nth_workday
from tests.foi.apply.walk import Applicant
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office, make_office
from tests.foi.follow import way as following
from tests.foi.redaction.world import PAPER, SECRET, ground
from tests.lib.redaction.in_process import answer_in_process

START = dt.date(2026, 3, 4)  # a Wednesday
THING = "各学校的投标报价"
CODE = re.compile(r'receipt-code">([0-9A-Z]{8})<')


def test_a_partly_disclosed_answer_from_the_phone_to_the_report(
    db: None, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_in_process(monkeypatch, remember=True)
    office, walk = make_office(), Walk(on_day)
    case, code = _apply(walk, office)
    _prepare(walk, case, office)
    _decide(walk, case, office)
    _fetched(case, code)
    assert _report(office) == ["1", "0", "0", "0", "0", "0", "1"]
    _explained(case, office)


class Walk:
    """The day it is; `after(n)` is the n-th working day after the start."""

    def __init__(self, on_day: OnDay) -> None:
        self.set, self.day = on_day, START
        on_day(START)

    def after(self, number: int) -> dt.date:
        self.day = nth_workday(START, number, working_calendar())
        self.set(self.day)
        return self.day


def _apply(walk: Walk, office: Office) -> tuple[DisclosureRequest, str]:
    """The citizen answers the five pages; the clerk gives the case to its handler."""
    citizen = Applicant(Client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}), office.unit)
    citizen.until("check")
    assert citizen.send().status_code == 302
    page = citizen.client.get("/requests/done/").content.decode()
    found = CODE.search(page)
    assert found is not None
    case = Application.objects.get().cases.get()
    assert (case.stage, case.received_on) == (Stage.REGISTERED, START)
    walk.after(1)
    intake.assign(case, handler=office.handler, by=office.registrar)
    return case, found[1]


def _prepare(walk: Walk, case: DisclosureRequest, office: Office) -> None:
    """Correction, third party, extension; the reply is due when the clock of all three says so."""
    day = walk.after(3)
    clarifying.ask_clarification(
        way.fresh(case), by=office.head, on=day, what="请写明哪一年的哪一次招标。",
        until=nth_workday(day, 10, working_calendar()),
    )  # fmt: skip
    day = walk.after(6)
    clarifying.receive_correction(way.fresh(case), text="2025年秋季学期的一次。")
    due = nth_workday(day, 20, working_calendar())
    assert way.fresh(case).due_on == due
    day = walk.after(9)
    asked = consulting.start_consultation(
        way.fresh(case), by=office.handler, kind=ConsultationKind.THIRD_PARTY, name="明湖市某食品公司",
        question="是否同意公开报价", items=THING, served_on=day,
    )  # fmt: skip
    day = walk.after(14)
    consulting.take_opinion(
        asked, by=office.handler, on=day, stance=Stance.REFUSE, opinion="报价是商业秘密。"
    )
    held = nth_workday(due, 5, working_calendar())
    assert way.fresh(case).due_on == held
    day = walk.after(20)
    extending.extend(way.fresh(case), by=office.head, days=10, reason="需要核对。", on=day)
    assert way.fresh(case).due_on == nth_workday(held, 10, working_calendar())


def _decide(walk: Walk, case: DisclosureRequest, office: Office) -> None:
    """The copy is blacked out and looked through by another; reviewed, signed, sent, closed."""
    walk.after(24)
    file = redacting.add_record(case, PAPER, name="评标结果.pdf", by=office.handler)
    row = redacting.begin(file, by=office.handler)
    row = redacting.add(
        row, redacting.find(row, SECRET), ground=ground("E15-1"), note="", by=office.handler,
        seen=row.row_version,
    )  # fmt: skip
    row = redacting.keep(row, redacting.prepare(row), by=office.handler)
    redacting.confirm(row, by=office.openness, seen=row.row_version)
    way.propose(
        case, office.handler, "D2", grounds=["E15-1"],
        items=[{"what": "评标结果", "result": "full", "ground": ""},
               {"what": THING, "result": "withheld", "ground": "E15-1"}],
    )  # fmt: skip
    way.to_review(case, office.handler)
    way.review_secrecy(case, office.secrecy)
    way.review_legal(case, office.legal)
    day = walk.after(26)
    deciding.sign(way.fresh(case), by=office.signer)
    way.deliver(case, office.registrar, day, mode=DeliveryMode.ELECTRONIC, signed_for_on=None)
    closing.close(way.fresh(case), by=office.registrar, answer="keep", reason="只涉及个别人")
    done = way.fresh(case)
    assert (done.stage, done.outcome, done.on_time) == (Stage.CLOSED, "D2", True)


def _fetched(case: DisclosureRequest, code: str) -> None:
    """The applicant fetches the copy: a PDF in which the hidden word stands nowhere."""
    browser = following.opened(case.application.number, code)
    copy = CaseFile.objects.get(case=case, visible=True, purpose="copy")
    answer: Any = browser.get(following.file_url(case, copy.pk))
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert data.startswith(b"%PDF")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert (SECRET in words, SECRET.encode() in data) == (False, False)
    original = CaseFile.objects.get(case=case, purpose="record")
    assert browser.get(following.file_url(case, original.pk)).status_code == 404


def _report(office: Office) -> list[str]:
    """Row r2 of table two, column by column, as the command says it."""
    out = io.StringIO()
    call_command("report", "--year", "2026", "--unit", office.unit.slug, "--json", stdout=out)
    row = json.loads(out.getvalue())["table2"]["r2"]
    return [str(number) for number in row.values()]


def _explained(case: DisclosureRequest, office: Office) -> None:
    """Every date on the page of the case leads to its row in the account of the days."""
    client = Client()
    client.force_login(office.registrar)
    page = client.get(f"/desk/requests/{case.pk}/").content.decode()
    targets = set(re.findall(r'href="#(d-[0-9-]+)"', page))
    assert targets
    assert {target for target in targets if f'id="{target}"' not in page} == set()
