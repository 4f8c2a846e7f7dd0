"""What a draft forwards, rests on, supplements, explains: services and the panel on its page."""

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.base.models import Event, User
from gongkai.base.refusal import Refusal
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.services import content, drafts, interpretation
from gongkai.publishing.states import InterpretationForm, RelationKind, State
from tests.cast import People
from tests.publishing.drafting.factories import form_of, make_draft, page_of, words
from tests.publishing.factories import make_publication, relate

pytestmark = pytest.mark.django_db

TITLE = "关于加强课后服务管理的意见"


def fresh(row: Publication) -> Publication:
    return Publication.objects.get(pk=row.pk)


def noted(row: Publication, by: User, kind: RelationKind, **words: str) -> Relation:
    row = fresh(row)
    return drafts.relate(row, by=by, seen=row.row_version, kind=kind, **words)


def public(**facts: object) -> Publication:
    return make_publication(TITLE, doc_no="明政发〔2024〕5号", **facts)


# -- the services


@pytest.mark.parametrize(
    "words",
    [
        {"number": "明政发[2024]5号"},
        {"title": f"《{TITLE}》"},
        {"number": "明政发〔2024〕5号", "title": TITLE},
        {"number": "address"},
    ],
)
def test_the_target_is_found_by_number_title_and_address(
    clerk: User, words: dict[str, str]
) -> None:
    target, row = public(), make_draft(clerk)
    if words.get("number") == "address":
        words = {"number": f"https://www.example.gov.cn/d/{target.code}/"}
    made = noted(row, clerk, RelationKind.BASED_ON, **words)
    assert (made.target, made.target_doc_no, made.target_title) == (
        target, "明政发〔2024〕5号", TITLE,
    )  # fmt: skip
    event = Event.objects.filter(subject_id=str(row.pk)).order_by("seq").last()
    assert event is not None
    assert (event.act, event.note, event.data) == (
        "登记关系：依据", f"《{TITLE}》明政发〔2024〕5号", {"kind": "based_on"},
    )  # fmt: skip
    assert fresh(row).row_version == row.row_version + 1


def test_what_the_library_has_not_is_kept_by_its_words(clerk: User) -> None:
    row = make_draft(clerk)
    made = noted(
        row, clerk, RelationKind.FORWARDS, number="国办发[2026]9号", title="《关于甲的通知》"
    )
    assert (made.target, made.target_doc_no, made.target_key, made.target_title) == (
        None, "国办发〔2026〕9号", "国办发〔2026〕9号", "关于甲的通知",
    )  # fmt: skip


def test_what_only_others_see_is_bound_and_not_told(
    clerk: User, clerk_of_another_unit: User, as_user: type[Client]
) -> None:
    hidden = make_publication(
        "未公开的内部文件", doc_no="明财发〔2026〕1号", state=State.DRAFT,
        unit=clerk_of_another_unit.unit, attribute="unknown",
    )  # fmt: skip
    row = make_draft(clerk)
    made = noted(row, clerk, RelationKind.BASED_ON, number="明财发〔2026〕1号")
    assert (made.target, made.target_title) == (hidden, "")
    page = as_user(clerk).get(reverse("desk_draft", args=[row.pk]))
    assert "未公开的内部文件" not in page.content.decode()
    assert "文件库里没有，按填写的内容显示。" in words(page)


def test_forwarding_is_part_of_what_is_reviewed_and_the_rest_is_not(clerk: User) -> None:
    row, target = make_draft(clerk), public()
    before = content.digest(fresh(row))
    noted(row, clerk, RelationKind.BASED_ON, number="明政发〔2024〕5号")
    noted(row, clerk, RelationKind.SUPPORTS, number="明政发〔2024〕5号")
    noted(row, clerk, RelationKind.EXPLAINS, number="明政发〔2024〕5号")
    assert (content.digest(fresh(row)), row.versions.count()) == (before, 1)
    made = noted(row, clerk, RelationKind.FORWARDS, number="明政发〔2024〕5号")
    assert (content.digest(fresh(row)) == before, row.versions.count()) == (False, 2)
    drafts.unrelate(fresh(row), by=clerk, seen=fresh(row).row_version, relation=made.pk)
    assert (content.digest(fresh(row)), row.versions.count()) == (before, 3)
    assert row.relations_out.filter(target=target).count() == 3


