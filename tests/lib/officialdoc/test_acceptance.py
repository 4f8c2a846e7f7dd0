"""The real documents beside the project: what must be found in them, and that nothing is lost."""

import json
import shutil
from datetime import date

import pytest

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.parse import parse_file
from tests.lib.officialdoc.samples import items
from tests.shared import shared_data

pytestmark = pytest.mark.shared_data


def parsed(start):
    folder = shared_data("documents")
    [place] = sorted(folder.glob(f"{start}*"))
    if place.suffix == ".doc" and not shutil.which("antiword"):
        pytest.skip("antiword is not installed")
    return parse_file(place)


ELEMENTS = [
    (
        "000",
        0,
        "济政办发〔2021〕9号",
        ["济南市人民政府办公厅"],
        date(2021, 5, 28),
        "proactive",
        date(2021, 5, 28),
    ),
    ("001", 0, None, [], None, "unknown", None),
    ("002", 0, None, [], None, "unknown", None),
    (
        "003",
        0,
        "鲁政办发〔2021〕5号",
        ["山东省人民政府办公厅"],
        date(2021, 4, 12),
        "proactive",
        None,
    ),
    (
        "004",
        0,
        "济政办发〔2020〕12号",
        ["济南市人民政府办公厅"],
        date(2020, 6, 27),
        "proactive",
        date(2020, 6, 27),
    ),
    (
        "004",
        1,
        "鲁政办发〔2020〕11号",
        ["山东省人民政府办公厅"],
        date(2020, 5, 19),
        "proactive",
        None,
    ),
]


@pytest.mark.parametrize(
    ("start", "place", "number", "issuers", "signed", "attribute", "print_day"), ELEMENTS
)
def test_the_elements_of_the_source_documents(
    start, place, number, issuers, signed, attribute, print_day
):
    document = parsed(start).documents[place]
    assert (document.doc_no, document.issuers, document.signed_on) == (number, issuers, signed)
    assert (document.attribute, document.printed_on) == (attribute, print_day)


def test_each_file_holds_as_many_documents_as_it_has_heads():
    assert [len(parsed(start).documents) for start in ("000", "001", "002", "003", "004")] == [
        1,
        1,
        1,
        1,
        2,
    ]


OUTLINES = [
    ("000", 0, 4, [7, 6, 4, 4]),
    ("002", 0, 5, [2, 3, 4, 5, 4]),
    ("003", 0, 5, [6, 3, 3, 4, 4]),
    ("004", 0, 4, [0, 0, 0, 0]),
    ("004", 1, 4, [0, 5, 2, 3]),
]


@pytest.mark.parametrize(("start", "place", "count", "below"), OUTLINES)
def test_the_outline_of_the_source_documents(start, place, count, below):
    top = items(parsed(start).documents[place].outline, 1)
    assert len(top) == count
    assert [len([child for child in node.children if child.level == 2]) for node in top] == below


def test_the_continuous_numbers_of_the_second_level_are_kept():
    labels = [node.label for node in items(parsed("003").documents[0].outline, 2)]
    assert (labels[0], labels[-1], len(labels)) == ("（一）", "（二十）", 20)


def test_the_ties_of_the_source_documents():
    one, two = (document.relations for document in parsed("004").documents)
    title = "山东省人民政府办公厅关于全面推进基层政务公开标准化规范化工作的实施意见"
    assert [(tie.kind, tie.doc_no, tie.title) for tie in one] == [
        ("转发", "鲁政办发〔2020〕11号", title)
    ]
    assert [(tie.kind, tie.doc_no) for tie in two] == [("依据", "国办发〔2019〕54号")]


@pytest.mark.parametrize("start", ["000", "003"])
def test_orders_are_cited_by_their_numbers(start):
    numbers = {tie.doc_no for tie in parsed(start).documents[0].relations}
    assert {"国务院令第713号", "山东省政府令第336号"} <= numbers


def test_titles_of_the_source_documents():
    assert [
        document.title
        for start in ("000", "001", "002", "003", "004")
        for document in parsed(start).documents
    ] == [
        "济南市人民政府办公厅关于印发2021年济南市政务公开工作要点的通知",
        "2024年济南市政务公开重点工作任务分工",
        "2023济南市天桥区政务公开工作要点",
        "山东省人民政府办公厅关于印发2021年山东省政务公开工作要点的通知",
        "济南市人民政府办公厅关于转发鲁政办发〔2020〕11号文件全面推进基层政务公开标准化规范化工作的通知",
        "山东省人民政府办公厅关于全面推进基层政务公开标准化规范化工作的实施意见",
    ]


def test_the_draft_is_known_as_a_draft():
    assert parsed("002").documents[0].status_mark == "征求意见稿"


@pytest.mark.parametrize("start", ["00", "guangzhou", "jiangxi", "state"])
def test_nothing_of_any_real_file_is_lost(start):
    for place in sorted(shared_data("documents").glob(f"{start}*.*")):
        if place.suffix != ".doc" or shutil.which("antiword"):
            assert account_for_lines(parse_file(place)) == {}, place.name


def gold():
    rows = shared_data("documents/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def test_pages_yield_what_they_state_and_nothing_else():
    """Number, issuer, dates and theme; index numbers only where the page lists them as its own."""
    for row in gold():
        if row["kind"] == "file":
            continue
        document, stated = parsed(row["file"]).documents[0], row["gold"]
        assert document.doc_no == stated.get("doc_no"), row["file"]
        assert document.index_no == stated.get("index_no"), row["file"]
        assert document.theme == stated.get("topic"), row["file"]
        assert document.released_on.isoformat() == stated["published"], row["file"]
        assert document.site_id == stated.get("site_id"), row["file"]
        if "issuer" in stated:
            assert document.issuers == [stated["issuer"]], row["file"]
            assert document.signed_on.isoformat() == stated["written"], row["file"]


def test_titles_of_the_pages_are_exact():
    for row in gold():
        if row["kind"] != "file":
            wanted = row["gold"]["title"].removeprefix("（转载）")
            assert parsed(row["file"]).documents[0].title == wanted, row["file"]
