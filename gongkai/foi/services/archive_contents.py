"""What lies in an archive package: application, acts, letters, files, clock, trail; the same every time."""

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from gongkai.base.models import Event
from gongkai.foi.models import CaseFile, DisclosureRequest, FoiLetter
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.decisions import ground_names
from gongkai.foi.services import clocks, letters, vault
from gongkai.foi.states import FilePurpose, LetterState
from gongkai.lib.cells import guard
from gongkai.lib.clock import clock_as_json

INDEX = "index.json"
LISTING = "00卷内目录.html"
# One date for every member: the same contents give the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_FOLDERS = {
    FilePurpose.IDENTITY: "01申请",
    FilePurpose.MANDATE: "01申请",
    FilePurpose.APPLICATION: "01申请",
    FilePurpose.CORRECTION: "01申请",
    FilePurpose.REASONS: "01申请",
    FilePurpose.OPINION: "04意见材料",
    FilePurpose.RECORD: "05所查信息",
    FilePurpose.COPY: "05所查信息",
    FilePurpose.EVIDENCE: "06凭证",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the package."""

    path: str
    title: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.content).hexdigest()


def package_of(case: DisclosureRequest) -> bytes:
    """The zip of a case; built twice from the same rows it is the same to the byte.

    `index.json` names every other member with its SHA-256; names tell nothing of the applicant.

    Raises:
        Refusal: a file is missing on the server, or not what was stored.
    """
    members = list(members_of(case))
    facts = _facts(case)
    listing = render_to_string(
        "foi/archive_listing.html", {"case": case, "facts": facts, "members": members}
    )
    members.insert(0, Member(LISTING, "卷内目录", listing.encode()))
    index = {
        "format": "gongkai-foi-archive-1",
        "case": case.number,
        "application": case.application.number,
        "unit": case.unit.name,
        "rounds": case.round,
        "outcome": case.outcome,
        "members": [
            {"path": m.path, "title": m.title, "size": len(m.content), "sha256": m.sha256}
            for m in members
        ],
    }
    return _zipped([*members, Member(INDEX, "索引", _json(index))])


def members_of(case: DisclosureRequest) -> Iterator[Member]:
    """Everything but listing and index, in the order of the listing."""
    yield _application(case)
    yield from _files(case, "01申请")
    yield _acts(case)
    yield _clock(case)
    yield Member("02办理/03办理登记.json", "办理登记", _json(_rows(case)))
    yield from _letters(case)
    for folder in ("04意见材料", "05所查信息", "06凭证"):
        yield from _files(case, folder)
    yield _trail(case)


def _application(case: DisclosureRequest) -> Member:
    application = case.application
    text = render_to_string(
        "foi/archive_application.html",
        {"case": case, "application": application, "applicant": application.applicant},
    )
    return Member("01申请/00申请书.html", "申请书（按提交时的内容）", text.encode())


def _files(case: DisclosureRequest, folder: str) -> Iterator[Member]:
    purposes = [purpose for purpose, place in _FOLDERS.items() if place == folder]
    rows = [*case.application.files.filter(case=None), *case.files.all()]
    counts: dict[str, int] = {}
    for file in rows:
        if file.purpose not in purposes or file.removed_at is not None:
            continue
        counts[file.purpose] = counts.get(file.purpose, 0) + 1
        label = FilePurpose(file.purpose).label
        name = f"{label}{counts[file.purpose]:02d}"
        yield Member(f"{folder}/{name}{_ending(file)}", name, vault.read(file))


def _ending(file: CaseFile) -> str:
    ending = PurePath(file.name).suffix.lower()
    return ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) < 7 else ""


def _acts(case: DisclosureRequest) -> Member:
    head = (
        "序号",
        "日期",
        "记录时间",
        "事项",
        "办理人",
        "之后的环节",
        "轮次",
        "文书",
        "说明",
        "细节",
    )
    rows = [
        (
            str(number),
            act.on.isoformat(),
            _moment(act.at),
            act.get_kind_display(),
            act.actor,
            act.get_stage_display(),
            str(act.round),
            act.letter.number if act.letter else "",
            act.note or "",
            json.dumps(act.data, ensure_ascii=False, sort_keys=True),
        )
        for number, act in enumerate(case.acts.select_related("letter"), 1)
    ]
    return Member("02办理/01办理过程.csv", "办理过程", _csv(head, rows))


def _clock(case: DisclosureRequest) -> Member:
    """How the due day was computed, as it stood when the case was closed."""
    clock = clocks.clock_of(case, on=case.closed_on, explain=True)
    if clock is None:
        return Member("02办理/02期限计算.json", "期限计算", _json({}))
    return Member("02办理/02期限计算.json", "期限计算", _json(clock_as_json(clock)))


def _letters(case: DisclosureRequest) -> Iterator[Member]:
    rows = case.letters.exclude(state=LetterState.DRAFT).order_by("issued_at", "id")
    for number, letter in enumerate(rows, 1):
        mark = "（已作废）" if letter.state == LetterState.CANCELLED else ""
        title = f"{letter.number}{mark}"
        yield Member(f"03文书/{number:02d}.pdf", title, _pdf(letter))


def _pdf(letter: FoiLetter) -> bytes:
    return vault.read(letter.pdf) if letter.pdf is not None else letters.as_pdf(letter)


def _trail(case: DisclosureRequest) -> Member:
    head = ("序号", "时间", "操作人", "行为", "说明", "细节", "上一条摘要", "摘要")
    events = Event.objects.filter(
        subject_type=case._meta.label_lower, subject_id=str(case.pk)
    ).order_by("seq")
    rows = [
        (
            str(event.seq),
            _moment(event.at),
            event.actor_name,
            event.act,
            event.note,
            json.dumps(event.data, ensure_ascii=False, sort_keys=True),
            event.prev_hash,
            event.hash,
        )
        for event in events
    ]
    return Member("07事件记录.csv", "事件记录摘录", _csv(head, rows))


# -- rows


def _facts(case: DisclosureRequest) -> list[tuple[str, str]]:
    found = BY_CODE.get(case.outcome)
    days = {
        "收到日期": case.received_on,
        "答复期限": case.due_on,
        "签发日期": case.decided_on,
        "送达日期": case.replied_on,
        "办结日期": case.closed_on,
    }
    return [
        ("承办机关", case.unit.name),
        ("登记编号", case.number),
        ("申请编号", case.application.number),
        *((name, day.isoformat() if day else "") for name, day in days.items()),
        ("办理结果", f"{found.name}（{found.article}）" if found else ""),
        ("承办人", str(case.handler or "")),
    ]


def _rows(case: DisclosureRequest) -> dict[str, Any]:
    """The rows the letters do not show: decisions, reviews, searches, consultations, fees, remedies."""
    return {
        "searches": [
            {"on": r.on, "by": str(r.by), "places": r.places, "words": r.words,
             "method": r.method, "found": r.found, "result": r.result}
            for r in case.searches.select_related("by")
        ],
        "consultations": [
            {"kind": r.kind, "ref": r.ref, "to": str(r.unit or r.name or ""), "question": r.question,
             "served_on": r.served_on, "limit_on": r.limit_on, "stance": r.stance,
             "opinion": r.opinion, "answered_on": r.answered_on,
             "override_reason": r.override_reason, "told_on": r.told_on}
            for r in case.consultations.select_related("unit")
        ],
        "decisions": [
            {"round": r.round, "outcome": r.outcome, "grounds": ground_names(r.grounds),
             "facts": r.facts, "reasons": r.reasons, "given": r.given, "items": r.items,
             "proposed_by": str(r.proposed_by), "signed_by": str(r.signed_by or ""),
             "signed_on": r.signed_on, "digest": r.digest}
            for r in case.decisions.select_related("proposed_by", "signed_by")
        ],
        "reviews": [
            {"round": r.round, "step": r.step, "passed": r.passed, "opinion": r.opinion,
             "checklist": r.checklist, "digest": r.digest, "by": str(r.by), "at": _moment(r.at)}
            for r in case.reviews.select_related("by")
        ],
        "deliveries": [
            {"letter": r.letter.number, "mode": r.mode, "handed_on": r.handed_on,
             "signed_for_on": r.signed_for_on, "effective_on": r.effective_on,
             "operator": r.operator, "evidence": r.evidence}
            for r in case.deliveries.select_related("letter")
        ],
        "fees": [
            {"tariff": r.tariff, "quantity": r.quantity, "amount": r.amount, "lines": r.lines,
             "served_on": r.served_on, "pay_until": r.pay_until, "paid_on": r.paid_on,
             "voucher": r.voucher}
            for r in case.fees.all()
        ],
        "remedies": [
            {"kind": r.kind, "organ": r.organ, "reference": r.reference, "filed_on": r.filed_on,
             "result": r.result, "decided_on": r.decided_on, "order_until": r.order_until,
             "note": r.note}
            for r in case.remedies.all()
        ],
        "proactive": _proactive(case),
        "rating": case.rating,
    }  # fmt: skip


def _proactive(case: DisclosureRequest) -> dict[str, Any] | None:
    review = getattr(case, "proactive_review", None)
    if review is None:
        return None
    return {
        "answer": review.answer,
        "reason": review.reason,
        "publication": review.publication_id,
        "by": str(review.by),
        "at": _moment(review.at),
    }


# -- writing


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False, default=_plain)
    return text.encode()


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an index")


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """For spreadsheet programs: with a byte order mark, and no cell that could be a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _zipped(members: Iterable[Member]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for member in members:
            info = zipfile.ZipInfo(member.path, _DATE)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, member.content)
    return stream.getvalue()
