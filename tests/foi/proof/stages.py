"""Every stage as the right people reach it, and every act as the right person does it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from gongkai.base.models import Event, IssuedNumber, Notice, OutboxEntry, StoredFile, User
from gongkai.foi.models import CaseAct, Consultation, DisclosureRequest, FeeNotice, Remedy
from gongkai.foi.services import (
    abuse,
    archive,
    clarifying,
    closing,
    conferring,
    consulting,
    extending,
    fees,
    intake,
    lapses,
    rating,
    remedies,
    reviewing,
)
from gongkai.foi.states import Act, Channel, ConsultationKind, FeeTariff, Stage, Stance, TeamRole
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office, make_case
from tests.foi.intake import people

START = dt.date(2026, 3, 10)
UNTIL = dt.date(2026, 3, 24)
LATE = dt.date(2026, 6, 30)
fresh = way.fresh


class Ways:
    """An office, and its clock.

    Args:
        office: who acts.
        on_day: makes it another day.
    """

    def __init__(self, office: Office, on_day: OnDay) -> None:
        self.office, self._on_day = office, on_day
        self.on_day(START)

    def on_day(self, day: dt.date) -> None:
        """Makes it that day."""
        self.day = day
        self._on_day(day)

    @property
    def until(self) -> dt.date:
        """Two weeks from now: ten working days where no holiday lies between."""
        return self.day + dt.timedelta(days=14)

    # -- the stages

    def reached(self, stage: Stage) -> DisclosureRequest:
        """A case in that stage, led there by the services."""
        case: DisclosureRequest = getattr(self, f"_{stage.value}")()
        row = fresh(case)
        assert row.stage == stage
        return row

    def _submitted(self) -> DisclosureRequest:
        office = self.office
        return people.submitted(office.unit, Channel.IN_PERSON, by=office.registrar).case

    def _registered(self) -> DisclosureRequest:
        return people.registered(self.office.unit)

    def _handling(self) -> DisclosureRequest:
        case = self._registered()
        return intake.assign(case, handler=self.office.handler, by=self.office.registrar)

    def _clarifying(self) -> DisclosureRequest:
        case = self._handling()
        self.do(Act.ASK_CLARIFICATION, case)
        return case

    def _review(self) -> DisclosureRequest:
        case = self._handling()
        way.propose(case, self.office.handler)
        way.to_review(case, self.office.handler)
        return case

    def _signing(self) -> DisclosureRequest:
        case = self._review()
        way.review_secrecy(case, self.office.secrecy)
        way.review_legal(case, self.office.legal)
        return case

    def _decided(self) -> DisclosureRequest:
        case = self._signing()
        way.sign(case, self.office.signer)
        return case

    def _delivered(self) -> DisclosureRequest:
        case = self._decided()
        way.deliver(case, self.office.registrar, START)
        return case

    def _closed(self) -> DisclosureRequest:
        case = self._delivered()
        way.close(case, self.office.registrar)
        return case

    def _archived(self) -> DisclosureRequest:
        case = self._closed()
        archive.archive(fresh(case), by=self.office.registrar)
        return case

    def _lapsed(self) -> DisclosureRequest:
        case = self._clarifying()
        self.on_day(LATE)
        self.do(Act.LAPSE, fresh(case))
        return case

    def _withdrawn(self) -> DisclosureRequest:
        case = self._handling()
        intake.withdraw(case)
        return case

    def _reopened(self) -> DisclosureRequest:
        case = self._closed()
        self.do(Act.REOPEN, case)
        return case

    # -- the acts

    def prepare(self, act: Act, case: DisclosureRequest) -> Any:
        """Rows without which the facts, not the stage, would refuse the act; what `do` acts on."""
        makers: dict[Act, Callable[[DisclosureRequest], Any]] = {
            Act.TAKE_OPINION: self._asked,
            Act.CLOSE_HOLD: self._asked_long_ago,
            Act.OVERRIDE: self._refused,
            Act.CONFER_ANSWER: self._conferred,
            Act.FEE_PAID: self._charged,
            Act.DEMAND_REASONS: self._asked_often,
            Act.TAKE_REASONS: self._demanded,
            Act.AGREE_LATER: self._explained,
            Act.HAND_OVER: self._with_handler,
            Act.REOPEN: self._ordered,
        }
        if act == Act.LAPSE:
            return self._time_is_over(case)
        if act == Act.SEND_TO_REVIEW and case.stage == Stage.HANDLING:
            return way.propose(case, self.office.handler)
        if act == Act.TO_SIGNATURE and case.stage == Stage.REVIEW:
            return way.review_secrecy(case, self.office.secrecy)
        return makers[act](case) if act in makers else None

    def do(
        self, act: Act, case: DisclosureRequest, on: Any = None, *, by: User | None = None
    ) -> Any:
        """The act at the present row version, by the person who may do it or by the one named."""
        made = self.prepare(act, case) if on is None else on
        row, office = fresh(case), self.office
        seen = row.row_version
        own, head, handler = (
            {"by": by or user, "seen": seen}
            for user in (office.registrar, office.head, row.handler or office.handler)
        )
        acts: dict[Act, Callable[[], Any]] = {
            Act.REGISTER: lambda: intake.register(row, **own),
            Act.SPLIT: lambda: intake.split(row, matters=["招生计划", "食堂合同"], **own),
            Act.ASSIGN: lambda: intake.assign(row, handler=office.handler, **own),
            Act.HAND_OVER: lambda: intake.hand_over(
                row, handler=office.other_handler, note="出差。", **own
            ),
            Act.ASK_CLARIFICATION: lambda: clarifying.ask_clarification(
                row, on=self.day, until=self.until, what="请写明所需信息的年度。", **head
            ),
            Act.RECEIVE_CORRECTION: lambda: clarifying.receive_correction(
                row, text="2025年度。", seen=seen
            ),
            Act.LAPSE: lambda: lapses.lapse(row, **own),
            Act.CONSULT: lambda: consulting.start_consultation(
                row, kind=ConsultationKind.THIRD_PARTY, name="明湖市某某公司", question="是否同意公开。",
                items="食堂合同", served_on=self.day, **handler,
            ),
            Act.TAKE_OPINION: lambda: consulting.take_opinion(
                made, stance=Stance.AGREE, on=self.day, **handler
            ),
            Act.CLOSE_HOLD: consulting.close_passed_holds,
            Act.OVERRIDE: lambda: consulting.tell_third_party(
                made, reason="涉及公共利益。", on=self.day, **head
            ),
            Act.CONFER: lambda: conferring.confer(
                row, unit=office.city.finance, question="是否有这份合同。", due_on=self.until, **handler
            ),
            Act.CONFER_ANSWER: lambda: conferring.confer_answer(
                made, by=by or office.stranger, opinion="没有。", seen=seen
            ),
            Act.EXTEND: lambda: extending.extend(row, days=5, reason="材料多。", on=self.day, **head),
            Act.DEMAND_REASONS: lambda: abuse.demand_reasons(
                row, on=self.day, until=self.until, counts=abuse.Counts(2, self.day, self.day),
                reason="同一事项拆开反复申请。", **head,
            ),
            Act.TAKE_REASONS: lambda: abuse.take_reasons(row, text="研究需要。", seen=seen),
            Act.AGREE_LATER: lambda: abuse.agree_later(
                row, until=dt.date(2026, 5, 20), reason="材料多。", **head
            ),
            Act.FEE_NOTICE: lambda: fees.fee_notice(
                row, tariff=FeeTariff.PAGES, quantity=50, on=self.day, **head
            ),
            Act.FEE_PAID: lambda: fees.fee_paid(row, on=self.day, voucher="0001", **own),
            Act.SEARCH: lambda: way.searching.search_record(
                row, on=self.day, places="档案室", words="招生", method="检索", found=True,
                result="查到一份", **handler,
            ),
            Act.PROPOSE: lambda: way.propose(row, handler["by"]),
            Act.SEND_TO_REVIEW: lambda: way.to_review(row, handler["by"]),
            Act.SECRECY_REVIEW: lambda: way.review_secrecy(row, by or office.secrecy),
            Act.LEGAL_REVIEW: lambda: way.review_legal(row, by or office.legal),
            # Nobody sends to signature: the last review does.
            Act.TO_SIGNATURE: lambda: way.review_legal(row, by or office.legal),
            Act.RETURN: lambda: reviewing.send_back(
                row, by=by or office.signer, opinion="请改。", seen=seen
            ),
            Act.SIGN: lambda: way.sign(row, by or office.signer),
            Act.DELIVER: lambda: way.deliver(row, by or office.registrar, self.day),
            Act.WITHDRAW: lambda: intake.withdraw(row, seen=seen),
            Act.CLOSE: lambda: way.close(row, by or office.registrar),
            Act.REMEDY: lambda: remedies.register_remedy(
                row, kind="review", organ="明湖市人民政府", filed_on=self.day, **own
            ),
            Act.REOPEN: lambda: closing.reopen(row, remedy=made, until=LATE, **own),
            Act.ARCHIVE: lambda: archive.archive(row, **own),
            Act.RATE: lambda: rating.rate(row, stars=4),
            Act.NOTE: lambda: intake.add_note(row, note="已联系。", **handler),
        }  # fmt: skip
        return acts[act]()

    # -- what an act needs

    def _asked(self, case: DisclosureRequest, **facts: Any) -> Consultation:
        made = way.third_party(
            case, stance="", served_on=START, limit_on=dt.date(2026, 3, 31), **facts
        )
        if case.received_on is not None:
            CaseAct.objects.create(
                case=case, kind=Act.CONSULT, on=START, actor="测试", stage=case.stage,
                data={"kind": made.kind, "ref": made.ref}, digest="0" * 64, event_seq=0,
            )  # fmt: skip
        return made

    def _asked_long_ago(self, case: DisclosureRequest) -> Consultation:
        made = self._asked(case)
        self.on_day(LATE)
        return made

    def _refused(self, case: DisclosureRequest) -> Consultation:
        return way.third_party(case, Stance.REFUSE, answered_on=START)

    def _conferred(self, case: DisclosureRequest) -> Consultation:
        return way.third_party(
            case, stance="", kind=ConsultationKind.CONFER, unit=self.office.city.finance,
            served_on=START, name="", limit_on=UNTIL,
        )  # fmt: skip

    def _charged(self, case: DisclosureRequest) -> FeeNotice:
        if case.stage == Stage.HANDLING:
            made: FeeNotice = self.do(Act.FEE_NOTICE, case)
            return made
        return FeeNotice.objects.create(
            case=case, tariff=FeeTariff.PAGES, quantity=50, amount=200, served_on=START,
            pay_until=dt.date(2026, 4, 8), by=self.office.head,
        )  # fmt: skip

    def _asked_often(self, case: DisclosureRequest) -> None:
        make_case(
            self.office.unit,
            Stage.HANDLING,
            received_on=START,
            same_person_key=case.same_person_key,
        )

    def _demanded(self, case: DisclosureRequest) -> None:
        way.act(case, Act.DEMAND_REASONS, START, until=UNTIL.isoformat())

    def _explained(self, case: DisclosureRequest) -> None:
        self._demanded(case)
        way.act(case, Act.TAKE_REASONS, START)

    def _with_handler(self, case: DisclosureRequest) -> None:
        DisclosureRequest.objects.filter(pk=case.pk).update(handler=self.office.handler)
        case.team.create(user=self.office.other_handler, role=TeamRole.CO_HANDLER)

    def _ordered(self, case: DisclosureRequest) -> Remedy:
        return Remedy.objects.create(
            case=case, kind="review", organ="明湖市人民政府", filed_on=START, result="corrected",
            decided_on=START, order_until=LATE,
        )  # fmt: skip

    def _time_is_over(self, case: DisclosureRequest) -> None:
        if case.stage == Stage.HANDLING:
            self.do(Act.FEE_NOTICE, case)
        self.on_day(LATE)


@contextmanager
def undone(ways: Ways) -> Iterator[None]:
    """Whatever happens inside is taken back, the day too: the case is as it was for the next act."""
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(point)
    ways.on_day(START)


_COUNTED = (Event, OutboxEntry, IssuedNumber, Notice, StoredFile)


def counts() -> tuple[int, ...]:
    """How many rows stand in every table of the app, in the trail and in what it tells, in one look."""
    models = [*apps.get_app_config("foi").get_models(include_auto_created=True), *_COUNTED]
    tables = [f"(SELECT count(*) FROM {model._meta.db_table})" for model in models]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(tables)}")
        found: tuple[int, ...] = tuple(cursor.fetchone())
    return found


def everything_of(case: DisclosureRequest) -> list[Any]:
    """Every row count, and the row of the case as it stands."""
    return [counts(), DisclosureRequest.objects.filter(pk=case.pk).values().get()]
