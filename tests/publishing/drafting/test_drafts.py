"""Services of the drafting table: each exit once."""

import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone

from gongkai.base.models import Event, OutboxEntry, StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.publishing import richtext
from gongkai.publishing.models import (
    EditingSession,
    Picture,
    PreviewLink,
    Publication,
    PublicationText,
)
from gongkai.publishing.services import content, drafts, interpretation
from gongkai.publishing.states import Attribute, DraftSight, InterpretationForm, Kind, State
from tests.cast import People
from tests.publishing.drafting.factories import BODY, make_draft
from tests.publishing.factories import make_publication

pytestmark = pytest.mark.django_db


def acts(row: Publication) -> list[str]:
    return list(
        Event.objects.filter(subject_id=str(row.pk)).order_by("seq").values_list("act", flat=True)
    )


def text_of(row: Publication) -> PublicationText:
    return PublicationText.objects.get(publication=row)


# -- create and save


def test_a_new_draft_has_text_elements_and_a_first_version(clerk: User) -> None:
    row = make_draft(clerk, doc_no="明教发[2026]3号", issuers=["明湖市教育局"])
    assert (row.state, row.attribute, row.unit) == (State.DRAFT, Attribute.UNKNOWN, clerk.unit)
    assert row.document.doc_no == "明教发〔2026〕3号"
    assert text_of(row).plain == BODY
    assert list(row.versions.values_list("number", "note", "made_by")) == [(1, "起草", clerk.pk)]
    assert acts(row) == ["起草"]


def test_what_is_no_document_has_no_elements(clerk: User) -> None:
    row = make_draft(clerk, kind=Kind.INFORMATION, doc_no="明教发〔2026〕3号")
    assert getattr(row, "document", None) is None


def test_saving_writes_only_what_is_named(clerk: User) -> None:
    row = make_draft(clerk, summary="一句话。", addressees=["各区县教育局"])
    saved = drafts.save(row, by=clerk, seen=row.row_version, facts={"title": "新标题"})
    assert (saved.title, saved.summary, saved.row_version) == (
        "新标题",
        "一句话。",
        row.row_version + 1,
    )
    assert saved.document.addressees == ["各区县教育局"]
    assert text_of(row).plain == BODY
    assert acts(row) == ["起草", "保存草稿"]


def test_the_same_content_makes_no_second_version(clerk: User) -> None:
    row = make_draft(clerk)
    drafts.save(row, by=clerk, seen=row.row_version, facts={"title": row.title})
    assert row.versions.count() == 1


def test_saving_on_an_old_page_is_refused_and_changes_nothing(clerk: User) -> None:
    row = make_draft(clerk)
    drafts.save(row, by=clerk, seen=row.row_version, facts={"title": "先存的"})
    with pytest.raises(Refusal, match="这份草稿刚刚被别人改过"):
        drafts.save(row, by=clerk, seen=row.row_version, facts={"title": "后存的"})
    assert Publication.objects.get(pk=row.pk).title == "先存的"


@pytest.mark.parametrize("state", [State.REVIEWING, State.SIGNED, State.FILED, State.RELEASED, State.WITHDRAWN, State.MERGED, State.DISCARDED])  # fmt: skip
def test_only_a_draft_is_saved_by_who_drafted_it(clerk: User, state: State) -> None:
    row = make_publication(state=state, unit=clerk.unit, created_by=clerk)
    with pytest.raises(Refusal, match="不能改动内容"):
        drafts.save(row, by=clerk, seen=row.row_version, facts={"title": "改"})


def test_days_that_contradict_each_other_are_refused_even_one_by_one(clerk: User) -> None:
    row = make_draft(clerk, effective_on=dt.date(2026, 6, 1))
    with pytest.raises(Refusal, match="有效期截止日期2026年5月1日早于施行日期2026年6月1日"):
        drafts.save(row, by=clerk, seen=row.row_version, facts={"expires_on": dt.date(2026, 5, 1)})


def test_rich_text_is_cleaned_and_the_rest_follows_from_it(clerk: User) -> None:
    row = make_draft(clerk)
    html = (
        '<p onclick="x()">第一段。</p><script>alert(1)</script><table><tr><td>甲</td></tr></table>'
    )
    drafts.save(row, by=clerk, seen=row.row_version, facts={"html": html})
    text = text_of(row)
    assert "onclick" not in text.html
    assert "script" not in text.html
    assert text.plain == "第一段。\n甲"
    assert (text.plain, text.outline, text.tables) == (
        richtext.plain(text.html), richtext.outline(text.html), richtext.tables(text.html),
    )  # fmt: skip


