"""What is like a request: asked before, asked by others, public already, a petition."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import duplicates
from gongkai.foi.queries.duplicates import SimilarKind, monthly_count_of, petition_hint, similar_to
from gongkai.foi.services import intake
from gongkai.foi.states import Stage
from gongkai.publishing.states import State
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import DAY, MATTER, OTHER_ID, registered
from tests.publishing.factories import make_publication

OTHER = {"name": "王二", "id_number": OTHER_ID, "phone": "13900000002"}


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


def kinds(case: DisclosureRequest) -> list[SimilarKind]:
    return [one.kind for one in similar_to(case)]


@pytest.mark.parametrize(
    "wanted",
    [
        MATTER,
        f"《{MATTER}》",
        f"申请公开{MATTER}的复印件",
        "申请公开 ２０２５年度 义务教育学校 招生计划 及其 制定依据",
        "2025年度义务教育学校的招生计划，及其制定的依据",
        "关于2025年度义务教育学校招生计划及制定依据",
        "2025年度义务教育学校招生计划",
    ],
)
def test_the_same_person_asking_again_is_pointed_out(office: Office, wanted: str) -> None:
    earlier = registered(office.unit)
    case = registered(office.unit, wanted=wanted)
    found = similar_to(case)
    assert [(one.kind, one.case) for one in found] == [(SimilarKind.REPEATED, earlier)]
    assert "市教育局依申请〔2026〕1号（2026年3月4日收到）" in found[0].why
    assert "条例第三十六条第六项" in found[0].why


@pytest.mark.parametrize(
    "wanted",
    ["2025年高中学校食堂采购合同", "2025年度预算执行情况", "招生", "教师编制核定方案及批复"],
)
def test_another_matter_of_the_same_person_is_none(office: Office, wanted: str) -> None:
    registered(office.unit)
    assert similar_to(registered(office.unit, wanted=wanted)) == []


def test_the_same_matter_by_others_is_pointed_out_with_its_answer(office: Office) -> None:
    earlier = registered(office.unit, **OTHER)
    DisclosureRequest.objects.filter(pk=earlier.pk).update(stage=Stage.DELIVERED, outcome="D1b")
    found = similar_to(registered(office.unit))
    assert [(one.kind, one.case, one.score) for one in found] == [
        (SimilarKind.OTHERS, earlier, 1.0)
    ]
    assert found[0].why == (
        "另一申请人的市教育局依申请〔2026〕1号（2026年3月4日收到）事项相同，"
        "结果是“予以公开”，可以参照答复。"
    )


def test_the_same_document_number_meets_whatever_is_written_around_it(office: Office) -> None:
    registered(office.unit, wanted="明教发〔2025〕7号")
    case = registered(
        office.unit, wanted="申请公开贵局去年的招生文件", doc_no="明教发[2025]7号", **OTHER
    )
    assert kinds(case) == [SimilarKind.OTHERS]


def test_cases_of_another_unit_are_not_shown(office: Office) -> None:
    registered(office.city.finance)
    assert similar_to(registered(office.unit)) == []


def test_a_case_long_ago_of_others_meets_only_by_its_key(office: Office, on_day: OnDay) -> None:
    same = registered(office.unit, **OTHER)
    near = registered(office.unit, wanted="2025年度义务教育学校招生计划", **OTHER)
    long_ago = DAY - dt.timedelta(days=800)
    DisclosureRequest.objects.update(received_on=long_ago)
    found = similar_to(registered(office.unit))
    assert [one.case for one in found] == [same]
    assert near not in [one.case for one in found]


def test_what_is_public_is_pointed_out_by_number_title_and_wording(office: Office) -> None:
    title = "明湖市教育局关于印发2025年义务教育招生计划的通知"
    row = make_publication(title, unit=office.unit, doc_no="明教发〔2025〕7号")
    for wanted in (
        "明教发[2025]7号",
        f"《{title}》",
        "关于印发2025年义务教育招生计划的通知",
    ):
        found = similar_to(registered(office.unit, wanted=wanted))
        public = [one for one in found if one.kind == SimilarKind.PUBLIC]
        assert [one.publication for one in public] == [row], wanted
        assert "条例第三十六条第一项" in public[0].why


def test_what_is_not_public_is_never_pointed_out(office: Office) -> None:
    row = make_publication("招生计划草案的通知", unit=office.unit)
    row.state = State.DRAFT
    row.save()
    assert similar_to(registered(office.unit, wanted="《招生计划草案的通知》")) == []


def test_nothing_is_refused(office: Office) -> None:
    for _ in range(3):
        assert registered(office.unit).stage == Stage.REGISTERED


def test_the_cost_does_not_grow_with_the_cases(
    office: Office, django_assert_num_queries: Callable[..., Any]
) -> None:
    first = registered(office.unit)
    registered(office.unit)
    with django_assert_num_queries(5):
        similar_to(first)
    for _ in range(3):
        registered(office.unit, **OTHER)
    fresh = DisclosureRequest.objects.select_related("application").get(pk=first.pk)
    with django_assert_num_queries(5):
        assert len(similar_to(fresh)) == 4


def test_the_most_alike_stand_first_and_at_most_five_of_a_kind(office: Office) -> None:
    for number in range(7):
        registered(office.unit, wanted=f"{MATTER}" + ("及说明" if number % 2 else ""))
    found = similar_to(registered(office.unit))
    assert len(found) == 5
    assert [one.score for one in found[:4]] == [1.0] * 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我要举报某校乱收费，请依法查处", 2),
        ("请求解决我家孩子的入学问题", 1),
        ("投诉某校教师，要求赔偿", 2),
        ("请问你局为什么不批准", 1),
        ("还我公道", 1),
        ("2025年信访事项统计", 0),
        ("举报电话和投诉渠道", 0),
        ("信访工作制度、举报办理流程", 0),
        (MATTER, 0),
        ("信访统计表，另外我要信访", 1),
    ],
)
def test_texts_that_look_like_petitions_are_hinted_with_the_reason(text: str, count: int) -> None:
    hints = petition_hint(text)
    assert len(hints) == count
    assert all(hint.startswith("文中有“") and hint.endswith("请看全文后判断。") for hint in hints)


def test_requests_of_a_person_are_counted_by_unit_and_month(
    office: Office, on_day: OnDay, settings: Any
) -> None:
    on_day(dt.date(2026, 2, 27))
    registered(office.unit)
    on_day(DAY)
    registered(office.city.finance)
    registered(office.unit, **OTHER)
    registered(office.unit)
    case = registered(office.unit)
    assert monthly_count_of(case) == 2
    settings.FOI_MANY_A_MONTH = 2
    assert duplicates.many_hint(case) == ""
    settings.FOI_MANY_A_MONTH = 1
    assert duplicates.many_hint(case) == (
        "该申请人在2026年3月已向本机关提出2件申请。数量多本身不是不予处理的理由；"
        "明显超过合理范围的，可以要求说明理由（条例第三十五条）。"
    )


def test_an_unregistered_request_counts_itself(office: Office, settings: Any) -> None:
    registered(office.unit)
    settings.FOI_AUTO_RECEIPT = False
    assert monthly_count_of(registered(office.unit)) == 2


def test_parts_of_one_application_count_one_by_one(office: Office) -> None:
    case = registered(office.unit)
    intake.split(case, matters=["招生计划", "制定依据"], by=office.registrar)
    assert monthly_count_of(case) == 2
