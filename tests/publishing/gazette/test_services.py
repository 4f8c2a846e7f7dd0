"""Issues: what stands in them, proofs, publication, old issues, the alarm."""

import datetime as dt
import io

import pytest

from gongkai.base import jobs
from gongkai.base.models import Event, Notice, OutboxEntry, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file
from gongkai.base.todo import Todo
from gongkai.publishing import tasks_gazette
from gongkai.publishing.models import GazetteIssue, GazetteItem, GazetteSeries, Publication
from gongkai.publishing.queries import gazette as queries
from gongkai.publishing.render import bare_pdf
from gongkai.publishing.render import gazette as pdf_render
from gongkai.publishing.render.manuscript import edition_of
from gongkai.publishing.services import content, gazette
from gongkai.publishing.services.gazette import old
from gongkai.publishing.services.gazette import publication as release_module
from gongkai.publishing.states import GAZETTE_MOVES, GazetteAct, GazetteState, State
from gongkai.publishing.todo_gazette import gazette_todo
from tests.cast import City
from tests.publishing.gazette.factories import make_document, make_issue, make_series, publish, put


def titles(issue: GazetteIssue) -> list[str]:
    return [item.title for item in queries.in_order(issue, queries.entries_of(issue))]  # type: ignore[attr-defined]


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


@pytest.fixture
def three(city: City, issue: GazetteIssue) -> GazetteIssue:
    """甲、乙、丙 in the issue."""
    for number, title in enumerate("甲乙丙", 1):
        put(issue, make_document(city.education, title, doc_no=f"明教发〔2024〕{number}号"))
    return issue


# --- moves --------------------------------------------------------------------------------------


def test_the_table_of_moves_knows_one_act() -> None:
    assert GAZETTE_MOVES.allowed(GazetteState.DRAFT) == (GazetteAct.RELEASE,)
    assert GAZETTE_MOVES.final == (GazetteState.RELEASED,)


def test_nothing_of_a_published_issue_can_be_changed(
    three: GazetteIssue, city: City, authority: User
) -> None:
    three.state = GazetteState.RELEASED
    three.save()
    item = three.items.first()
    assert item is not None
    facts = {"year": 2024, "number": 2, "total_number": None, "editor": "", "published_on": None}
    for act in (
        lambda: gazette.add(three, make_document(city.education, "丁"), by=authority),
        lambda: gazette.remove(item, by=authority, reason="误收。"),
        lambda: gazette.move(item, by=authority, up=False),
        lambda: gazette.advance(item, by=authority),
        lambda: gazette.arrange(three, by=authority, seen=1, order=[]),
        lambda: gazette.order_proof(three, by=authority),
        lambda: gazette.edit_issue(three, by=authority, seen=1, **facts),
    ):
        with pytest.raises(Refusal, match="已经出版，内容不能再改"):
            act()
    with pytest.raises(Refusal, match="不能办理“出版”"):
        gazette.release(three, by=authority)
    assert Event.objects.count() == 0


# --- what stands in an issue --------------------------------------------------------------------


def test_a_public_document_is_added_with_the_text_it_has_now(
    issue: GazetteIssue, city: City, authority: User
) -> None:
    row = make_document(city.education)
    item = gazette.add(issue, row, by=authority, section="规章")
    assert (item.position, item.section, item.version.number) == (1, "规章", 1)
    row.title = "改过的标题"
    row.save()
    assert titles(issue) == ["供暖补贴办法"]
    assert acts() == ["收入公报"]


def test_a_draft_cannot_be_added_and_a_text_is_printed_once(
    issue: GazetteIssue, city: City, authority: User
) -> None:
    with pytest.raises(Refusal, match="现在没有公开，不能收入公报"):
        gazette.add(issue, make_document(city.education, state=State.DRAFT), by=authority)
    row = make_document(city.education, "乙")
    gazette.add(issue, row, by=authority)
    for other in (issue, make_issue(issue.series, 2)):
        with pytest.raises(Refusal, match="已经收入2024年第1期"):
            gazette.add(other, row, by=authority)


def test_a_corrected_text_may_be_printed_in_a_later_issue(
    issue: GazetteIssue, city: City, authority: User
) -> None:
    row = make_document(city.education)
    gazette.add(issue, row, by=authority)
    row.title = "供暖补贴办法（更正）"
    row.save()
    item = gazette.add(make_issue(issue.series, 2), row, by=authority)
    assert item.version.number == 2