def test_task_tables_stay_when_the_text_is_written_in_the_editor(clerk: User) -> None:
    task = {
        "title": "任务表",
        "year": 2026,
        "tasks": [{"requirement": "建成三处口袋公园。", "units": []}],
    }
    facts = {"outline": [], "plain": "建成三处口袋公园。", "tables": [task]}
    row = drafts.create(by=clerk, unit=clerk.unit, title="分工", facts=facts)
    drafts.save(row, by=clerk, seen=row.row_version, facts={"html": "<p>导语。</p>"})
    assert text_of(row).tables == [task]
    assert "建成三处口袋公园。" in text_of(row).plain


def test_too_much_text_is_refused_with_a_sentence(clerk: User) -> None:
    row = make_draft(clerk)
    with pytest.raises(Refusal) as refused:
        drafts.save(row, by=clerk, seen=row.row_version, facts={"html": "<p>字</p>" * 40_000})
    assert (refused.value.field, refused.value.status) == ("body", 413)
    assert text_of(row).plain == BODY


def test_a_picture_of_somebody_else_is_refused(clerk: User, clerk_of_another_unit: User) -> None:
    file = StoredFile.objects.create(
        zone="public", sha256="0" * 64, size=1, media_type="image/png", name="图片.png",
        stored_by=clerk_of_another_unit,
    )  # fmt: skip
    Picture.objects.create(file=file, alt="图", width=1, height=1, unit=clerk_of_another_unit.unit)
    row = make_draft(clerk)
    html = f'<p>甲</p><img data-file="{file.pk}" alt="图">'
    with pytest.raises(Refusal, match="不在您可以使用的图片中"):
        drafts.save(row, by=clerk, seen=row.row_version, facts={"html": html})


def test_typed_lines_that_bear_a_secrecy_mark_are_refused(clerk: User) -> None:
    row = make_draft(clerk)
    with pytest.raises(Refusal, match="涉密文件不得导入"):
        drafts.save(row, by=clerk, seen=row.row_version, facts={"body": "机密★10年\n正文。"})


def test_a_draft_is_told_to_no_reader_of_the_outbox_by_name(clerk: User) -> None:
    before = OutboxEntry.objects.count()
    make_draft(clerk)
    assert OutboxEntry.objects.count() == before


# -- versions


def test_going_back_keeps_what_is_replaced(clerk: User) -> None:
    row = make_draft(clerk, doc_no="明教发〔2026〕3号")
    saved = drafts.save(
        row, by=clerk, seen=row.row_version,
        facts={"title": "二", "body": "第二版正文。", "doc_no": "", "signed_on": dt.date(2026, 5, 6)},
    )  # fmt: skip
    back = drafts.restore(row, by=clerk, seen=saved.row_version, number=1)
    assert (back.title, text_of(row).plain) == (row.title, BODY)
    document = Publication.objects.select_related("document").get(pk=row.pk).document
    assert (document.doc_no, document.signed_on) == ("明教发〔2026〕3号", None)
    digests = list(row.versions.order_by("number").values_list("digest", flat=True))
    assert len(digests) == 3
    assert digests[0] == digests[2] == content.digest(Publication.objects.get(pk=row.pk))


def test_going_back_on_an_old_page_to_nothing_and_out_of_turn_is_refused(clerk: User) -> None:
    row = make_draft(clerk)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        drafts.restore(row, by=clerk, seen=0, number=1)
    with pytest.raises(Refusal, match="没有第9版"):
        drafts.restore(row, by=clerk, seen=row.row_version, number=9)
    Publication.objects.filter(pk=row.pk).update(state=State.SIGNED)
    with pytest.raises(Refusal, match="现在是“已签发待发布”，不能恢复以前的版本"):
        drafts.restore(row, by=clerk, seen=row.row_version, number=1)


# -- sessions


def test_what_is_typed_is_kept_without_version_and_event(clerk: User) -> None:
    row = make_draft(clerk)
    drafts.autosave(row, by=clerk, typed={"title": ["没保存的"]}, base=row.row_version)
    kept = EditingSession.objects.get(publication=row, user=clerk)
    assert (kept.typed, kept.base_version) == ({"title": ["没保存的"]}, row.row_version)
    assert (row.versions.count(), acts(row)) == (1, ["起草"])


