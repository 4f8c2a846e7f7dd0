"""Page, Word and PDF say the same words in the same order; texts without HTML stay as they are."""

import io
from typing import Any

import docx
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.publishing import richtext
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import pages
from gongkai.publishing.render.pdf import available, pdf
from gongkai.publishing.render.sheet import sheet_of
from gongkai.publishing.render.word import word
from gongkai.publishing.states import Kind
from tests.cast import People
from tests.publishing.factories import make_publication
from tests.publishing.richtext.pictures import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

WORDS = [
    "现通知如下。", "一、总体要求", "（一）工作目标。到年底完成，详见说明。", "•甲项", "（1）乙项", "任务安排", "事项", "时限", "报名", "五月底前",
    "表后文字。", "（二）保障措施", "引用一段。",
]  # fmt: skip
ENCLOSED = ["附件1", "申请表样式", "一、填写说明", "请如实填写。"]


@pytest.fixture
def row(people: People) -> Publication:
    """An official document with everything that the editor can write."""
    picture = a_picture(people.clerk)
    found = make_publication(
        "关于做好课后服务工作的通知",
        doc_no="明教发〔2024〕7号",
        issuers=["明湖市教育局"],
        signature="明湖市教育局",
    )
    return written(
        found,
        '<p>现通知如下。</p><h2>一、总体要求</h2><p>（一）工作目标。到年底<strong>完成</strong>，详见<a href="https://a.cn/">说明</a>。</p>'
        "<ul><li>甲项<ol><li>乙项</ol></ul><table data-title=任务安排><tr><th colspan=2>事项<th>时限<tr><td rowspan=2>报名<td><td>五月底前<tr><td><td></table>"
        f'<p>表后文字。</p><img data-file={picture.pk} alt=办理流程图 width=30 height=20><h3>（二）保障措施</h3><blockquote>引用一段。</blockquote>'
        "<p>附件1</p><h1>申请表样式</h1><p>一、填写说明</p><p>请如实填写。</p>",
    )  # fmt: skip


def written(row: Publication, html: str) -> Publication:
    html = richtext.clean(html)
    found = richtext.derived(html)
    text = row.text
    text.html, text.plain, text.outline, text.tables = (
        html,
        found.plain,
        found.outline,
        found.tables,
    )
    text.save()
    return row


def in_order(words: list[str], text: str) -> list[str]:
    """The words as they are found one after the other; what is missing is missing here too."""
    found, at = [], 0
    bare = "".join(text.split())
    for word_ in words:
        place = bare.find("".join(word_.split()), at)
        if place >= 0:
            found.append(word_)
            at = place + len(word_)
    return found


def sheet(row: Publication) -> Any:
    return sheet_of(pages.detail(row), validity="", day="2024年5月6日")


def test_the_word_file_has_every_word_in_order_with_the_signature_between(row: Publication) -> None:
    document = docx.Document(io.BytesIO(word(sheet(row))))
    text = "\n".join(_texts(document))
    assert in_order([*WORDS, "明湖市教育局", "2024年5月6日", *ENCLOSED], text) == [
        *WORDS, "明湖市教育局", "2024年5月6日", *ENCLOSED,
    ]  # fmt: skip
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == ["办理流程图"]
    (table,) = document.tables
    assert table.cell(0, 0)._tc is table.cell(0, 1)._tc
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    levels = document.element.xpath("//w:outlineLvl/@w:val")
    assert levels == ["0", "1", "0", "0"]


def _texts(document: Any) -> list[str]:
    found = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            found += [cell.text for line in part.rows for cell in line.cells]
        else:
            found.append(part.text)
    return found


@pytest.mark.skipif(not available(), reason="no Chinese font on this machine")
def test_the_pdf_has_every_word_in_order_and_the_words_of_the_picture(row: Publication) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(sheet(row))))
    text = "\n".join(page.extract_text() for page in reader.pages)
    # A cell over two rows is drawn after its row; its place for a reader is what the tags say.
    drawn = [word_ for word_ in [*WORDS, *ENCLOSED] if word_ != "报名"]
    assert in_order(drawn, text) == drawn
    assert "报名" in text
    told = ("/H1", "/H2", "/THead", "/Figure", "/BlockQuote")
    assert [tag for tag in _tags(reader) if tag in told] == [
        "/H1", "/THead", "/Figure", "/H2", "/BlockQuote", "/H1", "/H1",
    ]  # fmt: skip
    assert _alts(reader) == ["办理流程图"]


def _walk(element: Any) -> Any:
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from _walk(child)
    elif isinstance(element, dict):
        yield element
        if "/K" in element:
            yield from _walk(element["/K"])


def _elements(reader: pypdf.PdfReader) -> list[Any]:
    return list(_walk(reader.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]


def _tags(reader: pypdf.PdfReader) -> list[str]:
    return [element["/S"] for element in _elements(reader) if "/S" in element]


def _alts(reader: pypdf.PdfReader) -> list[str]:
    return [str(e["/Alt"]) for e in _elements(reader) if e.get("/S") == "/Figure" and "/Alt" in e]


def test_a_picture_whose_bytes_are_gone_is_said_in_words(people: People) -> None:
    found = written(make_publication(), '<p>一段。</p><img data-file="999999" alt="流程图">')
    document = docx.Document(io.BytesIO(word(sheet(found))))
    assert "图：流程图" in _texts(document)


def test_the_page_puts_the_letter_above_and_the_annex_below_the_signature(
    client: Client, row: Publication
) -> None:
    page = client.get(row.get_absolute_url()).content.decode().partition("<body")[2]
    assert '<h2 id="s2">一、总体要求</h2>' in page
    assert (
        '<div class="run-in"><h3 id="s2-1">（一）工作目标。</h3><p>到年底<strong>完成</strong>'
        in page
    )
    assert '<th scope="colgroup" colspan="2">事项</th>' in page
    assert page.count("任务安排") == 1
    places = [
        page.index(part) for part in ("引用一段。", 'class="sign"', '<h2 id="s3">申请表样式</h2>')
    ]
    assert places == sorted(places)
    for anchor in ("s2", "s2-1", "s2-2", "s3", "s4"):
        assert (f'href="#{anchor}"' in page) == (f' id="{anchor}"' in page)


def test_the_page_costs_no_more_statements_than_without_html(
    client: Client, row: Publication, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    other = make_publication(
        "没有富文本的一份", doc_no="明教发〔2024〕8号", issuers=["明湖市教育局"]
    )
    counts = []
    for found in (other, other, row):
        with CaptureQueriesContext(connection) as seen:
            client.get(found.get_absolute_url())
        counts.append(len(seen))
    assert counts[1] == counts[2]


NODES = [
    {"level": 0, "label": "", "heading": "", "text": "现通知如下。", "children": []},
    {"level": 1, "label": "一、", "heading": "目标", "stop": "。", "run_in": True, "text": "年底完成。", "children": []},
]  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.DOCUMENT, Kind.INTERPRETATION])
def test_a_page_of_a_text_without_html_has_not_a_byte_more(client: Client, kind: Kind) -> None:
    found = make_publication(kind=kind, outline=NODES)
    page = client.get(found.get_absolute_url()).content.decode()
    assert (
        '<p id="s1">现通知如下。</p>\n'
        '<div class="run-in"><h2 id="s2">一、目标。</h2><p>年底完成。</p></div>\n'
    ) in page
