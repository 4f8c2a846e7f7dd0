"""Files on their way in, through the services: receive, read, correct, accept, put aside."""

import datetime as dt
import io
import re
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ
from pypdf import PdfWriter

from gongkai.base import jobs
from gongkai.base.models import Event, StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.parse import parse_bytes
from gongkai.publishing import outline
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.services import imports, release
from gongkai.publishing.states import Attribute, ImportState, ReleaseBasis, State
from tests.cast import City
from tests.publishing.factories import NOTICE, on_disk, read_in, upload

SECRET = "机密★5年\n\n明湖市教育局关于演练的通知\n\n各学校：\n\n绝不能外传的内容甲乙丙丁。\n"


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("secret")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_dropped_file_is_stored_queued_and_read_by_the_worker(clerk: User) -> None:
    (item,) = upload(clerk, ("通知.txt", NOTICE))
    assert (item.state, OrmQ.objects.count(), item.file.name) == (ImportState.QUEUED, 1, "通知.txt")
    assert jobs.run_due() == 1
    item.refresh_from_db()
    (document,) = item.edited["documents"]
    assert (item.state, OrmQ.objects.count()) == (ImportState.PARSED, 0)
    assert (document["title"], document["doc_no"]) == (
        "明湖市教育局关于做好中小学课后服务工作的通知",
        "明教发〔2024〕7号",
    )
    assert "\n".join(item.source_lines) == NOTICE
    assert [event.act for event in Event.objects.all()] == ["解析导入文件"]


def test_the_constructed_document_loses_no_line() -> None:
    assert account_for_lines(parse_bytes("通知.txt", NOTICE.encode())) == {}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.txt", b"", "空"),
        ("表格.xyz", b"abc", "表格.xyz"),
        ("改名.docx", b"%PDF-1.4 not a word file", "改名.docx"),
        ("锁.pdf", encrypted_pdf(), "口令|加密|密码"),
        ("坏.docx", b"PK\x03\x04 broken", "坏.docx|已损坏"),
        ("涉密.txt", SECRET.encode(), "文件标有“机密”字样，涉密文件不得导入本系统"),
    ],
    ids=["empty", "ending", "content is another", "encrypted", "broken", "secret"],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence_and_leaves_no_bytes(
    name: str, content: bytes, sentence: str, clerk: User, own_files: Path
) -> None:
    (item,) = upload(clerk, (name, content))
    jobs.run_due()
    item.refresh_from_db()
    assert (item.state, item.file) == (ImportState.REFUSED, None)
    assert re.search(sentence, item.sentence), item.sentence
    assert item.sentence.endswith("。")
    assert (item.parsed, item.edited, item.source_lines) == ({}, {}, [])
    assert on_disk() == []
    assert StoredFile.objects.count() == 0


def test_nothing_of_a_marked_file_stays_anywhere(clerk: User, own_files: Path) -> None:
    upload(clerk, ("涉密.txt", SECRET), ("同一份.txt", SECRET))
    jobs.run_due()
    assert on_disk() == []
    rows = [str(list(model.objects.values())) for model in (ImportItem, Event, StoredFile, OrmQ)]
    assert [row for row in rows if "甲乙丙丁" in row] == []
    assert Event.objects.filter(act="发现密级标志，文件未保存").count() == 2


def test_a_bad_file_refuses_only_itself(clerk: User) -> None:
    upload(clerk, ("坏.xyz", b"abc"), ("通知.txt", NOTICE), ("空.txt", b""))
    jobs.run_due()
    states = dict(ImportItem.objects.values_list("name", "state"))
    assert states == {"坏.xyz": "refused", "通知.txt": "parsed", "空.txt": "refused"}