def test_opening_the_page_again_keeps_what_was_typed(clerk: User) -> None:
    row = make_draft(clerk)
    drafts.autosave(row, by=clerk, typed={"title": ["没保存的"]}, base=row.row_version)
    assert drafts.open_session(row, by=clerk).typed == {"title": ["没保存的"]}
    drafts.drop_typed(row, by=clerk)
    assert EditingSession.objects.get(publication=row, user=clerk).typed == {}


def test_saving_ends_what_is_kept_of_this_person_only(people: People) -> None:
    row = make_draft(people.clerk)
    for user in (people.clerk, people.handler):
        drafts.autosave(row, by=user, typed={"title": [user.name]}, base=row.row_version)
    drafts.save(row, by=people.clerk, seen=row.row_version, facts={"title": "存了"})
    kept = {s.user.name: s.typed for s in EditingSession.objects.select_related("user")}
    assert kept == {"陈信息": {}, "韩承办": {"title": ["韩承办"]}}


def test_too_much_and_what_may_not_be_changed_is_not_kept(clerk: User) -> None:
    row = make_draft(clerk)
    with pytest.raises(Refusal, match="自动保存没有成功；请先点“保存草稿”"):
        drafts.autosave(row, by=clerk, typed={"body": ["字" * 2_000_001]}, base=1)
    Publication.objects.filter(pk=row.pk).update(state=State.SIGNED)
    row.refresh_from_db()
    with pytest.raises(Refusal, match="现在不能改动"):
        drafts.autosave(row, by=clerk, typed={}, base=1)


def test_somebody_heard_of_long_ago_is_not_at_it(people: People) -> None:
    row = make_draft(people.clerk)
    drafts.open_session(row, by=people.handler)
    assert [s.user.name for s in drafts.others_editing(row, people.clerk)] == ["韩承办"]
    EditingSession.objects.update(seen_at=timezone.now() - drafts.PRESENT - dt.timedelta(seconds=1))
    assert drafts.others_editing(row, people.clerk) == []


# -- sight and links


def test_limiting_names_the_readers_always_with_drafter_and_doer(people: People) -> None:
    row = make_draft(people.clerk)
    drafts.limit_sight(
        row, by=people.handler, sight=DraftSight.PERSONS, readers=[people.openness], remark="敏感。"
    )
    row.refresh_from_db()
    assert row.limited_to == DraftSight.PERSONS
    assert {user.name for user in row.readers.all()} == {"陈信息", "韩承办", "龚公开"}
    opened = drafts.limit_sight(
        row, by=people.handler, sight=DraftSight.UNIT, readers=[], remark="不再敏感。"
    )
    assert (opened.limited_to, opened.readers.count()) == (DraftSight.UNIT, 0)
    assert acts(row) == ["起草", "调整草稿可见范围", "调整草稿可见范围"]


def test_limiting_takes_the_companion_along(people: People) -> None:
    row = make_draft(people.clerk)
    beside = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    drafts.limit_sight(
        row, by=people.clerk, sight=DraftSight.PERSONS, readers=[people.clerk], remark="敏感。"
    )
    beside.refresh_from_db()
    assert beside.limited_to == DraftSight.PERSONS


@pytest.mark.parametrize(
    ("readers", "remark", "sentence"),
    [(True, "", "请写明调整可见范围的原因"), (False, "敏感。", "请至少指定一位可以看的同志")],
)
def test_limiting_without_remark_or_persons_is_refused(
    people: People, readers: bool, remark: str, sentence: str
) -> None:
    row = make_draft(people.clerk)
    named = [people.handler] if readers else []
    with pytest.raises(Refusal, match=sentence):
        drafts.limit_sight(
            row, by=people.clerk, sight=DraftSight.PERSONS, readers=named, remark=remark
        )


def test_what_is_released_is_not_limited_and_has_no_link(clerk: User) -> None:
    row = make_publication(unit=clerk.unit)
    with pytest.raises(Refusal, match="不再需要限定可见范围"):
        drafts.limit_sight(row, by=clerk, sight=DraftSight.PERSONS, readers=[clerk], remark="试。")
    with pytest.raises(Refusal, match="不需要预览链接"):
        drafts.share_link(row, by=clerk)