def test_removing_asks_for_a_reason_that_is_kept(three: GazetteIssue, authority: User) -> None:
    item = three.items.get(position=2)
    with pytest.raises(Refusal, match="请写明把《乙》移出这一期的原因"):
        gazette.remove(item, by=authority, reason="  ")
    gazette.remove(item, by=authority, reason="改在下一期\n刊登。")
    assert titles(three) == ["甲", "丙"]
    assert Event.objects.get().note == "《乙》：改在下一期 刊登。"


def test_items_move_inside_their_section_and_stop_at_its_edge(
    three: GazetteIssue, authority: User
) -> None:
    first, second, third = three.items.order_by("position")
    gazette.move(third, by=authority, up=True)
    assert titles(three) == ["甲", "丙", "乙"]
    gazette.move(first, by=authority, up=True)
    gazette.move(second, by=authority, up=False)
    assert titles(three) == ["甲", "丙", "乙"]
    assert acts() == ["调整公报顺序"]


def test_a_new_order_puts_sections_as_the_series_has_them(
    three: GazetteIssue, authority: User
) -> None:
    first, second, third = three.items.order_by("position")
    order = [(first.pk, ""), (third.pk, "规范性文件"), (second.pk, "规章")]
    gazette.arrange(three, by=authority, seen=1, order=order)
    assert titles(three) == ["乙", "丙", "甲"]
    with pytest.raises(Refusal, match="刚刚有了变化"):
        gazette.arrange(three, by=authority, seen=1, order=order)
    with pytest.raises(Refusal, match="刚刚有增减"):
        gazette.arrange(three, by=authority, seen=2, order=order[:2])


def test_an_item_is_brought_to_the_newest_text_only_on_purpose(
    three: GazetteIssue, authority: User
) -> None:
    item = three.items.get(position=1)
    with pytest.raises(Refusal, match="已经是文件库中最新的文本"):
        gazette.advance(item, by=authority)
    Publication.objects.filter(pk=item.publication_id).update(title="甲（改）")
    item = GazetteItem.objects.get(pk=item.pk)
    gazette.advance(item, by=authority)
    assert titles(three) == ["甲（改）", "乙", "丙"]


def test_a_number_is_given_once_in_a_series(issue: GazetteIssue, authority: User) -> None:
    with pytest.raises(Refusal, match="已经有2024年第1期"):
        gazette.open_issue(issue.series, by=authority, year=2024, number=1)
    made = gazette.open_issue(issue.series, by=authority, year=2024, number=2, total_number=9)
    assert (made.state, made.made_by) == (GazetteState.DRAFT, authority)


def test_the_address_of_a_gazette_that_readers_know_stays(
    issue: GazetteIssue, city: City, authority: User
) -> None:
    gazette.edit_series(issue.series, by=authority, slug="minghu-gazette")
    issue.state = GazetteState.RELEASED
    issue.save()
    with pytest.raises(Refusal, match="网址代号不能再改") as refused:
        gazette.edit_series(issue.series, by=authority, slug="other")
    assert refused.value.field == "slug"
    with pytest.raises(Refusal, match="已经被另一份公报使用"):
        gazette.open_series(by=authority, name="新刊", slug="minghu-gazette", unit=city.city)


# --- proofs and publication ---------------------------------------------------------------------


def test_each_thing_that_stands_against_publication_is_a_sentence(issue: GazetteIssue) -> None:
    issue.editor, issue.published_on = "", None
    assert gazette.reasons_against_release(issue) == [
        "还没有写责任编辑，请先填写。",
        "这一期还没有文件，请先从文件库收录。",
        "还没有写出版日期，请照封面要印的日期填写。",
    ]


