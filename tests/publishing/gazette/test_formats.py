"""Page, PDF and EPUB of an issue: word for word alike, and each valid in its way."""

import io
import re
import zipfile
from pathlib import Path

import lxml.etree
import lxml.html
import pdfplumber
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from gongkai.base import jobs
from gongkai.base.models import Notice, User
from gongkai.base.services.files import open_file
from gongkai.publishing.models import GazetteIssue, Publication
from gongkai.publishing.render import pdf as fonts
from gongkai.publishing.render.epub import gazette_epub
from gongkai.publishing.render.gazette import NO_FONT
from gongkai.publishing.render.manuscript import edition_of
from gongkai.publishing.services import gazette, pictures
from gongkai.publishing.states import State
from tests.cast import City
from tests.publishing.gazette.factories import make_document, publish, put

RICH = (
    "<p>为<strong>方便群众</strong>，现公布如下。</p><h2>一、办理</h2><ul><li>带身份证。</li><li>带户口簿。</li></ul>"
    "<ol><li>先登记</li><li>后领取</li></ol><blockquote><p>引用一段。</p></blockquote>"
    '<table><tbody><tr><th colspan="2">合并的表头</th></tr><tr><td>甲</td><td>乙</td></tr></tbody></table>'
)
TASKS = {
    "title": "任务分工表", "year": 2024, "warnings": [],
    "tasks": [{"no": "1", "level1": "公开", "level2": "", "requirement": "编制", "units": ["教育局"], "units_open": False, "deadline": "6月"}],
}  # fmt: skip
_MARGIN = 26 / 25.4 * 72


@pytest.fixture
def full(city: City, issue: GazetteIssue, authority: User) -> GazetteIssue:
    """Three documents in two sections: of an outline, of rich text, of plain lines with a task table."""
    put(issue, make_document(city.education), "规范性文件")
    rich = make_document(
        city.education, "便民须知", doc_no="明教发〔2024〕8号", outline=[], tables=[], text="略"
    )
    rich.text.html = RICH
    rich.text.save()
    put(issue, rich, "规章")
    plain = make_document(
        city.education,
        "分工通知",
        doc_no="",
        outline=[],
        tables=[TASKS],
        text="第一段。\n*不是* _标记_ #let <b> & $a$",
    )
    put(issue, plain)
    return issue


def bare(text: str) -> str:
    """Without white space, which each format sets in its own way."""
    return re.sub(r"\s", "", text)


def seen(root: lxml.html.HtmlElement) -> str:
    """The words of a page that are seen."""
    for node in root.xpath("//*[contains(@class, 'unseen')]"):
        node.drop_tree()
    return bare(root.text_content())


def words_of_pages(client: Client, url: str, count: int) -> list[str]:
    found = []
    for place in range(1, count + 1):
        page = lxml.html.fromstring(client.get(f"{url}{place}/").content)
        (article,) = page.xpath("//article")
        found.append(seen(article))
    return found


