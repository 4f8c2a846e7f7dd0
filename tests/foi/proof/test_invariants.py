"""Whatever anybody tries in whatever order, the invariants hold; and each of them can be seen broken."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from gongkai.base.models import IssuedNumber, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.foi import rules
from gongkai.foi.models import CaseAct, CaseFile, Consultation, Decision, DisclosureRequest
from gongkai.foi.models import Remedy as Order
from gongkai.foi.services import clocks, deciding, intake, letters, remedies, searching
from gongkai.foi.states import CASE_MOVES, Act, Channel, ConsultationKind, FilePurpose, Stage
from tests.cast import give_roles, make_user
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.intake import people
from tests.foi.proof.properties import PROPERTIES
from tests.foi.proof.stages import Ways

STEPS = 100
SEEDS = range(5)
# What leads on, so that walks get somewhere.
ONWARD = (
    Act.REGISTER, Act.ASSIGN, Act.RECEIVE_CORRECTION, Act.PROPOSE, Act.SEND_TO_REVIEW,
    Act.SECRECY_REVIEW, Act.LEGAL_REVIEW, Act.SIGN, Act.DELIVER, Act.CLOSE, Act.REOPEN,
)  # fmt: skip
CODES = ("D1b", "D2", "D3-5", "D4-1a", "D4-1b", "D5-2", "D1a")


class Walk:
    """People who act at random on three applications, most of it sensible, much of it not.

    Args:
        seed: the same walk every time.
    """

    def __init__(self, office: Office, on_day: OnDay, seed: int) -> None:
        self.ways = Ways(office, on_day)
        self.office = office
        self.dice = random.Random(seed)  # noqa: S311 - the same walk every time
        jack = make_user("quan", unit=office.unit, name="全能卯")
        give_roles(jack, *rules.READERS, Role.HANDLER, unit=office.unit)
        self.crew = [
            office.handler, office.other_handler, office.registrar, office.secrecy, office.legal,
            office.signer, office.head, office.stranger, jack, jack,
        ]  # fmt: skip
        self.done: list[Act] = []
        channels = [Channel.INTERNET, Channel.IN_PERSON, Channel.INTERNET]
        for number, channel in enumerate(channels):
            by = office.registrar if channel == Channel.IN_PERSON else None
            people.submitted(office.unit, channel, by=by, wanted=f"第{number}项招生计划")

    @property
    def cases(self) -> list[DisclosureRequest]:
        rows = DisclosureRequest.objects.select_related("unit", "application__applicant")
        return list(rows.order_by("pk"))

    def step(self) -> None:
        """One try of one person; a refusal is an answer like another."""
        if self.dice.random() < 0.25:
            self.ways.on_day(self.ways.day + dt.timedelta(days=self.dice.randint(1, 4)))
        case = self.dice.choice(self.cases)
        act, by = self._chosen(Stage(case.stage))
        try:
            with transaction.atomic():
                self._do(act, case, by)
                self.done.append(act)
                # What the row keeps is as of its last act; days that pass change what the clock says.
                assert PROPERTIES["I3"]([way.fresh(case)]) == [], self.done
        except Refusal:
            pass

    def _chosen(self, stage: Stage) -> tuple[Act, User | None]:
        allowed = CASE_MOVES.allowed(stage)
        onward = [act for act in allowed if act in ONWARD]
        if onward and self.dice.random() < 0.6:
            return self.dice.choice(onward), None
        wild = list(allowed) if self.dice.random() < 0.8 else list(CASE_MOVES.acts)
        return self.dice.choice(wild), self.dice.choice([None, *self.crew])

    def _do(self, act: Act, case: DisclosureRequest, by: User | None) -> None:
        if act == Act.PROPOSE:
            self._propose(case, by)
            return
        made = self._object(act, case)
        if made is not None:
            self.ways.do(act, case, made, by=by)

    def _propose(self, case: DisclosureRequest, by: User | None) -> None:
        code = self.dice.choice(CODES)
        if code == "D1b" and self.dice.random() < 0.5 and case.stage == Stage.HANDLING:
            way.give_whole(case, case.handler or self.office.handler)
        if self.dice.random() < 0.7:
            self._search(case)
        way.propose(case, by or case.handler or self.office.handler, code)

    def _search(self, case: DisclosureRequest) -> None:
        found = self.dice.random() < 0.3
        searching.search_record(
            way.fresh(case), by=self.office.handler, on=self.ways.day, places="档案室",
            words="招生", method="检索", found=found, result="查到" if found else "没有查到",
        )  # fmt: skip

    def _object(self, act: Act, case: DisclosureRequest) -> Any:
        """What the act is done to, as far as the walk has made it; False where it needs nothing."""
        asked = Consultation.objects.filter(case=case)
        if act in (Act.TAKE_OPINION, Act.OVERRIDE):
            return asked.exclude(kind=ConsultationKind.CONFER).last()
        if act == Act.CONFER_ANSWER:
            return asked.filter(kind=ConsultationKind.CONFER).last()
        if act == Act.REOPEN:
            return self._order(case)
        return False

    def _order(self, case: DisclosureRequest) -> Order | None:
        open_one = case.remedies.filter(result="pending").last()
        if open_one is not None:
            remedies.settle_remedy(
                open_one, by=self.office.legal, result="corrected", decided_on=self.ways.day,
                order_until=dt.date(2026, 6, 30),
            )  # fmt: skip
        return case.remedies.filter(result="corrected").last()


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_anybody_tries_every_invariant_holds(
    seed: int, office: Office, on_day: OnDay
) -> None:
    walk = Walk(office, on_day, seed)
    for number in range(STEPS):
        walk.step()
        if number % 20 == 19:
            asked = {name: ask(walk.cases) for name, ask in PROPERTIES.items() if name != "I3"}
            broken = {name: found for name, found in asked.items() if found}
            assert broken == {}, walk.done
    # A walk that never gets anywhere would prove nothing.
    assert len(walk.done) > STEPS // 3


@pytest.fixture
def closed(office: Office, on_day: OnDay) -> DisclosureRequest:
    """A refusal that was asked about, extended, signed, delivered and closed; every invariant holds."""
    ways = Ways(office, on_day)
    case = ways.reached(Stage.HANDLING)
    ways.do(Act.EXTEND, case)
    ways.do(Act.CONSULT, case)
    ways.do(Act.TAKE_OPINION, case, case.consultations.get())
    way.give_whole(case, office.handler)
    ways.do(Act.SEARCH, case)
    for act in (
        Act.PROPOSE, Act.SEND_TO_REVIEW, Act.SECRECY_REVIEW, Act.LEGAL_REVIEW, Act.SIGN,
        Act.DELIVER, Act.CLOSE,
    ):  # fmt: skip
        ways.do(act, case, False)
    row = way.fresh(case)
    assert {name: ask([row]) for name, ask in PROPERTIES.items()} == {
        name: [] for name in PROPERTIES
    }
    return row


def changed(model: Any, **facts: Any) -> Callable[[DisclosureRequest, Office], None]:
    """A change behind the program's back, in every row of the case."""

    def change(case: DisclosureRequest, office: Office) -> None:
        key = {"pk": case.pk} if model is DisclosureRequest else {"case": case.pk}
        values = {
            name: getattr(office, value[1:]) if str(value).startswith("@") else value
            for name, value in facts.items()
        }
        assert model.objects.filter(**key).update(**values)

    return change