def test_an_issue_is_published_with_the_proof_that_was_made_of_it(
    three: GazetteIssue, authority: User, with_font: None
) -> None:
    with pytest.raises(Refusal, match="还没有现在这个内容的清样"):
        gazette.release(three, by=authority)
    gazette.order_proof(three, by=authority)
    three.refresh_from_db()
    assert three.remark.startswith("清样正在制作")
    jobs.run_due()
    three.refresh_from_db()
    assert three.pdf is not None
    proof = three.pdf.sha256
    gazette.log_proofreading(three, by=authority, round_name="一校", note="改正两处标点。")
    row = gazette.release(three, by=authority)
    assert row.pdf is not None
    assert row.epub is not None
    assert (row.state, row.pdf.sha256, row.pdf.zone, row.epub.zone) == (
        GazetteState.RELEASED,
        proof,
        "public",
        "public",
    )
    assert acts() == ["制作清样", "公报校对", "出版公报"]
    assert Event.objects.get(act="公报校对").data == {"round": "一校", "proof": proof}
    assert list(OutboxEntry.objects.values_list("kind", "object_id")) == [("gazette", row.pk)]
    assert list(row.items.values_list("page", flat=True)) == [3, 4, 5]
    assert Notice.objects.get(user=authority).title == "明湖市人民政府公报2024年第1期的清样做好了"


def test_a_change_after_the_proof_asks_for_a_new_one(
    three: GazetteIssue, city: City, authority: User, with_font: None
) -> None:
    gazette.order_proof(three, by=authority)
    jobs.run_due()
    gazette.add(three, make_document(city.education, "丁"), by=authority)
    three.refresh_from_db()
    assert three.pdf is None
    with pytest.raises(Refusal, match="还没有现在这个内容的清样"):
        gazette.release(three, by=authority)
    with pytest.raises(Refusal, match="现在没有清样，不能登记校对"):
        gazette.log_proofreading(three, by=authority, round_name="一校", note="")