def test_what_was_there_is_refused_a_second_time(clerk: User) -> None:
    row = make_draft(clerk)
    public()
    noted(row, clerk, RelationKind.BASED_ON, number="明政发〔2024〕5号")
    noted(row, clerk, RelationKind.BASED_ON, title="关于甲的通知")
    for again in ({"title": TITLE}, {"title": "《关于甲的通知》"}):
        with pytest.raises(Refusal, match="“依据”这份文件已经登记过"):
            noted(row, clerk, RelationKind.BASED_ON, **again)
    noted(row, clerk, RelationKind.SUPPORTS, title=TITLE)
    assert row.relations_out.count() == 3


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({}, "relation_number", "至少填一样"),
        ({"number": "关于甲的通知"}, "relation_number", "不像发文字号，也不是网址"),
        ({"number": "/d/zzzz/"}, "relation_number", "文件库里没有网址“/d/zzzz/”的文件"),
        ({"number": "明政发〔2024〕5号", "title": "别的标题"}, "relation_title", f"是《{TITLE}》"),
        ({"title": "长" * 501}, "relation_title", "标题有501个字"),
        ({"title": "重名的通知"}, "relation_title", "有几份文件符合，请改填其中一份的网址：《重名的通知》（/d/"),
        ({"title": "关于调整办理时间的公告"}, "relation_number", "不能与自己有关系"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_a_sentence(
    clerk: User, given: dict[str, str], field: str, sentence: str
) -> None:
    public()
    for _ in range(2):
        make_publication("重名的通知")
    row = make_draft(clerk)
    with pytest.raises(Refusal) as refused:
        noted(row, clerk, RelationKind.BASED_ON, **given)
    assert (refused.value.field, sentence in refused.value.sentence) == (field, True)
    assert row.relations_out.count() == 0


@pytest.mark.parametrize("kind", [*sorted(RelationKind.changing()), "interprets", "extends"])
def test_what_changes_validity_is_registered_elsewhere(clerk: User, kind: str) -> None:
    row, target = make_draft(clerk), public()
    with pytest.raises(Refusal, match="请在“立改废”页登记"):
        noted(row, clerk, RelationKind(kind), title=TITLE)
    held = relate(row, RelationKind(kind), target)
    with pytest.raises(Refusal, match="没有这条文件关系"):
        drafts.unrelate(row, by=clerk, seen=row.row_version, relation=held.pk)


def test_relations_stand_still_while_the_text_does(clerk: User) -> None:
    row = make_draft(clerk)
    made = noted(row, clerk, RelationKind.BASED_ON, title="关于甲的通知")
    seen = fresh(row).row_version
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        drafts.relate(row, by=clerk, seen=seen - 1, kind=RelationKind.BASED_ON, title="乙")
    Publication.objects.filter(pk=row.pk).update(state=State.REVIEWING)
    row = fresh(row)
    with pytest.raises(Refusal, match="现在是“审校中”，不能改动文件关系"):
        drafts.relate(row, by=clerk, seen=seen, kind=RelationKind.BASED_ON, title="乙")
    with pytest.raises(Refusal, match="现在是“审校中”，不能改动文件关系"):
        drafts.unrelate(row, by=clerk, seen=seen, relation=made.pk)


def test_interpretations_and_corrections_keep_none_of_their_own(
    clerk: User, as_user: type[Client]
) -> None:
    beside = interpretation.start(make_draft(clerk), by=clerk, form=InterpretationForm.TEXT)
    corrected = drafts.start_correction(make_publication(unit=clerk.unit), by=clerk)
    for row in (beside, corrected):
        with pytest.raises(Refusal, match="解读和更正稿不登记文件关系"):
            noted(row, clerk, RelationKind.BASED_ON, title=TITLE)
        page = as_user(clerk).get(reverse("desk_draft", args=[row.pk]))
        assert page_of(page).xpath('//*[@id="relations"]') == []


# -- the panel


def test_a_relation_is_added_and_taken_off_while_the_typed_text_waits(
    clerk: User, as_user: type[Client]
) -> None:
    row, client, target = make_draft(clerk), as_user(clerk), public()
    address = reverse("desk_draft", args=[row.pk])
    data = form_of(client.get(address)) | {
        "title": "还没保存的标题", "relation_kind": "forwards",
        "relation_number": "明政发〔2024〕5号", "act": "relate",
    }  # fmt: skip
    added = client.post(address, data)
    assert "已登记“转发”的文件。" in words(added)
    again = form_of(added)
    assert (again["title"], again["relation_number"]) == ("还没保存的标题", "")
    link = page_of(added).xpath('//*[@id="relations"]//li//a/@href')
    assert link == [reverse("desk_publication", args=[target.pk])]
    (act,) = page_of(added).xpath('//button[starts-with(@value,"unrelate:")]/@value')
    removed = client.post(address, again | {"act": act})
    assert "这条文件关系已移去。" in words(removed)
    assert (form_of(removed)["title"], row.relations_out.count()) == ("还没保存的标题", 0)
    assert client.post(address, form_of(removed) | {"act": "save"}).status_code == 302
    assert fresh(row).title == "还没保存的标题"


def test_a_refused_relation_is_said_at_its_field_and_stays_typed(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    address = reverse("desk_draft", args=[row.pk])
    data = form_of(client.get(address)) | {"relation_number": "甲乙丙", "act": "relate"}
    response = client.post(address, data)
    assert response.status_code == 409
    (error,) = page_of(response).xpath('//*[@id="id_relation_number_error"]')
    assert "不像发文字号" in error.text_content()
    assert form_of(response)["relation_number"] == "甲乙丙"
    kept = client.post(address, form_of(response) | {"act": "proofread"})
    assert form_of(kept)["relation_number"] == "甲乙丙"
    changed = client.post(address, data | {"relation_kind": "repeals"})
    assert (changed.status_code, "修改、废止等在“立改废”页登记" in words(changed)) == (422, True)


def test_what_is_not_in_the_library_is_said(clerk: User, as_user: type[Client]) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    address = reverse("desk_draft", args=[row.pk])
    data = form_of(client.get(address)) | {"relation_title": "关于甲的通知", "act": "relate"}
    assert "文件库里没有这份文件，先按填写的字号和标题记下。" in words(client.post(address, data))


def test_who_may_not_write_the_text_relates_nothing(people: People, as_user: type[Client]) -> None:
    row = make_draft(people.clerk)
    address = reverse("desk_draft", args=[row.pk])
    data = {"act": "relate", "relation_kind": "based_on", "relation_title": "关于甲的通知"}
    assert as_user(people.signer).post(address, data).status_code == 403
    assert as_user(people.clerk_of_another_unit).post(address, data).status_code == 404
    assert Relation.objects.count() == 0