def words_of_epub(content: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("EPUB/item-"):
                tree = lxml.etree.fromstring(archive.read(name))
                (body,) = tree.iter("{http://www.w3.org/1999/xhtml}body")
                found.append(bare("".join(body.itertext())))
    return found


def words_of_pdf(content: bytes, starts: list[int]) -> list[str]:
    """The words of each document, without running heads and page numbers."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        pages = [
            bare(page.crop((0, _MARGIN, page.width, page.height - _MARGIN)).extract_text() or "")
            for page in document.pages
        ]
    ends = [*starts[1:], len(pages) + 1]
    return ["".join(pages[a - 1 : b - 1]) for a, b in zip(starts, ends, strict=True)]


def test_page_pdf_and_epub_say_the_same_word_for_word(
    full: GazetteIssue, authority: User, visitor: Client, with_font: None
) -> None:
    row = publish(full, authority)
    starts = sorted(row.items.values_list("page", flat=True))
    with open_file(row.pdf) as file:
        of_pdf = words_of_pdf(file.read(), starts)
    with open_file(row.epub) as file:
        of_epub = words_of_epub(file.read())
    of_pages = words_of_pages(visitor, "/gazette/minghu/2024/1/", 3)
    assert of_pages == of_epub
    assert of_pages == of_pdf
    assert of_pages[0].startswith(
        "便民须知明教发〔2024〕8号各区县教育局：为方便群众，现公布如下。一、办理•带身份证。"
    )
    assert "合并的表头甲乙" in of_pages[0]
    assert "*不是*_标记_#let<b>&$a$" in of_pages[2]
    assert "任务分工表序号工作任务" in of_pages[2]


def test_contents_of_page_pdf_and_epub_name_the_documents_in_one_order(
    full: GazetteIssue, authority: User, visitor: Client, with_font: None
) -> None:
    row = publish(full, authority)
    order = ["便民须知", "供暖补贴办法", "分工通知"]
    page = lxml.html.fromstring(visitor.get("/gazette/minghu/2024/1/").content)
    assert page.xpath("//ol[@class='gazette-contents']/li//a/text()") == order
    with open_file(row.pdf) as file:
        contents = PdfReader(file).pages[1].extract_text()
    found = [contents.index(title) for title in order]
    assert found == sorted(found)
    with open_file(row.epub) as file:
        nav = zipfile.ZipFile(file).read("EPUB/nav.xhtml").decode()
    assert re.findall(r'href="item-00\d.xhtml">([^<（]+)', nav) == order


def test_the_pdf_is_tagged_numbered_and_bears_the_name_of_the_issue(
    full: GazetteIssue, authority: User, with_font: None
) -> None:
    row = publish(full, authority)
    with open_file(row.pdf) as file:
        reader = PdfReader(file)
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("zh")
        assert reader.metadata.title == "明湖市人民政府公报　2024年第1期"
        cover = bare(reader.pages[0].extract_text())
        for item in row.items.select_related("version"):
            assert item.version.content["title"] in bare(reader.pages[item.page - 1].extract_text())
    for words in (
        "明湖市人民政府公报",
        "2024年第1期",
        "2024年6月1日",
        "责任编辑：朱主管",
        "刊号：CN37-0001",
    ):
        assert words in cover


def epub_of(issue: GazetteIssue) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(gazette_epub(edition_of(issue))))


def test_the_epub_has_the_structure_that_readers_expect(full: GazetteIssue) -> None:
    archive = epub_of(full)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype") == b"application/epub+zip"
    container = lxml.etree.fromstring(archive.read("META-INF/container.xml"))
    (rootfile,) = container.iter("{*}rootfile")
    package = lxml.etree.fromstring(archive.read(rootfile.get("full-path")))
    members = {f"EPUB/{item.get('href')}": item for item in package.iter("{*}item")}
    others = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert set(archive.namelist()) == set(members) | others
    assert len(archive.namelist()) == len(set(archive.namelist()))
    keys = [item.get("id") for item in package.iter("{*}item")]
    assert len(keys) == len(set(keys))
    spine = [ref.get("idref") for ref in package.iter("{*}itemref")]
    assert spine == ["cover", "nav", "item-001", "item-002", "item-003"]
    assert [item.get("id") for item in members.values() if item.get("properties") == "nav"] == [
        "nav"
    ]


def test_every_page_of_the_epub_is_well_formed_and_its_links_lead_somewhere(
    full: GazetteIssue,
) -> None:
    archive = epub_of(full)
    names = {name.removeprefix("EPUB/") for name in archive.namelist()}
    for name in archive.namelist():
        if not name.endswith(".xhtml"):
            continue
        tree = lxml.etree.fromstring(archive.read(name))
        assert tree.get("lang") == "zh-CN"
        ids = [node.get("id") for node in tree.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), name
        targets = [node.get(a) for node in tree.iter() for a in ("href", "src") if node.get(a)]
        assert {target for target in targets if "://" not in target} <= names, name


def test_the_epub_says_how_it_can_be_read(full: GazetteIssue) -> None:
    package = lxml.etree.fromstring(epub_of(full).read("EPUB/package.opf"))
    metas = [(meta.get("property"), meta.text) for meta in package.iter("{*}meta")]
    assert ("schema:accessMode", "textual") in metas
    assert ("schema:accessibilityHazard", "none") in metas
    assert [node.text for node in package.iter("{*}language")] == ["zh-CN"]
    assert [text for name, text in metas if name == "dcterms:modified"] == ["2024-06-01T12:00:00Z"]


def test_the_same_issue_gives_the_same_epub(full: GazetteIssue) -> None:
    assert gazette_epub(edition_of(full)) == gazette_epub(edition_of(full))


def test_a_picture_stands_in_all_three_formats(
    city: City, issue: GazetteIssue, authority: User, visitor: Client, with_font: None
) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "PNG")
    stream.seek(0)
    picture = pictures.store_picture(stream, alt="办理流程图", by=authority, unit=city.education)
    row = make_document(city.education, outline=[], tables=[], text="略")
    row.text.html = (
        f'<p>见图。</p><img data-file="{picture.pk}" alt="办理流程图" width="40" height="30">'
    )
    row.text.save()
    put(issue, row)
    made = publish(issue, authority)
    page = lxml.html.fromstring(visitor.get("/gazette/minghu/2024/1/1/").content)
    (tag,) = page.xpath("//article//img")
    assert tag.get("alt") == "办理流程图"
    assert visitor.get(tag.get("src")).headers["Content-Type"] == "image/png"
    with open_file(made.epub) as file:
        assert f"EPUB/picture-{picture.pk}.png" in zipfile.ZipFile(file).namelist()
    with open_file(made.pdf) as file, pdfplumber.open(file) as document:
        assert sum(len(found.images) for found in document.pages) == 1
    assert visitor.get(f"/gazette/minghu/2024/1/1/picture/{picture.pk + 1}/").status_code == 404


def test_a_text_in_preparation_that_was_taken_down_leaves_a_notice(
    full: GazetteIssue, city: City
) -> None:
    Publication.objects.filter(title="便民须知").update(
        state=State.WITHDRAWN, withdrawn_at=timezone.now(), takedown="error"
    )
    words = "".join(words_of_epub(gazette_epub(edition_of(full))))
    assert "撤下，正文不再提供" in words
    assert "带身份证" not in words
    assert "供暖补贴办法" in words


def test_without_a_chinese_font_the_editor_is_told_so(
    full: GazetteIssue, authority: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "fonts", lambda: None)
    gazette.order_proof(full, by=authority)
    jobs.run_due()
    full.refresh_from_db()
    assert (full.pdf, full.remark) == (None, NO_FONT)
    assert Notice.objects.get(user=authority).text == NO_FONT


def test_the_style_sheet_of_the_epub_asks_for_nothing_outside() -> None:
    css = Path(fonts.__file__).with_name("epub.css").read_text(encoding="utf-8")
    assert "url(" not in css
