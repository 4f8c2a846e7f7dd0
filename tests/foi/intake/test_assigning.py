"""Who handles a case: given, handed over, shared; the clock does not notice."""

import datetime as dt
from typing import Any

import pytest

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, TeamMember
from gongkai.foi.services import intake
from gongkai.foi.states import Act, Stage, TeamRole
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import DAY, registered

CO = TeamRole.CO_HANDLER


@pytest.fixture
def case(office: Office, on_day: OnDay) -> DisclosureRequest:
    on_day(DAY)
    return registered(office.unit)


def given(case: DisclosureRequest, people: Office, **facts: Any) -> DisclosureRequest:
    return intake.assign(case, by=people.registrar, **{"handler": people.handler, **facts})


def test_a_case_is_given_to_its_handler_who_is_told(
    case: DisclosureRequest, office: Office
) -> None:
    due = case.due_on
    row = given(case, office, office="基教科", note="请先检索", seen=case.row_version)
    assert (row.stage, row.handler, row.office) == (Stage.HANDLING, office.handler, "基教科")
    assert row.due_on == due
    act = row.acts.last()
    assert (act.kind, act.note, act.visible) == (Act.ASSIGN, "请先检索", False)
    notice = Notice.objects.get(user=office.handler)
    assert notice.title == "有一件依申请公开交您承办"
    assert notice.text == "市教育局依申请〔2026〕1号，答复期限2026年4月1日。"


def test_the_team_has_its_tasks_and_days(case: DisclosureRequest, office: Office) -> None:
    day = DAY + dt.timedelta(days=5)
    given(case, office, team=[(office.other_handler, CO, day, "  核对  数据 ")])
    member = TeamMember.objects.get()
    assert (member.user, member.role, member.due_on, member.task) == (
        office.other_handler,
        CO,
        day,
        "核对 数据",
    )
    assert Notice.objects.filter(user=office.other_handler).count() == 1


def test_given_again_the_team_is_the_new_one_and_finished_parts_stay(
    case: DisclosureRequest, office: Office
) -> None:
    given(
        case,
        office,
        team=[(office.other_handler, CO, None, "甲"), (office.openness, CO, None, "乙")],
    )
    intake.finish_part(
        TeamMember.objects.get(user=office.openness), by=office.openness, result="查过，没有"
    )
    given(case, office, team=[(office.registrar, TeamRole.CONFER, None, "丙")])
    assert set(TeamMember.objects.values_list("user__username", "role")) == {
        ("gk", CO),
        ("djy", TeamRole.CONFER),
    }


@pytest.mark.parametrize(
    ("who", "field"),
    [("stranger", "handler"), ("authority", "handler"), ("statistician", "handler")],
)
def test_a_handler_works_for_the_agency(
    case: DisclosureRequest, office: Office, who: str, field: str
) -> None:
    with pytest.raises(Refusal, match="请另选一位") as refused:
        given(case, office, handler=getattr(office, who))
    assert refused.value.field == field


def test_a_closed_account_handles_nothing(case: DisclosureRequest, office: Office) -> None:
    office.handler.is_active = False
    with pytest.raises(Refusal, match="请另选一位"):
        given(case, office)


def test_what_a_team_cannot_be(case: DisclosureRequest, office: Office) -> None:
    other, past = office.other_handler, DAY - dt.timedelta(days=1)
    assert case.due_on is not None
    late = case.due_on + dt.timedelta(days=1)
    wrong: list[tuple[list[Any], str]] = [
        ([(office.handler, CO, None, "")], "是承办人，不用再列入分工"),
        ([(other, CO, None, ""), (other, CO, None, "")], "列了两次"),
        ([(office.stranger, CO, None, "")], "请另选一位"),
        ([(other, CO, past, "")], "已经过去"),
        ([(other, CO, late, "")], "晚于答复期限2026年4月1日"),
        ([(other, CO, None, "做" * 301)], "最多写300字"),
    ]
    for team, words in wrong:
        with pytest.raises(Refusal, match=words) as refused:
            given(case, office, team=team)
        assert refused.value.field == "team"
    assert not TeamMember.objects.exists()


def test_the_name_of_an_office_is_short(case: DisclosureRequest, office: Office) -> None:
    with pytest.raises(Refusal, match="最多60字"):
        given(case, office, office="科" * 61)


def test_handing_over_changes_the_handler_and_nothing_else(
    case: DisclosureRequest, office: Office
) -> None:
    given(case, office, office="基教科", team=[(office.other_handler, CO, None, "")])
    due = case.due_on
    row = intake.hand_over(
        case, handler=office.other_handler, by=office.handler, note="业务在高中科"
    )
    assert (row.stage, row.handler, row.office, row.due_on) == (
        Stage.HANDLING,
        office.other_handler,
        "基教科",
        due,
    )
    assert row.acts.last().data == {
        "from": office.handler.pk,
        "handler": office.other_handler.pk,
    }
    assert not row.team.exists()


def test_what_handing_over_wants(case: DisclosureRequest, office: Office) -> None:
    with pytest.raises(Refusal, match="还没有承办人"):
        intake.hand_over(case, handler=office.handler, by=office.registrar, note="因故")
    given(case, office)
    wrong = [
        ({"handler": office.handler, "note": "因故"}, "handler"),
        ({"handler": office.other_handler, "note": " "}, "note"),
        ({"handler": office.stranger, "note": "因故"}, "handler"),
    ]
    for facts, field in wrong:
        with pytest.raises(Refusal) as refused:
            intake.hand_over(case, by=office.registrar, **facts)
        assert refused.value.field == field


def test_a_part_is_finished_by_its_own_member_once(case: DisclosureRequest, office: Office) -> None:
    given(case, office, team=[(office.other_handler, CO, None, "核对数据")])
    Notice.objects.all().delete()
    part = TeamMember.objects.get()
    with pytest.raises(Refusal) as refused:
        intake.finish_part(part, by=office.handler, result="好了")
    assert refused.value.status == 403
    with pytest.raises(Refusal) as refused:
        intake.finish_part(part, by=office.other_handler, result=" ")
    assert refused.value.field == "text"
    done = intake.finish_part(part, by=office.other_handler, result="核对无误")
    assert done.done_at is not None
    assert done.result == "核对无误"
    act = case.acts.last()
    assert (act.kind, act.data, act.note) == (Act.NOTE, {"part": part.pk}, "核对无误")
    assert Notice.objects.get().user == office.handler
    with pytest.raises(Refusal, match="此前已经登记完成"):
        intake.finish_part(part, by=office.other_handler, result="再来")


def test_assignment_is_refused_before_registration(office: Office, settings: Any) -> None:
    settings.FOI_AUTO_RECEIPT = False
    with pytest.raises(Refusal, match="不能办理“分办”"):
        given(registered(office.unit), office)