def test_the_token_of_a_link_is_stored_nowhere(clerk: User) -> None:
    row = make_draft(clerk)
    link, token = drafts.share_link(row, by=clerk, note="请审阅")
    stored = [str(value) for value in PreviewLink.objects.values().get(pk=link.pk).values()]
    assert not any(token in value for value in stored)
    assert token not in str(list(Event.objects.values_list("note", "data")))
    assert drafts.by_token(token) == row
    assert drafts.by_token("x" + token) is None
    assert drafts.by_token(token[1:]) is None


def test_a_link_revoked_twice_is_written_down_once(clerk: User) -> None:
    row = make_draft(clerk)
    link, token = drafts.share_link(row, by=clerk)
    first = drafts.revoke_link(link, by=clerk).revoked_at
    assert drafts.revoke_link(link, by=clerk).revoked_at == first
    assert drafts.by_token(token) is None
    assert acts(row) == ["起草", "建立预览链接", "撤销预览链接"]


# -- attachments


@pytest.fixture
def ready(own_files: Any, clerk: User) -> Any:
    """Makes a prepared file with these words."""

    def prepare(name: str = "申请表.txt", words: str = "姓名") -> StoredFile:
        return drafts.prepare_file(io.BytesIO(words.encode()), name=name, by=clerk)

    return prepare


def test_attached_is_the_public_copy_and_the_original_is_kept(clerk: User, ready: Any) -> None:
    row = make_draft(clerk)
    item = drafts.attach(row, by=clerk, seen=row.row_version, copy=ready(), title="")
    assert (item.number, item.title, item.attribute) == (1, "申请表", Attribute.PROACTIVE)
    assert (item.file.zone, item.file.made_from.zone) == ("public", "original")
    assert [v.content["attachments"] == [] for v in row.versions.order_by("number")] == [
        True,
        False,
    ]


def test_those_behind_a_removed_attachment_move_up(clerk: User, ready: Any) -> None:
    row = make_draft(clerk)
    for number, name in enumerate(("甲.txt", "乙.txt", "丙.txt")):
        drafts.attach(row, by=clerk, seen=row.row_version + number, copy=ready(name, name))
    row.refresh_from_db()
    drafts.detach(row, by=clerk, seen=row.row_version, number=1)
    assert list(row.attachments.values_list("number", "title")) == [(1, "乙"), (2, "丙")]


def test_going_back_brings_a_removed_attachment_again(clerk: User, ready: Any) -> None:
    row = make_draft(clerk)
    drafts.attach(row, by=clerk, seen=row.row_version, copy=ready())
    row.refresh_from_db()
    gone = drafts.detach(row, by=clerk, seen=row.row_version, number=1)
    drafts.restore(row, by=clerk, seen=gone.row_version, number=2)
    assert list(row.attachments.values_list("number", "title")) == [(1, "申请表")]


def test_an_attachment_that_is_not_there_or_was_changed_meanwhile_is_not_taken_off(
    clerk: User, ready: Any
) -> None:
    row = make_draft(clerk)
    drafts.attach(row, by=clerk, seen=row.row_version, copy=ready())
    row.refresh_from_db()
    with pytest.raises(Refusal, match="没有附件7"):
        drafts.detach(row, by=clerk, seen=row.row_version, number=7)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        drafts.detach(row, by=clerk, seen=0, number=1)


def described(row: Publication, by: User, **wanted: str) -> Publication:
    """The draft saved with this said of its only attachment."""
    fresh = Publication.objects.get(pk=row.pk)
    pk = fresh.attachments.get().pk
    return drafts.save(fresh, by=by, seen=fresh.row_version, facts={"attachments": {pk: wanted}})