def with_a_gap(case: DisclosureRequest, office: Office) -> None:
    number = IssuedNumber.objects.order_by("serial").last()
    assert number is not None
    IssuedNumber.objects.filter(pk=number.pk).update(serial=number.serial + 1)


def with_an_original(case: DisclosureRequest, office: Office) -> None:
    assert CaseFile.objects.filter(case=case, purpose=FilePurpose.RECORD).update(visible=True)


def in_clear(case: DisclosureRequest, office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foi_caseact SET actor = '陈一诺'")


BREACHES: dict[str, Callable[[DisclosureRequest, Office], None]] = {
    "I1": changed(DisclosureRequest, stage=Stage.DECIDED),
    "I2": changed(DisclosureRequest, outcome="D3-5"),
    "I3": changed(DisclosureRequest, due_on=dt.date(2026, 4, 2)),
    "I5": changed(DisclosureRequest, due_on=dt.date(2026, 4, 18)),
    "I6": changed(CaseAct, data={"days": 21, "handler": 0}),
    "I7": changed(Decision, signed_by="@handler"),
    "I8": changed(Decision, digest="0" * 64),
    "I9": with_an_original,
    "I10": changed(CaseAct, actor="别人"),
    "I11": in_clear,
    "I12": changed(DisclosureRequest, replied_on=None, closed_on=None),
    "I13": with_a_gap,
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_seen_by_its_property(
    name: str, closed: DisclosureRequest, office: Office
) -> None:
    BREACHES[name](closed, office)
    assert PROPERTIES[name]([way.fresh(closed)]) != []


def test_a_clock_that_takes_time_away_is_seen(
    closed: DisclosureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = clocks.clock_of

    def shorter(case: DisclosureRequest, acts: Any = None, **more: Any) -> Any:
        clock = count(case, acts, **more)
        assert clock is not None
        assert clock.due is not None
        return replace(clock, due=clock.due - dt.timedelta(days=30 * len(acts)))

    monkeypatch.setattr(clocks, "clock_of", shorter)
    assert len(PROPERTIES["I4"]([closed])) == 2


def test_a_rule_changed_in_one_place_alone_is_seen(
    closed: DisclosureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "may_see", lambda user, case: True)
    assert PROPERTIES["I15"]([closed]) != []


def test_a_guard_that_is_taken_away_is_seen(
    closed: DisclosureRequest, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The services without who-may-not-be-the-same-person: the property finds what they let through."""
    monkeypatch.setattr(deciding, "why_not_sign", lambda case, user: "")
    case = way.case_of(office)
    intake.assign(case, handler=office.handler, by=office.registrar)
    way.to_signature(case, office)
    way.sign(case, office.handler)
    assert len(PROPERTIES["I7"]([way.fresh(case)])) == 1


@pytest.mark.parametrize("edits_before", [1, 2])
def test_who_wrote_on_the_letter_neither_reviews_nor_signs_the_answer(
    edits_before: int, office: Office, on_day: OnDay
) -> None:
    """A signer may write letters; what he or she has written another one signs."""
    ways = Ways(office, on_day)
    case = ways.reached(Stage.HANDLING)
    way.propose(case, office.handler)
    letter = letters.draft(
        way.fresh(case), "disclosure", by=office.handler,
        facts=deciding.letter_facts(way.decision(case)),
    )  # fmt: skip
    give_roles(office.legal, Role.OPENNESS, unit=office.unit)
    for by in (office.signer, office.legal, office.handler)[: edits_before + 1]:
        words = [*letters.paragraphs_of(letter), f"补充一句，{by}写。"]
        letter = letters.save(
            letter, by=by, seen=letter.row_version, title=letter.title,
            addressee=letter.addressee, paragraphs=words,
        )  # fmt: skip
    ways.do(Act.SEND_TO_REVIEW, case, False)
    assert way.decision(case).letter == letter

    with pytest.raises(Forbidden, match="承办或者拟写了这份答复"):
        way.review_legal(case, office.legal)
    other = make_user("fz2", Role.LEGAL, Role.SIGNER, unit=office.unit, name="法制员午")
    way.review_secrecy(case, office.secrecy)
    way.review_legal(case, other)
    with pytest.raises(Forbidden, match="承办或者拟写了这份答复"):
        way.sign(case, office.signer)
    third = make_user("qf3", Role.SIGNER, unit=office.unit, name="签发人未")
    assert way.sign(case, third).signed_by == third
