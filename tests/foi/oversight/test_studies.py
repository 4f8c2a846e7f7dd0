"""案例库: nobody is named in it, another person approves, like cases are found and used."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi.models import CaseStudy, Consultation, DisclosureRequest
from gongkai.foi.queries import studies as reads
from gongkai.foi.services import studies
from gongkai.foi.states import ConsultationKind, Stage, StudyState
from tests.foi.decide import way
from tests.foi.factories import Office, make_case
from tests.foi.oversight.helpers import post, signed_in

WANTED = "陈一诺（电话139 0000 0001，住明湖市东城区求是路8号）申请公开2025年度义务教育招生计划"
FACTS: dict[str, Any] = {
    "title": "招生计划是否公开",
    "facts": "申请人申请公开招生计划。",
    "issue": "招生计划是否属于内部事务信息。",
    "holding": "招生计划对外产生影响，应当公开。",
    "review_result": "",
    "grounds": ["E16-1a"],
    "keywords": ["招生"],
}


@pytest.fixture
def case(office: Office) -> DisclosureRequest:
    found = make_case(office.unit, Stage.CLOSED, handler=office.handler, wanted=WANTED)
    Consultation.objects.create(
        case=found, kind=ConsultationKind.THIRD_PARTY, ref="c1", name="明湖市某某公司",
        contact="王某 0531-86000001", question="问",
    )  # fmt: skip
    return found


def made(case: DisclosureRequest, office: Office, **changes: Any) -> CaseStudy:
    return studies.write(case, by=office.handler, unit=office.unit, facts=FACTS | changes)


def approved(case: DisclosureRequest, office: Office, **changes: Any) -> CaseStudy:
    row = made(case, office, **changes)
    return studies.approve(row, by=office.legal, seen=row.row_version)


def test_the_form_begins_with_the_case_and_without_its_people(
    office: Office, case: DisclosureRequest
) -> None:
    found = studies.prefill(case)
    text = " ".join(str(value) for value in found.values())
    assert "招生计划" in found["facts"]
    assert not any(word in text for word in ("陈一诺", "139", "求是路"))
    page = (
        signed_in(office.handler)
        .get(f"{reverse('desk_study_new')}?case={case.pk}")
        .content.decode()
    )
    assert not any(word in page for word in ("陈一诺", "求是路8号"))


def test_reasons_and_clauses_of_the_decision_are_taken_over(office: Office) -> None:
    case = way.whole_way(way.case_of(office), office, "D3-5")
    found = studies.prefill(case)
    assert (found["outcome"], found["grounds"]) == ("D3-5", ["E16-1a"])
    assert "属于上述情形。" in found["holding"]


def test_an_open_case_is_no_study(office: Office) -> None:
    with pytest.raises(Refusal, match="办结以后"):
        studies.prefill(make_case(office.unit, Stage.HANDLING))


@pytest.mark.parametrize(
    ("field", "text", "place"),
    [
        ("facts", "第一行\n陈一 诺来申请。", "“案情”第2行有申请人的姓名或者名称"),
        ("holding", "致电13900000001。", "“处理意见”第1行有申请人的电话"),
        ("issue", "明湖市某某公司不同意。", "“争议焦点”第1行有第三方的名称"),
        ("facts", "联系0531-86000001。", "“案情”第1行有第三方的联系方式"),
        ("title", "鲁A12345的处罚", "“标题”第1行有车牌号"),
        ("keywords", ["陈一诺"], "“关键词”第1行有申请人的姓名或者名称"),
    ],
)  # fmt: skip
def test_a_text_that_names_somebody_is_not_approved_and_the_place_is_told(
    office: Office, case: DisclosureRequest, field: str, text: Any, place: str
) -> None:
    row = made(case, office, **{field: text})
    with pytest.raises(Refusal) as refused:
        studies.approve(row, by=office.legal, seen=0)
    assert place in refused.value.sentence
    assert "陈一诺" not in refused.value.sentence
    row.refresh_from_db()
    assert row.state == StudyState.DRAFT


def test_whoever_wrote_or_changed_it_does_not_approve(
    office: Office, case: DisclosureRequest
) -> None:
    row = studies.write(case, by=office.head, unit=office.unit, facts=FACTS)
    row = studies.revise(row, by=office.legal, seen=0, facts=FACTS | {"title": "另一个标题"})
    for person in (office.head, office.legal):
        with pytest.raises(Forbidden):
            studies.approve(row, by=person, seen=1)
    studies.approve(row, by=office.authority, seen=1)


def test_a_changed_study_waits_again_and_is_found_no_more(
    office: Office, case: DisclosureRequest
) -> None:
    row = approved(case, office)
    assert [one.pk for one in reads.like_case(case)] == [row.pk]
    studies.revise(row, by=office.handler, seen=row.row_version, facts=FACTS)
    assert reads.like_case(case) == []


def test_the_search_ranks_by_what_is_common(office: Office, case: DisclosureRequest) -> None:
    near = approved(case, office)
    far = approved(case, office, title="道路施工合同", facts="道路施工合同的金额。", issue="金额是否商业秘密。", holding="金额公开。", grounds=["E15-1"], keywords=[])  # fmt: skip
    rows = reads.visible_studies(office.stranger)
    assert [row.pk for row in reads.search(rows, "招生计划公开")] == [near.pk]
    assert [row.pk for row in reads.search(rows, "施工合同金额")] == [far.pk]
    assert [row.pk for row in reads.by_ground(rows, "E15-1")] == [far.pk]
    assert list(reads.search(rows, "？？")) == []


def test_drafts_are_for_the_unit_alone(office: Office, case: DisclosureRequest) -> None:
    row = made(case, office)
    assert [reads.visible_studies(user).count() for user in (office.legal, office.stranger, office.admin)] == [1, 0, 0]  # fmt: skip
    assert signed_in(office.stranger).get(reverse("desk_study", args=[row.pk])).status_code == 404


def test_cases_like_this_one_are_offered_and_taking_over_is_counted(
    office: Office, case: DisclosureRequest
) -> None:
    row = approved(case, office)
    other = make_case(office.unit, Stage.HANDLING, handler=office.handler)
    client = signed_in(office.handler)
    part = client.get(
        reverse("desk_studies_like"), {"case": other.pk}, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert ("招生计划对外产生影响" in part, "<html" in part) == (True, False)
    token = new_token()
    for _ in range(2):
        client.post(reverse("desk_study_use", args=[row.pk]), {"form_token": token})
    row.refresh_from_db()
    assert row.used == 1
    editor = client.get(reverse("desk_request_decision", args=[other.pk])).content.decode()
    assert reverse("desk_studies_like") in editor


def test_at_most_five_are_offered_and_the_same_outcome_comes_first(
    office: Office, case: DisclosureRequest
) -> None:
    rows = [approved(case, office) for _ in range(6)]
    CaseStudy.objects.filter(pk=rows[0].pk).update(outcome="D3-5")
    found = reads.like_case(case, "D3-5")
    assert (len(found), found[0].pk) == (5, rows[0].pk)


def test_cases_of_others_lend_no_studies_to_a_stranger(
    office: Office, case: DisclosureRequest
) -> None:
    client = signed_in(office.stranger)
    assert client.get(reverse("desk_studies_like"), {"case": case.pk}).status_code == 404
    assert client.get(reverse("desk_study_new"), {"case": case.pk}).status_code == 404


def test_the_pages_of_a_study(office: Office, case: DisclosureRequest) -> None:
    writer, legal = signed_in(office.handler), signed_in(office.legal)
    url = f"{reverse('desk_study_new')}?case={case.pk}"
    wrong = post(writer, url, **(FACTS | {"title": "", "keywords": "招生"}))
    assert (wrong.status_code, "招生计划对外产生影响" in wrong.content.decode()) == (422, True)
    made_at = post(writer, url, **(FACTS | {"keywords": "招生、计划"})).url
    assert post(writer, made_at, act="approve", seen=0).status_code == 403
    assert post(legal, made_at, act="approve", seen=0).status_code == 302
    assert post(legal, made_at, act="retire", seen=1).status_code == 409
    assert post(legal, made_at, act="retire", seen=1, reason="法律已经修改。").status_code == 302
    assert CaseStudy.objects.get().state == StudyState.RETIRED


def test_the_list_costs_the_same_for_one_study_and_three(
    office: Office, case: DisclosureRequest
) -> None:
    client = signed_in(office.handler)
    client.get(reverse("desk_studies"))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            approved(case, office)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("desk_studies"), {"q": "招生计划"})
        counts.append(len(seen))
    assert counts[0] == counts[1]