def test_a_page_with_scripts_becomes_text_alone(clerk: User) -> None:
    page = (
        '<html><head><meta charset="utf-8"><title>通知</title><script>alert("x1")</script></head><body>'
        "<h1>关于课后服务的通知</h1><p onclick='alert(2)'>各学校：</p><p>请认真执行。<img src=x onerror=alert(3)></p>"
        "<script>document.write('x2')</script></body></html>"
    )
    item = read_in(clerk, page, "page.html")
    kept = str((item.parsed, item.edited, item.source_lines))
    assert item.state == ImportState.PARSED
    assert "请认真执行。" in kept
    assert [
        word for word in ("alert", "onclick", "<script", "document.write") if word in kept
    ] == []


def test_the_job_run_twice_reads_once(clerk: User) -> None:
    item = read_in(clerk)
    imports.parse_item(item.pk)
    assert Event.objects.filter(act="解析导入文件").count() == 1


class Killed(BaseException):
    """Nothing catches a kill."""


def parse_and_be_killed(item: ImportItem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the job up to where it writes its event; there the process dies."""

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(imports, "record", die)
        with pytest.raises(Killed):
            imports.parse_item(item.pk)


def test_a_job_killed_before_its_commit_is_done_again(
    clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = upload(clerk, ("通知.txt", NOTICE))
    parse_and_be_killed(item, monkeypatch)
    item.refresh_from_db()
    assert (item.state, item.edited, Event.objects.count()) == (ImportState.QUEUED, {}, 0)
    imports.parse_item(item.pk)
    item.refresh_from_db()
    assert (item.state, Event.objects.count()) == (ImportState.PARSED, 1)


def test_a_refusal_killed_half_way_is_finished_by_the_next_try(
    clerk: User, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = upload(clerk, ("涉密.txt", SECRET))
    parse_and_be_killed(item, monkeypatch)
    assert on_disk() == []
    item.refresh_from_db()
    assert item.state == ImportState.QUEUED
    imports.parse_item(item.pk)
    item.refresh_from_db()
    assert (item.state, item.file, StoredFile.objects.count()) == (ImportState.REFUSED, None, 0)


def test_bytes_that_another_file_shares_stay_until_both_are_gone(db: None) -> None:
    one, two = (files.store(b"same", name=f"{n}.txt", zone="original", by=None) for n in "ab")
    path = files.path_of(one)
    files.forget(one)
    assert path.exists()
    files.forget(two)
    assert not path.exists()


def test_corrections_are_kept_beside_what_was_read(clerk: User) -> None:
    item = read_in(clerk)
    read = item.parsed
    edited = {"documents": [{**item.edited["documents"][0], "title": "改过的标题"}]}
    row = imports.correct(item, edited, by=clerk, version=1)
    item.refresh_from_db()
    assert (row.row_version, item.checked_by, item.edited, item.parsed) == (2, clerk, edited, read)


def test_the_second_of_two_reviewers_is_told_who_was_faster(clerk: User, authority: User) -> None:
    item = read_in(clerk)
    imports.correct(item, item.edited, by=clerk, version=1)
    for act in (
        lambda: imports.correct(item, {}, by=authority, version=1),
        lambda: imports.accept(item, by=authority, version=1),
        lambda: imports.put_aside(item, by=authority, version=1),
    ):
        with pytest.raises(
            Refusal, match="陈信息刚刚保存过这份文件，为避免互相覆盖，没有保存您的修改"
        ):
            act()
    item.refresh_from_db()
    assert (item.state, item.row_version) == (ImportState.PARSED, 2)


def test_what_is_settled_cannot_be_corrected(clerk: User) -> None:
    item = imports.put_aside(read_in(clerk), by=clerk, version=1)
    with pytest.raises(Refusal, match="当前状态是“已放弃”，内容不能再改"):
        imports.correct(item, {}, by=clerk, version=item.row_version)


def test_an_accepted_file_is_a_draft_of_the_unit_that_brought_it(clerk: User) -> None:
    item = imports.accept(read_in(clerk), by=clerk, version=1)
    row = Publication.objects.select_related("document", "text").get()
    assert (row.state, row.unit, row.created_by, row.index_no) == (
        State.DRAFT,
        clerk.unit,
        clerk,
        "",
    )
    assert (row.document.addressees, row.document.copies_to) == (
        ["各区县教育局", "局属各学校"],
        "市委办公厅，市人大常委会办公厅",
    )
    assert list(item.publications.all()) == [row]
    assert row.text.plain == outline.plain(item.edited["documents"][0]["outline"])
    assert [event.act for event in Event.objects.order_by("seq")] == [
        "解析导入文件",
        "导入为草稿",
        "导入文件入库",
    ]


STOCK = NOTICE.replace("明湖市教育局文件", "发布日期：2024年5月7日\n\n明湖市教育局文件", 1)


def test_accepted_as_stock_it_is_public_since_the_day_it_names_and_says_where(
    clerk: User, openness: User
) -> None:
    item = read_in(clerk, STOCK)
    imports.accept(item, by=openness, version=1, stock_place="市教育局网站")
    row = Publication.objects.get()
    assert row.is_public
    assert timezone.localdate(row.released_at) == dt.date(2024, 5, 7)
    assert row.release_basis == ReleaseBasis.STOCK
    assert row.index_no == f"DW{row.unit_id:07}/2024-00001"
    event = Event.objects.get(act="存量入库")
    assert (event.actor, event.note) == (openness, "2024年5月7日起公开于市教育局网站")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "换过的标题"},
        {"released_on": "2024-05-08"},
        {"outline": [{"level": 0, "text": "换过的正文。"}]},
    ],
    ids=["title", "day", "words"],
)
def test_what_was_changed_on_the_review_screen_is_no_stock(
    changes: dict, clerk: User, openness: User
) -> None:
    item = read_in(clerk, STOCK)
    edited = {"documents": [{**item.edited["documents"][0], **changes}]}
    item = imports.correct(item, edited, by=openness, version=1)
    imports.accept(item, by=openness, version=2, stock_place="市教育局网站")
    row = Publication.objects.get()
    assert (row.state, row.own_mark) == (State.DRAFT, False)
    with pytest.raises(Refusal, match="原件上没有“主动公开”的标记，或者导入核对时改动过"):
        release.take_over(row, by=openness, place="市教育局网站", on=dt.date(2024, 5, 7))


def test_a_mark_chosen_by_hand_is_no_mark_of_the_file(clerk: User, openness: User) -> None:
    item = read_in(clerk, STOCK.replace("（此件公开发布）\n", ""))
    edited = {"documents": [{**item.edited["documents"][0], "attribute": "proactive"}]}
    item = imports.correct(item, edited, by=openness, version=1)
    imports.accept(item, by=openness, version=2, stock_place="市教育局网站")
    assert Publication.objects.get().state == State.DRAFT


def test_without_an_earlier_day_of_release_nothing_is_stock(clerk: User, openness: User) -> None:
    imports.accept(read_in(clerk), by=openness, version=1, stock_place="市教育局网站")
    assert Publication.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    "changes",
    [
        {"attribute": "unknown"}, {"attribute": "on_request"}, {"status_mark": "征求意见稿"},
        {"printed_on": "2024-05-05"}, {"released_on": "2024-05-01"},
    ],
    ids=["unknown", "on request", "for comments", "printed before signed", "released before printed"],
)  # fmt: skip
def test_what_may_not_be_public_stays_a_draft_even_as_stock(
    changes: dict, clerk: User, authority: User
) -> None:
    item = read_in(clerk, STOCK)
    item = imports.correct(
        item, {"documents": [{**item.edited["documents"][0], **changes}]}, by=clerk, version=1
    )
    imports.accept(item, by=authority, version=2, stock_place="市教育局网站")
    row = Publication.objects.get()
    assert (row.state, row.released_at, row.index_no) == (State.DRAFT, None, "")


def test_nothing_kept_is_nothing_accepted(clerk: User) -> None:
    item = read_in(clerk)
    item = imports.correct(
        item, {"documents": [{**item.edited["documents"][0], "keep": False}]}, by=clerk, version=1
    )
    with pytest.raises(Refusal, match="没有选中要入库的文件"):
        imports.accept(item, by=clerk, version=2)


def test_a_document_without_title_is_not_accepted(clerk: User) -> None:
    item = read_in(clerk)
    item = imports.correct(
        item, {"documents": [{**item.edited["documents"][0], "title": " "}]}, by=clerk, version=1
    )
    with pytest.raises(Refusal, match="第1份文件还没有标题"):
        imports.accept(item, by=clerk, version=2)
    item.refresh_from_db()
    assert (item.state, Publication.objects.count()) == (ImportState.PARSED, 0)


def test_another_text_of_the_same_document_is_not_written_over(clerk: User) -> None:
    imports.accept(read_in(clerk), by=clerk, version=1)
    other = read_in(clerk, NOTICE.replace("十八时", "十九时"), "改过.txt")
    with pytest.raises(
        Refusal,
        match="文件库中已有同文号、同标题的《明湖市教育局关于做好中小学课后服务工作的通知》，正文不同",
    ):
        imports.accept(other, by=clerk, version=1)
    other.refresh_from_db()
    assert (other.state, Publication.objects.count()) == (ImportState.PARSED, 1)


def test_the_same_file_again_leads_to_the_same_publication(clerk: User) -> None:
    first = imports.accept(read_in(clerk), by=clerk, version=1)
    again = imports.accept(read_in(clerk, name="副本.txt"), by=clerk, version=1)
    assert list(again.publications.all()) == list(first.publications.all())
    assert Publication.objects.count() == 1


def test_a_telephone_number_of_a_note_is_for_the_desk_alone(clerk: User) -> None:
    text = NOTICE.replace(
        "（此件公开发布）", "（联系电话：市教育局办公室，0000-1234567）\n\n（此件公开发布）"
    )
    imports.accept(read_in(clerk, text), by=clerk, version=1)
    document = Publication.objects.select_related("document").get().document
    assert document.contact == "（联系电话：市教育局办公室，0000-1234567）"
    assert "0000-1234567" not in document.annotation


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_accept_the_same_document_at_once_get_one_publication(
    clerk: User, authority: User
) -> None:
    items = [read_in(clerk), read_in(clerk, name="副本.txt")]
    start, problems = threading.Barrier(2), []

    def work(item: ImportItem, by: User) -> None:
        start.wait()
        try:
            imports.accept(item, by=by, version=1)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            problems.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=pair)
        for pair in zip(items, (clerk, authority), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    row = Publication.objects.get()
    assert [list(item.publications.all()) for item in items] == [[row], [row]]


def test_a_file_from_a_disk_that_lost_it_is_refused_instead_of_waiting_for_ever(
    clerk: User,
) -> None:
    (item,) = upload(clerk, ("通知.txt", NOTICE))
    Path(files.path_of(item.file)).unlink()
    jobs.run_due()
    item.refresh_from_db()
    assert item.state == ImportState.REFUSED
    assert item.sentence == "文件「通知.txt」的内容不在服务器上，请联系系统管理员从备份恢复。"


def test_a_file_with_characters_that_no_database_takes_is_read_all_the_same(
    clerk: User, authority: User
) -> None:
    item = read_in(clerk, NOTICE.replace("请认真执行", "请认真执行\x0b\x1f\ufffe"), "坏\x00名.txt")
    assert (item.state, item.name) == (ImportState.PARSED, "坏名.txt")
    imports.accept(item, by=authority, version=1)
    assert "请认真执行" in Publication.objects.select_related("text").get().text.plain


def test_a_text_with_null_characters_is_no_text(clerk: User) -> None:
    item = read_in(clerk, NOTICE.replace("课后", "课\x00后"), "坏\x00名.txt")
    assert (item.state, item.name, item.file) == (ImportState.REFUSED, "坏名.txt", None)


def test_the_attribute_is_taken_from_the_mark_on_the_sheet(city: City, clerk: User) -> None:
    item = read_in(clerk, NOTICE.replace("（此件公开发布）", "（此件依申请公开）"))
    assert item.edited["documents"][0]["attribute"] == Attribute.ON_REQUEST