def test_a_proof_of_contents_that_changed_meanwhile_is_made_again(
    three: GazetteIssue,
    city: City,
    authority: User,
    with_font: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    def slow(edition: object) -> object:
        printed = pdf_render.gazette_pdf(edition)  # type: ignore[arg-type]
        if not made:
            gazette.add(three, make_document(city.education, "丁"), by=authority)
        made.append(printed)
        return printed

    monkeypatch.setattr(tasks_gazette, "gazette_pdf", slow)
    gazette.order_proof(three, by=authority)
    jobs.run_due()
    three.refresh_from_db()
    assert len(made) == 2
    assert three.pdf is not None
    assert list(three.items.values_list("page", flat=True)) == [3, 4, 5, 6]


def test_a_document_taken_down_before_publication_stops_it(
    three: GazetteIssue, authority: User, with_font: None
) -> None:
    gazette.order_proof(three, by=authority)
    jobs.run_due()
    Publication.objects.filter(title="乙").update(state=State.WITHDRAWN)
    with pytest.raises(Refusal, match="《乙》现在没有公开"):
        gazette.release(three, by=authority)


def test_a_day_that_has_not_come_is_not_printed(
    three: GazetteIssue, authority: User, with_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_module, "today", lambda: dt.date(2024, 5, 31))
    gazette.order_proof(three, by=authority)
    jobs.run_due()
    with pytest.raises(Refusal, match="出版日期2024年6月1日还没有到"):
        gazette.release(three, by=authority)


def test_files_are_made_anew_without_a_text_that_was_taken_down(
    three: GazetteIssue, authority: User, with_font: None
) -> None:
    row = publish(three, authority)
    assert gazette.remake_stale() == 0
    from django.utils import timezone

    Publication.objects.filter(title="乙").update(
        state=State.WITHDRAWN, takedown="error", withdrawn_at=timezone.now()
    )
    assert gazette.remake_stale() == 1
    jobs.run_due()
    assert gazette.remake_stale() == 0
    row.refresh_from_db()
    assert row.pdf is not None
    with open_file(row.pdf) as file:
        from pypdf import PdfReader

        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "正文不再提供" in text
    assert acts()[-1] == "重制公报文件"


# --- old issues ---------------------------------------------------------------------------------


def old_pdf(three: GazetteIssue) -> bytes:
    """A PDF as an office may have one of former times."""
    return pdf_render.gazette_pdf(edition_of(three)).content


def test_an_old_issue_is_read_entered_and_published(
    three: GazetteIssue, authority: User, with_font: None
) -> None:
    Publication.objects.filter(title="甲").update(title="明湖市教育局关于做好供暖补贴工作的通知")
    Publication.objects.filter(title="乙").update(title="明湖市教育局关于开展课后服务的通知")
    for item in three.items.exclude(publication__title="丙"):
        gazette.advance(item, by=authority)
    data = old_pdf(three)
    facts = {"year": 1998, "number": 2, "published_on": dt.date(1998, 3, 1)}
    row = gazette.receive_old(
        three.series, by=authority, file=io.BytesIO(data), name="旧刊.pdf", **facts
    )
    assert gazette.reasons_against_release(row)[0].startswith("旧刊的PDF还没有读完")
    jobs.run_due()
    row.refresh_from_db()
    assert row.pdf is not None
    assert (row.pdf.zone, row.remark) == ("public", "")
    assert "现就供暖补贴有关事项通知如下。" in row.plain
    assert [("".join(entry["title"].split()), entry["page"]) for entry in row.contents] == [
        ("明湖市教育局关于做好供暖补贴工作的通知（明教发〔2024〕1号）", 3),
        ("明湖市教育局关于开展课后服务的通知（明教发〔2024〕2号）", 4),
        ("丙（明教发〔2024〕3号）", 5),
    ]
    contents = [{"title": "甲", "page": 3}, {"title": "乙", "page": None}]
    row = gazette.set_contents(
        row, by=authority, seen=row.row_version, contents=contents, published_on=row.published_on
    )
    row = gazette.release(row, by=authority)
    assert (row.state, row.contents) == (GazetteState.RELEASED, contents)
    assert [found.pk for found in queries.search_old(["供暖补贴"])] == [row.pk]


def test_printed_contents_are_read_with_their_pages() -> None:
    lines = [
        "明湖市人民政府公报", "目　录", "规章", "明湖市城市供热管理规定……（3）", "规范性文件",
        "明湖市人民政府关于公布2023年行政规范性文件", "清理结果的通知 ........ 12", "人事任免　20", "第一条　为了", "加强", "管理，", "制定",
        "本规定 5",
    ]  # fmt: skip
    assert old.read_contents(lines) == [
        {"title": "明湖市城市供热管理规定", "page": 3},
        {"title": "明湖市人民政府关于公布2023年行政规范性文件清理结果的通知", "page": 12},
        {"title": "人事任免", "page": 20},
    ]
    assert old.read_contents(["没有目录的刊物", "正文 5"]) == []


def test_a_file_that_is_no_pdf_is_refused_at_its_field(
    series: GazetteSeries, authority: User
) -> None:
    for name, data in (("旧刊.docx", b"PK"), ("旧刊.pdf", b"no pdf at all")):
        with pytest.raises(Refusal) as refused:
            gazette.receive_old(
                series, by=authority, file=io.BytesIO(data), name=name, year=1998, number=1
            )
        assert refused.value.field == "file"
    assert GazetteIssue.objects.count() == 0


def test_a_damaged_pdf_leaves_a_sentence_and_cannot_be_published(
    series: GazetteSeries, authority: User
) -> None:
    damaged = io.BytesIO(b"%PDF-1.7\nnothing that follows makes sense\n%%EOF")
    row = gazette.receive_old(
        series, by=authority, file=damaged, name="坏.pdf", year=1998, number=1
    )
    jobs.run_due()
    row.refresh_from_db()
    assert row.remark == "这份PDF已损坏或者设有密码，不能处理，请重新导出不带密码的PDF后再上传。"
    with pytest.raises(Refusal, match="旧刊的PDF还没有读完"):
        gazette.release(row, by=authority)
    again = io.BytesIO(b"%PDF-1.7\nanother try\n%%EOF")
    facts = {"year": 1998, "number": 1}
    assert gazette.receive_old(row.series, by=authority, file=again, name="又.pdf", **facts) == row
    row.refresh_from_db()
    assert row.remark.startswith("正在读取旧刊的文字")


def test_a_scan_without_text_can_be_published_by_its_contents(
    series: GazetteSeries, authority: User
) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "某人"})
    stream = io.BytesIO()
    writer.write(stream)
    stream.seek(0)
    row = gazette.receive_old(
        series, by=authority, file=stream, name="扫描.pdf", year=1998, number=1
    )
    jobs.run_due()
    row.refresh_from_db()
    assert "仍可录入目录后公开" in row.remark
    contents = [{"title": "一篇", "page": 1}]
    row = gazette.set_contents(
        row, by=authority, seen=row.row_version, contents=contents, published_on=dt.date(1998, 1, 1)
    )
    row = gazette.release(row, by=authority)
    assert row.pdf is not None
    with open_file(row.pdf) as file:
        assert "某人" not in file.read().decode("latin-1")


