"""Entries of a ledger into the tables, a batch in one transaction: closed cases with their history.

The acts are written here and not through `acting.perform`, because the law of the clock is not asked
of what is long past, and because thousands of rows take the lock of the trail once a batch. Every act
has its digest in its event all the same, as `verify-trail` wants it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import TrailHead, Unit, User
from gongkai.base.services import numbers
from gongkai.base.services.trail import NOBODY, Entry, record_many
from gongkai.foi.models import Applicant, Application, CaseAct, DisclosureRequest, Remedy
from gongkai.foi.services import acting, clocks
from gongkai.foi.services.intake import codes, keys
from gongkai.foi.services.ledger import judging
from gongkai.foi.services.ledger.judging import PastRemedy
from gongkai.foi.states import Act, RemedyResult, Stage, WantedForm, WantedRoute

SERIES = "foi-ledger"
_UNNAMED = "台账没有写明"


@dataclass(frozen=True, slots=True)
class _Past:
    """An act that is long past."""

    kind: Act
    on: dt.date
    stage: Stage
    data: dict[str, Any]
    visible: bool = True


@transaction.atomic
def write(entries: Sequence[judging.Entry], *, unit: Unit, by: User | None) -> None:
    """Writes a batch.

    Effects, in this order: numbers, applicants, applications, closed cases, remedies, then under the
    lock of the trail an event and an act for each step of each case. No letters, no notices, and no
    signal: nobody waits for anything.

    Raises:
        IntegrityError: somebody else has imported the same row at the same moment.
    """
    year = today().year
    serials = [number.serial for number in numbers.take_many(SERIES, year, len(entries))]
    application_numbers = [f"TZ{year}{serial:06d}" for serial in serials]
    applicants = Applicant.objects.bulk_create(
        [
            _applicant(entry, number)
            for entry, number in zip(entries, application_numbers, strict=True)
        ]
    )
    applications = Application.objects.bulk_create(
        [
            _application(entry, unit, who, number, by)
            for entry, who, number in zip(entries, applicants, application_numbers, strict=True)
        ]
    )
    cases = DisclosureRequest.objects.bulk_create(
        [_case(entry, one) for entry, one in zip(entries, applications, strict=True)]
    )
    remedies = Remedy.objects.bulk_create(
        [
            _remedy(case, past, by)
            for entry, case in zip(entries, cases, strict=True)
            for past in entry.remedies
        ]
    )
    _enter(cases, entries, remedies, by)


def history(entry: judging.Entry) -> list[_Past]:
    """The acts a row tells of, each on its day; up to the closing."""
    marked: dict[str, Any] = {"imported": True}
    end = _Past(Act.DELIVER, entry.replied_on, Stage.DELIVERED, marked)
    if entry.outcome in ("D6-1", "D6-2"):
        lapsed = {**marked, "outcome": entry.outcome}
        end = _Past(Act.LAPSE, entry.replied_on, Stage.LAPSED, lapsed)
    elif entry.withdrawn:
        end = _Past(Act.WITHDRAW, entry.replied_on, Stage.WITHDRAWN, marked)
    channel = {**marked, "channel": entry.channel.value}
    closed = {**marked, "outcome": entry.outcome}
    return [
        _Past(Act.SUBMIT, entry.received_on, Stage.SUBMITTED, channel),
        _Past(
            Act.REGISTER, entry.received_on, Stage.REGISTERED, {**channel, "number": entry.number}
        ),
        end,
        _Past(Act.CLOSE, entry.replied_on, Stage.CLOSED, closed, visible=False),
    ]


def _applicant(entry: judging.Entry, fallback: str) -> Applicant:
    contact = entry.phone or entry.address or fallback
    return Applicant(
        kind=entry.kind,
        name=entry.name,
        id_kind=judging.id_kind_of(entry),
        id_number=entry.id_number,
        phone=entry.phone,
        address=entry.address,
        same_person_key=keys.person_key(
            id_number=entry.id_number, name=entry.name, contact=contact
        ),
        name_key=keys.name_key(entry.name),
        phone_key=keys.phone_key(entry.phone),
    )


def _application(
    entry: judging.Entry, unit: Unit, who: Applicant, number: str, by: User | None
) -> Application:
    row = Application(
        number=number,
        # A code nobody was given: an old case is not followed on the public pages.
        query_code=codes.code_print(number, codes.new_code()),
        unit=unit,
        applicant=who,
        channel=entry.channel,
        wanted=entry.wanted,
        wanted_form=WantedForm.PAPER,
        wanted_route=WantedRoute.POST,
        matter_key=keys.matter_key(entry.wanted),
        submitted_at=timezone.now(),
        arrived_on=entry.received_on,
        written_by=by,
        ledger_key=entry.key,
    )
    row.digest = keys.digest_of(row, who, [])
    return row


def _case(entry: judging.Entry, application: Application) -> DisclosureRequest:
    case = DisclosureRequest(
        application=application,
        unit=application.unit,
        number=entry.number,
        stage=Stage.CLOSED,
        matter=" ".join(entry.wanted.split())[:300],
        matter_key=application.matter_key,
        same_person_key=application.applicant.same_person_key,
        received_on=entry.received_on,
        closed_on=entry.replied_on,
        outcome=entry.outcome,
        row_version=len(history(entry)),
    )
    if history(entry)[2].kind == Act.DELIVER:
        case.replied_on = entry.replied_on
    acts = [
        CaseAct(case=case, kind=past.kind, on=past.on, data=past.data) for past in history(entry)
    ]
    clocks.remember(case, clocks.clock_of(case, acts))
    # What the ledger does not tell (extension, consultation) may have moved the day: a reply after the
    # plain period is late only where the ledger says so.
    case.on_time = entry.in_time if entry.in_time is not None else case.on_time or None
    return case


def _remedy(case: DisclosureRequest, past: PastRemedy, by: User | None) -> Remedy:
    return Remedy(
        case=case,
        kind=past.kind,
        organ=_UNNAMED,
        filed_on=past.on,
        result=past.result,
        decided_on=None if past.result == RemedyResult.PENDING else past.on,
        note="由台账导入。",
        by=by,
    )


# -- acts and their events


def _enter(
    cases: Sequence[DisclosureRequest],
    entries: Sequence[judging.Entry],
    remedies: Sequence[Remedy],
    by: User | None,
) -> None:
    """Acts and events in one order; the events were given the last numbers of the trail, which stays
    locked until the transaction ends."""
    acts = list(_acts(cases, entries, remedies, by))
    record_many([_event(act, by) for act in acts])
    last = TrailHead.objects.get(pk=1).seq
    for seq, act in enumerate(acts, last - len(acts) + 1):
        act.event_seq = seq
    CaseAct.objects.bulk_create(acts, batch_size=500)


def _acts(
    cases: Sequence[DisclosureRequest],
    entries: Sequence[judging.Entry],
    remedies: Sequence[Remedy],
    by: User | None,
) -> Iterator[CaseAct]:
    at = timezone.now()
    of_case: dict[int, list[Remedy]] = {}
    for remedy in remedies:
        of_case.setdefault(remedy.case_id, []).append(remedy)
    for case, entry in zip(cases, entries, strict=True):
        told = history(entry) + [
            _Past(
                Act.REMEDY,
                remedy.filed_on,
                Stage.CLOSED,
                {"imported": True, "remedy": remedy.pk, "kind": str(remedy.kind)},
                visible=False,
            )
            for remedy in of_case.get(case.pk, ())
        ]
        for past in told:
            act = CaseAct(
                case=case,
                kind=past.kind,
                on=past.on,
                at=at,
                by=by,
                actor=str(by) if by else NOBODY,
                stage=past.stage,
                data=past.data,
                visible=past.visible,
            )
            act.digest = acting.digest_of(act)
            yield act


def _event(act: CaseAct, by: User | None) -> Entry:
    kind = Act(act.kind)
    return Entry(
        f"台账导入：{kind.label}",
        act.case,
        by=by,
        unit=act.case.unit,
        data={"act": kind.value, "on": act.on, "stage": str(act.stage), "digest": act.digest},
    )
