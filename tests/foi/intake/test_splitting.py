"""One application with several matters becomes a case for each; the clock stays what it was."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from gongkai.base.models import NumberSeries
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting, clocks, intake
from gongkai.foi.states import Act, ConsultationKind, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import DAY, registered

MATTERS = ["2025年招生计划", "招生计划的制定依据", "招生投诉的处理流程"]


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


@transaction.atomic
def act(case: DisclosureRequest, what: Act, on: dt.date, office: Office, **data: Any) -> None:
    row = acting.lock(case)
    acting.perform(row, what, by=office.openness, on=on, data=data, visible=True)


def test_the_first_matter_stays_and_the_others_become_cases(office: Office) -> None:
    case = registered(office.unit)
    parts = intake.split(case, matters=MATTERS, by=office.registrar, seen=case.row_version)
    assert [part.matter for part in parts] == MATTERS
    assert [part.number for part in parts] == [f"市教育局依申请〔2026〕{n}号" for n in (1, 2, 3)]
    for part in parts[1:]:
        part.refresh_from_db()
        assert (part.parent, part.application, part.stage) == (
            case,
            case.application,
            Stage.REGISTERED,
        )
        assert (part.received_on, part.due_on) == (case.received_on, case.due_on)
        assert part.same_person_key == case.same_person_key
        assert [row.kind for row in part.acts.all()] == [Act.SPLIT_OFF]
    row = case.acts.last()
    assert (row.kind, row.visible) == (Act.SPLIT, True)
    assert row.data == {"parts": [part.number for part in parts[1:]]}
    keys = [part.matter_key for part in parts]
    assert keys == [intake.matter_key(matter) for matter in MATTERS]


@pytest.mark.parametrize("count", [1, 2])
def test_after_a_correction_the_clock_of_a_part_is_that_of_the_whole(
    office: Office, on_day: OnDay, count: int
) -> None:
    case = registered(office.unit)
    on_day(dt.date(2026, 3, 20))
    act(case, Act.ASK_CLARIFICATION, dt.date(2026, 3, 9), office, until="2026-03-31")
    act(case, Act.RECEIVE_CORRECTION, dt.date(2026, 3, 18), office)
    if count == 2:
        act(case, Act.EXTEND, dt.date(2026, 3, 20), office, days=10)
    case.refresh_from_db()
    assert case.stage == Stage.HANDLING
    parts = intake.split(case, matters=MATTERS[:2], by=office.registrar)
    part = DisclosureRequest.objects.get(pk=parts[1].pk)
    own, whole = clocks.clock_of(part, explain=True), clocks.clock_of(case, explain=True)
    assert own == whole
    assert (part.due_on, part.waits_until, part.paused) == (case.due_on, None, False)
    inherited = [row.data.get("inherited") for row in part.acts.all()]
    originals = case.acts.exclude(kind__in=[Act.SUBMIT, Act.REGISTER, Act.SPLIT])
    assert inherited == [None, *originals.values_list("pk", flat=True)]


def test_a_part_keeps_the_handler_and_the_stage(office: Office) -> None:
    case = registered(office.unit)
    intake.assign(case, handler=office.handler, office="基教科", by=office.registrar)
    part = intake.split(case, matters=MATTERS[:2], by=office.registrar)[1]
    assert (part.stage, part.handler, part.office) == (Stage.HANDLING, office.handler, "基教科")


def test_a_case_with_a_consultation_is_not_split(office: Office) -> None:
    case = registered(office.unit)
    intake.assign(case, handler=office.handler, by=office.registrar)
    act(case, Act.CONSULT, DAY, office, kind=ConsultationKind.THIRD_PARTY, ref="1")
    with pytest.raises(Refusal, match="已经办理过“征求意见”"):
        intake.split(case, matters=MATTERS, by=office.registrar)
    assert DisclosureRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("matters", "words"),
    [
        ([], "至少两个事项"),
        (["招生计划", " "], "至少两个事项"),
        (["招生计划"] * 2, "是同一事项"),
        (["招生计划", "申请公开《招生计划》"], "是同一事项"),
        ([f"第{n}项计划" for n in range(21)], "一次最多拆成20件"),
        (["招生计划", "某" * 301], "每个事项最多300字"),
    ],
)
def test_matters_that_cannot_be_are_refused_and_take_no_number(
    office: Office, matters: list[str], words: str
) -> None:
    case = registered(office.unit)
    with pytest.raises(Refusal, match=words) as refused:
        intake.split(case, matters=matters, by=office.registrar)
    assert refused.value.field == "matters"
    assert NumberSeries.objects.get(name=f"foi:{office.unit.pk}").last == 1


def test_a_page_that_is_no_longer_true_does_not_split(office: Office) -> None:
    case = registered(office.unit)
    with pytest.raises(Refusal, match="这一步没有保存"):
        intake.split(case, matters=MATTERS, by=office.registrar, seen=0)


def test_a_part_may_be_split_again(office: Office) -> None:
    case = registered(office.unit)
    part = intake.split(case, matters=MATTERS[:2], by=office.registrar)[1]
    again = intake.split(part, matters=["依据一", "附件二"], by=office.registrar)
    assert (again[1].parent, again[1].number) == (part, "市教育局依申请〔2026〕3号")
