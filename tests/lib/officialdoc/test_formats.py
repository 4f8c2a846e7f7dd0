"""Office formats, made on the spot: docx, xlsx, pdf, ofd; doc through the converters' output."""

import io
import shutil
import zipfile
from datetime import date

import docx
import openpyxl
import pypdf
import pytest
import typst
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.parse import parse_bytes, parse_untrusted
from gongkai.lib.officialdoc.readers import doc, isolate
from gongkai.lib.officialdoc.readers.numbering import format_number
from tests.lib.officialdoc.samples import NOTICE, headings, items

TASKS = [
    ["序号", "工作任务", "责任单位", "完成时限"],
    ["1", "改善设施", "市园林局", "2023年6月底前"],
    ["2", "加强服务", "市园林局、市财政局", "2023年9月底前"],
]


def word(paragraphs=(), table=()):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return document


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_word_file_is_read_in_a_child_with_its_table():
    result = parse_untrusted("a.docx", saved(word(NOTICE.split("\n"), TASKS)))
    assert account_for_lines(result) == {}
    assert result.documents[0].doc_no == "示政办发〔2023〕8号"
    assert [task.requirement for task in result.tables[0].tasks] == ["改善设施", "加强服务"]
    assert result.source.grids[0].rows[1] == [["1"], ["改善设施"], ["市园林局"], ["2023年6月底前"]]


def test_merged_cells_of_a_word_table_are_empty_where_a_span_covers_them():
    document = word(["名录"], [["区", "公园", "面积"], ["东区", "甲园", "大"], ["", "乙园", "小"]])
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    rows = parse_bytes("a.docx", saved(document)).source.grids[0].rows
    assert [[bool(cell) for cell in row] for row in rows] == [
        [True, True, False],
        [True, True, True],
        [False, True, True],
    ]


def test_automatic_numbers_are_part_of_the_text_as_word_shows_them():
    document = word(["公园管理要点"])
    document.add_paragraph("改善设施。年底前修完道路。", style="List Number")
    document.add_paragraph("加强服务。夏季延长开放。", style="List Number")
    result = parse_bytes("a.docx", saved(document))
    assert headings(result.documents[0].outline) == [(3, "1.", "改善设施"), (3, "2.", "加强服务")]
    assert result.warnings == ["部分序号由Word自动编号生成，已按编号设置还原，请核对。"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1, "chineseCounting", "一"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (3, "decimal", "3"),
        (2, "decimalEnclosedCircle", "②"),
        (3, "lowerLetter", "c"),
    ],
)
def test_a_number_of_a_list_is_written_in_the_format_of_its_level(value, kind, text):
    assert format_number(value, kind) == text


def test_inserted_text_counts_and_deleted_text_does_not():
    document = word(["公园管理要点", "为方便市民，公园"])
    paragraph = document.paragraphs[1]._p
    for tag, inner, text in (("w:ins", "w:t", "全天开放。"), ("w:del", "w:delText", "夜间关闭。")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph.append(change)
    assert parse_bytes("a.docx", saved(document)).source.texts[1] == "为方便市民，公园全天开放。"


def test_a_workbook_gives_one_grid_for_each_sheet_and_its_title_as_a_line():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023年公园重点工作任务分解表"])
    for row in TASKS:
        sheet.append(row)
    result = parse_untrusted("a.xlsx", saved(book))
    assert account_for_lines(result) == {}
    assert result.documents[0].title == "2023年公园重点工作任务分解表"
    assert [task.units for task in result.tables[0].tasks] == [
        ["市园林局"],
        ["市园林局", "市财政局"],
    ]


def test_a_formula_is_not_computed():
    book = openpyxl.Workbook()
    book.active.append(["公园名录", "=1+1"])
    book.active.append(["甲园", "大"])
    assert "=1+1" not in "".join(parse_bytes("a.xlsx", saved(book)).source.texts)


def chinese_font():
    import subprocess

    listed = (
        subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
        ).stdout
        if shutil.which("fc-list")
        else ""
    )
    names = [line.split(",")[0].strip() for line in listed.splitlines() if line.strip()]
    if not names:
        pytest.skip("no Chinese font on this machine")
    return sorted(names)[0]


def printed(body, *, pages=1):
    setup = f'#set page(numbering: "— 1 —")\n#set text(font: "{chinese_font()}", size: 16pt, lang: "zh")\n#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n'
    return typst.compile((setup + "\n#pagebreak()\n".join([body] * pages)).encode())


LETTER = """#align(center)[示例市园林局关于公园管理的通知]
#align(center)[示园发〔2021〕9号]
#par(first-line-indent: 0em)[各区园林局：]

为方便市民，请做好公园管理工作，按时开放，及时维修，公开收费标准，接受社会监督，并在年底前完成整改，把整改情况在门户网站上公布。

一、改善设施。年底前修完主要道路，铺设盲道，并在路口设置指示牌和休息座椅，方便老年人和儿童。

#align(right)[示例市园林局]
#align(right)[2021年5月28日]
#par(first-line-indent: 0em)[（此件公开发布）]
"""