def test_the_bare_copy_of_a_pdf_keeps_its_pages_and_drops_its_author() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Somebody"})
    writer.add_attachment("secret.txt", b"hidden words")
    stream = io.BytesIO()
    writer.write(stream)
    copy = bare_pdf.bare_pdf(stream.getvalue())
    reader = PdfReader(io.BytesIO(copy))
    assert len(reader.pages) == 2
    assert (reader.metadata or {}).get("/Author") is None
    assert reader.attachments == {}


# --- the alarm ----------------------------------------------------------------------------------


@pytest.fixture
def printed(three: GazetteIssue) -> GazetteIssue:
    """The issue with 甲、乙、丙, published."""
    three.state = GazetteState.RELEASED
    three.save()
    return three


def amend(title: str, text: str) -> Publication:
    """The library changes the text of a document and keeps the version."""
    row = Publication.objects.get(title=title)
    row.text.plain = text
    row.text.save()
    content.keep_version(row, by=None, note="更正")
    return row


def test_equal_texts_raise_no_alarm_and_blanks_are_no_difference(printed: GazetteIssue) -> None:
    assert queries.differences() == []
    amend("甲", "现就供暖补贴 有关事项\n通知如下。")
    assert queries.differences() == []


def test_title_number_and_text_that_changed_are_named(printed: GazetteIssue) -> None:
    row = amend("乙", "正文改了。")
    row.document.doc_no = "明教发〔2024〕22号"
    row.document.save()
    Publication.objects.filter(title="丙").update(title="丙改")
    found = [(d.item.title, d.parts) for d in queries.differences()]  # type: ignore[attr-defined]
    assert found == [("乙", ("文号", "正文")), ("丙", ("标题",))]
    assert [d.item.title for d in queries.differences(quick=True)] == ["乙"]  # type: ignore[attr-defined]


def test_issues_in_preparation_raise_no_alarm(three: GazetteIssue) -> None:
    amend("甲", "改了。")
    assert queries.differences() == []


def test_the_makers_are_told_once_for_each_text(
    printed: GazetteIssue, authority: User, clerk: User
) -> None:
    amend("甲", "改了。")
    assert (gazette.tell_differences(), gazette.tell_differences()) == (1, 1)
    assert Notice.objects.get().user == authority
    amend("甲", "又改了。")
    gazette.tell_differences()
    assert Notice.objects.count() == 2


def test_a_note_settles_the_alarm_until_the_text_changes_again(
    printed: GazetteIssue, authority: User
) -> None:
    amend("甲", "改了。")
    (difference,) = queries.differences()
    with pytest.raises(Refusal, match="请写一句更正说明"):
        gazette.note_difference(difference.item, by=authority, note=" ")
    gazette.note_difference(difference.item, by=authority, note="第一段有更正。")
    assert queries.differences() == []
    assert [d.item.pk for d in queries.differences(noted=True)] == [difference.item.pk]
    amend("甲", "又改了。")
    assert len(queries.differences()) == 1


def test_what_differs_waits_for_the_makers_of_that_gazette_alone(
    printed: GazetteIssue, authority: User, clerk: User, city: City
) -> None:
    amend("甲", "改了。")
    assert list(gazette_todo(clerk, 10)) == []
    assert list(gazette_todo(authority, 10)) == [
        Todo(
            what="核对公报文本：甲",
            url="/desk/gazette/differences/",
            source="明湖市人民政府公报2024年第1期，正文与文件库不同",
            kind="公报",
            tone="late",
            word="文字不一致",
        )
    ]


def test_whoever_may_edit_a_gazette_finds_it_in_the_list(city: City, people: object) -> None:
    rows = [make_series(city.city), make_series(city.east, "east")]
    for name in ("clerk", "authority", "openness", "signer", "reviewer", "system_admin"):
        user = getattr(people, name)
        listed = set(queries.series_of(user))
        assert listed == {row for row in rows if queries.may_edit(user, row.unit)}, name