def test_title_and_attribute_of_an_attachment_are_saved_with_the_draft(
    clerk: User, ready: Any
) -> None:
    row = make_draft(clerk)
    drafts.attach(row, by=clerk, seen=row.row_version, copy=ready())
    before = content.digest(Publication.objects.get(pk=row.pk))
    described(row, clerk, title=" 申请  表（2026年） ", attribute="withheld")
    assert list(row.attachments.values_list("title", "attribute")) == [
        ("申请 表（2026年）", "withheld")
    ]
    assert content.digest(Publication.objects.get(pk=row.pk)) != before
    event = Event.objects.filter(subject_id=str(row.pk)).order_by("seq").last()
    assert event is not None
    assert (event.act, event.data["attachments"]) == (
        "保存草稿", ["附件1：申请 表（2026年），不予公开"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"title": " "}, "附件1还没有名称"),
        ({"title": "长" * 201}, "附件名称有201个字"),
        ({"attribute": "unknown"}, "请选择附件1的公开属性"),
        ({"attribute": "secret"}, "请选择附件1的公开属性"),
    ],
)
def test_what_cannot_be_said_of_an_attachment_is_refused(
    clerk: User, ready: Any, wanted: dict[str, str], sentence: str
) -> None:
    row = make_draft(clerk)
    drafts.attach(row, by=clerk, seen=row.row_version, copy=ready())
    with pytest.raises(Refusal, match=sentence):
        described(row, clerk, **wanted)
    assert list(row.attachments.values_list("title", "attribute")) == [("申请表", "proactive")]


def test_an_attachment_nobody_decided_about_does_not_stand_against_saving(
    clerk: User, ready: Any
) -> None:
    row = make_draft(clerk)
    drafts.attach(row, by=clerk, seen=row.row_version, copy=ready())
    row.attachments.update(attribute=Attribute.UNKNOWN)
    described(row, clerk, title="名册", attribute="unknown")
    assert list(row.attachments.values_list("title", "attribute")) == [("名册", "unknown")]


def test_no_attachment_is_added_without_an_attribute_of_the_three(clerk: User, ready: Any) -> None:
    row = make_draft(clerk)
    with pytest.raises(Refusal, match="请选择这个附件的公开属性"):
        drafts.attach(
            row, by=clerk, seen=row.row_version, copy=ready(), attribute=Attribute.UNKNOWN
        )


# -- what nobody comes back to


def test_old_sessions_and_those_of_settled_texts_are_forgotten(people: People) -> None:
    now, rows = timezone.now(), {}
    for name, state, days in (
        ("fresh", State.DRAFT, 0), ("recent", State.REVIEWING, 29), ("old", State.DRAFT, 31),
        ("released", State.RELEASED, 0), ("discarded", State.DISCARDED, 0),
    ):  # fmt: skip
        rows[name] = make_publication(name, state=state, unit=people.clerk.unit)
        EditingSession.objects.create(
            publication=rows[name], user=people.clerk, seen_at=now - dt.timedelta(days=days),
            typed={"title": ["甲"]},
        )  # fmt: skip
    assert drafts.forget_sessions() == 3
    left = EditingSession.objects.order_by("pk").values_list("publication__title", flat=True)
    assert list(left) == ["fresh", "recent"]
    assert drafts.forget_sessions() == 0


# -- corrections


def test_a_correction_begins_with_the_content_of_what_it_corrects(clerk: User) -> None:
    original = make_publication(
        unit=clerk.unit, doc_no="明教发〔2024〕7号", issuers=["明湖市教育局"], text="原文。",
        contact="0000-1234567", addressees=["各区县教育局"],
    )  # fmt: skip
    row = drafts.start_correction(original, by=clerk)
    row = Publication.objects.select_related("document", "text").get(pk=row.pk)
    assert (row.corrects_id, row.state, row.attribute) == (
        original.pk,
        State.DRAFT,
        Attribute.UNKNOWN,
    )
    assert (row.document.doc_no, row.document.contact) == ("明教发〔2024〕7号", "0000-1234567")
    assert content.snapshot(row) == content.snapshot(Publication.objects.get(pk=original.pk))
    assert Publication.objects.get(pk=original.pk).state == State.RELEASED


def test_a_second_correction_beside_an_open_one_is_refused(clerk: User) -> None:
    original = make_publication(unit=clerk.unit)
    first = drafts.start_correction(original, by=clerk)
    with pytest.raises(Refusal, match="已有一份更正稿在办理"):
        drafts.start_correction(original, by=clerk)
    Publication.objects.filter(pk=first.pk).update(state=State.DISCARDED)
    assert drafts.start_correction(original, by=clerk).corrects_id == original.pk


def test_what_is_not_released_is_not_corrected(clerk: User) -> None:
    with pytest.raises(Refusal, match="只有已发布的信息需要更正"):
        drafts.start_correction(make_draft(clerk), by=clerk)