def test_a_pdf_with_a_text_layer_is_read_line_by_line_and_joined():
    result = parse_untrusted("a.pdf", printed(LETTER))
    document = result.documents[0]
    assert account_for_lines(result) == {}
    assert (document.title, document.doc_no) == (
        "示例市园林局关于公园管理的通知",
        "示园发〔2021〕9号",
    )
    assert (document.signed_on, document.attribute) == (date(2021, 5, 28), "proactive")
    assert (
        items(document.outline, 1)[0].text
        == "年底前修完主要道路，铺设盲道，并在路口设置指示牌和休息座椅，方便老年人和儿童。"
    )
    assert result.unplaced == []


def test_a_table_in_a_pdf_becomes_a_grid():
    cells = ", ".join(f"[{text}]" for row in TASKS for text in row)
    result = parse_bytes("a.pdf", printed(f"任务分解表\n#table(columns: 4, {cells})"))
    assert [
        [cell[0].replace(" ", "") for cell in row] for row in result.source.grids[0].rows
    ] == TASKS


def test_a_scanned_pdf_is_refused_because_it_has_no_text_layer():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(Unreadable, match="这份pdf没有文字层，可能是扫描件，请先做文字识别"):
        parse_untrusted("a.pdf", target.getvalue())


def test_a_locked_pdf_is_refused():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(Unreadable, match="pdf文件设有打开密码，无法读取，请取消密码后重新上传。"):
        parse_untrusted("a.pdf", target.getvalue())


def test_a_damaged_pdf_is_refused():
    with pytest.raises(Unreadable, match="pdf"):
        parse_untrusted("a.pdf", b"%PDF-1.7\n" + b"x" * 500)


def test_a_child_that_runs_out_of_time_is_stopped(monkeypatch):
    monkeypatch.setattr(isolate, "SECONDS", 0)
    with pytest.raises(Unreadable, match="在规定的时间和内存内没有读完"):
        parse_untrusted("a.docx", saved(word(["公园"])))


def ofd(*lines):
    text = "".join(
        f'<ofd:TextObject Boundary="{left} {top} 150 6" Size="5"><ofd:TextCode X="0" Y="5">{words}</ofd:TextCode></ofd:TextObject>'
        for left, top, words in lines
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>{text}</ofd:Layer></ofd:Content></ofd:Page>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("OFD.xml", "<ofd/>")
        made.writestr("Doc_0/Pages/Page_0/Content.xml", content)
    return target.getvalue()


def test_an_ofd_file_is_read_by_the_place_of_its_text():
    data = ofd(
        (40, 50, "示园发〔2021〕9号"),
        (30, 30, "示例市园林局关于公园管理的通知"),
        (20, 70, "各区园林局："),
        (30, 90, "请做好管理。"),
    )
    document = parse_untrusted("a.ofd", data).documents[0]
    assert (document.title, document.doc_no, document.addressees) == (
        "示例市园林局关于公园管理的通知",
        "示园发〔2021〕9号",
        ["各区园林局"],
    )


def test_an_ofd_file_without_text_is_refused():
    with pytest.raises(Unreadable, match="这份ofd没有文字层"):
        parse_untrusted("a.ofd", ofd())


WORD97 = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(600)
    + "WordDocument".encode("utf-16-le")
    + bytes(600)
)


def test_without_a_converter_the_refusal_names_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(Unreadable, match="需要安装antiword、catdoc或LibreOffice中的一种"):
        parse_bytes("a.doc", WORD97)


def test_a_damaged_word_97_file_is_refused(monkeypatch):
    monkeypatch.setattr(
        shutil, "which", lambda program: "/bin/false" if program == "catdoc" else None
    )
    with pytest.raises(Unreadable, match="doc文件已损坏、加了密码或格式特殊"):
        parse_bytes("a.doc", WORD97)


def test_the_drawn_table_of_a_converter_is_replaced_by_the_structured_one():
    texts = ["名录", "|区  |公园      |", "|东区|甲园和很  |", "|    |长的名字  |", "", "完。"]
    source = doc.place_tables(texts, [[[["区"], ["公园"]], [["东区"], ["甲园和很长的名字"]]]])
    assert source.texts == ["名录", "区\t公园", "东区\t甲园和很长的名字", "", "完。"]
    assert source.warnings == []


def test_a_drawn_table_is_read_where_there_is_no_structured_one():
    texts = ["|区  |公园      |", "|东区|甲园和很  |", "|    |长的名字  |"]
    source = doc.place_tables(texts, [])
    assert source.grids[0].rows == [[["区"], ["公园"]], [["东区"], ["甲园和很长的名字"]]]
    assert source.warnings == ["doc文件中的表格按排版线条还原，单元格可能有误，请核对。"]


def test_a_word_file_holding_a_macro_says_that_it_was_left_alone():
    data = io.BytesIO(saved(word(["公园管理要点", "为方便市民，公园全天开放。"])))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr("word/vbaProject.bin", b"x")
    assert parse_bytes("a.docx", data.getvalue()).warnings == [
        "文件中带有宏，宏没有读取也没有运行。"
    ]


def test_the_label_of_a_numbered_heading_style_is_found_through_the_style():
    document = word(["公园管理要点"])
    style = document.styles["Heading 1"].element
    properties = style.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    number_id = OxmlElement("w:numId")
    number_id.set(
        qn("w:val"),
        document.styles["List Number"]
        .element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        .get(qn("w:val")),
    )
    number.append(number_id)
    properties.append(number)
    document.add_paragraph("改善设施", style="Heading 1")
    assert parse_bytes("a.docx", saved(document)).source.texts[1] == "1.改善设施"
