"""待办: groups and words by the calendar, marks, filters, export; the rail and the keys beside it."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base import calendar, todo
from gongkai.base.models import User
from gongkai.base.services import notices
from gongkai.base.todo import Todo
from gongkai.portal import views_desk
from gongkai.portal.context import RAIL
from gongkai.publishing import todo_imports
from gongkai.publishing.services import publications
from gongkai.publishing.states import State
from tests.cast import People
from tests.publishing.factories import make_publication, read_in

SignedIn = Callable[[User], Client]
WEDNESDAY = dt.date(2024, 9, 11)
HOME = "/desk/"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[Todo]:
    """What waits for everybody in this test, on that Wednesday."""
    rows: list[Todo] = []
    monkeypatch.setattr(todo, "_sources", {"test": lambda user, limit: rows[:limit]})
    monkeypatch.setattr(views_desk, "today", lambda: WEDNESDAY)
    return rows


def due(what: str, day: str | None, **facts: object) -> Todo:
    return Todo(what, HOME, due=dt.date.fromisoformat(day) if day else None, **facts)


def test_rows_stand_in_groups_by_the_day_they_are_due(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [
        due("不急", None, word="草稿"),
        due("以后", "2024-09-16"),
        due("周日", "2024-09-15"),
        due("今天", "2024-09-11"),
        due("过了", "2024-09-09"),
    ]
    groups = as_user(clerk).get(HOME).context["groups"]
    assert [
        (label, [(row.todo.what, row.word, row.tone) for row in rows]) for label, rows in groups
    ] == [
        ("今天", [("过了", "已超期2个工作日", "late"), ("今天", "今天到期", "soon")]),
        ("本周", [("周日", "还有3个工作日", "idle")]),
        ("以后", [("以后", "还有3个工作日", "idle")]),
        ("无期限", [("不急", "草稿", "idle")]),
    ]


def test_at_most_three_are_marked_and_stay_marked_when_narrowed_down(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [due(f"第{n}件", f"2024-09-{n + 11}", kind="审校") for n in range(1, 6)]
    client = as_user(clerk)

    def marked(**query: str) -> list[str]:
        page = client.get(HOME, query).context["page"]
        return [row.todo.what for row in page if row.first]

    assert marked() == ["第1件", "第2件", "第3件"]
    assert marked(q="第4件") == []
    assert client.get(HOME).content.decode().count("先办</strong>") == 3


def test_kind_and_words_narrow_the_list_down_and_an_empty_answer_says_what_to_do(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [
        due("甲", None, kind="审校", source="陈信息报审"),
        due("乙", None, kind="起草", source="市教育局"),
    ]
    client = as_user(clerk)

    def found(**query: str) -> list[str]:
        return [row.todo.what for row in client.get(HOME, query).context["page"]]

    assert found(kind="审校") == ["甲"]
    assert found(q="教育局") == ["乙"]
    assert found(q="\x00") == ["甲", "乙"]
    assert found(kind="没有") == []
    assert "没有符合条件的待办。" in client.get(HOME, {"q": "无"}).content.decode()


def test_the_bar_holds_the_working_days_that_are_left_of_all(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [due("有", "2024-09-13", total_days=5), due("过", "2024-09-02", total_days=5)]
    page = as_user(clerk).get(HOME).content.decode()
    assert '<meter min="0" max="5" value="2" aria-hidden="true">' in page
    assert '<meter min="0" max="5" value="0" aria-hidden="true">' in page


def test_days_through_a_year_without_a_calendar_are_said_to_be_provisional(
    waits: list[Todo], clerk: User, as_user: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_desk, "today", lambda: dt.date(2026, 12, 31))
    waits.append(due("跨年", "2027-01-04"))
    page = as_user(clerk).get(HOME).content.decode()
    assert "还有2个工作日（暂定）" in page
    assert "2027年的放假安排还没有公布" in page
    waits[0] = due("今年", "2026-12-31")
    assert "还没有公布" not in as_user(clerk).get(HOME).content.decode()


def test_a_long_list_has_pages_and_says_when_there_is_more_than_it_shows(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [due(f"第{n}件", None) for n in range(1, 202)]
    client = as_user(clerk)
    answer = client.get(HOME, {"page": 2})
    assert [row.todo.what for row in answer.context["page"]][:1] == ["第31件"]
    assert "只列出最急的" in answer.content.decode()


def test_the_list_goes_into_a_workbook_as_it_is_narrowed_down(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    waits += [due("=甲", "2024-09-12", kind="审校", source="陈信息"), due("乙", None, kind="起草")]
    answer = as_user(clerk).get(HOME, {"format": "xlsx", "kind": "审校"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["事项", "来自", "种类", "期限", "还有多久", "组别"],
        ["=甲", "陈信息", "审校", "2024年9月12日", "还有1个工作日", "本周"],
    ]
    assert sheet["A2"].data_type == "s"


def test_nothing_to_do_says_what_would_be_here(
    waits: list[Todo], clerk: User, as_user: SignedIn
) -> None:
    page = as_user(clerk).get(HOME).content.decode()
    assert "现在没有要办的事。" in page
    assert "写明来自谁、哪天到期" in page


def test_what_a_person_did_today_is_counted_from_the_trail(
    people: People, as_user: SignedIn
) -> None:
    row = make_publication(state=State.DRAFT, unit=people.clerk.unit)
    publications.discard(row, by=people.openness)
    day = calendar.today()
    assert views_desk.done_on(people.openness, day) == 1
    assert views_desk.done_on(people.openness, day - dt.timedelta(days=1)) == 0
    assert views_desk.done_on(people.clerk, day) == 0
    page = as_user(people.openness).get(HOME).content.decode()
    assert '今天办过<span class="num">1</span>件' in page


def test_coming_and_going_is_no_work_done(clerk: User) -> None:
    from gongkai.base.services.people import note_sign_in, note_sign_out

    note_sign_in(clerk)
    note_sign_out(clerk)
    assert views_desk.done_on(clerk, calendar.today()) == 0


# --- the first two sources ---------------------------------------------------------------------


def test_files_to_check_and_drafts_to_finish_wait_with_where_they_come_from(
    people: People,
) -> None:
    clerk, unit = people.clerk, people.clerk.unit
    item = read_in(clerk)
    mine = make_publication("我的", state=State.DRAFT, unit=unit, created_by=clerk)
    make_publication("退回的", state=State.DRAFT, unit=unit, created_by=clerk, round=1)
    make_publication("别人的", state=State.DRAFT, unit=unit, created_by=people.openness)
    nobody = make_publication("没有起草人的", state=State.DRAFT, unit=unit)
    files = list(todo_imports.files_to_check(clerk, 10))
    drafts = list(todo_imports.drafts_to_finish(clerk, 10))
    assert [(row.what, row.url, row.source) for row in files] == [
        ("核对“通知.txt”", reverse("desk_import_item", args=[item.pk]), "陈信息导入")
    ]
    assert [(row.what, row.url, row.source) for row in drafts] == [
        (row.title, reverse("desk_publication", args=[row.pk]), "市教育局")
        for row in (nobody, mine)
    ]


@pytest.mark.parametrize("source", [todo_imports.files_to_check, todo_imports.drafts_to_finish])
def test_a_source_costs_one_statement_for_one_row_and_for_three_and_none_for_others(
    source: todo.Source, people: People
) -> None:
    counts = []
    for more in (1, 2):
        for n in range(more):
            read_in(people.clerk, name=f"通知{more}{n}.txt")
            make_publication(state=State.DRAFT, unit=people.clerk.unit, created_by=people.clerk)
        clerk = User.objects.select_related("unit").get(pk=people.clerk.pk)
        list(source(clerk, 10))  # the roles are read once a person
        with CaptureQueriesContext(connection) as asked:
            list(source(clerk, 10))
        counts.append(len(asked))
    stranger = User.objects.get(pk=people.audit_admin.pk)
    list(source(stranger, 10))
    with CaptureQueriesContext(connection) as asked:
        assert list(source(stranger, 10)) == []
    assert (counts, len(asked)) == ([1, 1], 0)


def test_the_page_costs_the_same_statements_for_one_row_and_for_three(
    clerk: User, as_user: SignedIn
) -> None:
    client, counts = as_user(clerk), []
    client.get(HOME)
    for more in (1, 2):
        for n in range(more):
            read_in(clerk, name=f"通知{more}{n}.txt")
            make_publication(state=State.DRAFT, unit=clerk.unit, created_by=clerk)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- the rail ----------------------------------------------------------------------------------


def test_the_rail_is_a_table_whose_letters_stand_once() -> None:
    entries = [entry for _, group in RAIL for entry in group]
    keys = [entry.key for entry in entries if entry.key]
    assert sorted(keys) == sorted(set(keys))
    assert [(entry.label, entry.key) for entry in entries if entry.key in "tli" and entry.key] == [
        ("待办", "t"),
        ("导入", "i"),
        ("文件库", "l"),
    ]
    assert [reverse(entry.name) for entry in entries if not reverse(entry.name)] == []


def test_the_rail_marks_the_page_one_is_on_and_counts_unread_notices(
    clerk: User, as_user: SignedIn
) -> None:
    notices.notify([clerk], "有一份文件等您核对", url="/desk/")
    rail = as_user(clerk).get(reverse("desk_library")).context["rail"]
    links = [link for group in rail for link in group["links"]]
    assert [link["label"] for link in links if link["active"]] == ["文件库"]
    assert [(link["label"], link["count"]) for link in links if link["count"]] == [("通知", 1)]


def test_a_page_below_an_entry_belongs_to_it(clerk: User, as_user: SignedIn) -> None:
    url = reverse("desk_import_item", args=[read_in(clerk).pk])
    rail = as_user(clerk).get(url).context["rail"]
    assert [link["label"] for g in rail for link in g["links"] if link["active"]] == ["导入"]


def test_the_list_of_shortcuts_names_what_the_person_may_open(
    people: People, as_user: SignedIn
) -> None:
    page = as_user(people.audit_admin).get(HOME).content.decode()
    assert "<dd>到待办</dd>" in page
    assert "<dd>到文件库</dd>" not in page
    assert "<dd>到文件库</dd>" in as_user(people.clerk).get(HOME).content.decode()
