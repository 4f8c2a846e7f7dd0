"""Plain texts in every encoding, kinds by content, and each refusal with its sentence."""

import io
import zipfile

import pytest

from gongkai.lib.officialdoc import readers
from gongkai.lib.officialdoc.errors import SecrecyMark, Unreadable
from gongkai.lib.officialdoc.parse import parse_bytes, parse_file, parse_text, parse_untrusted
from gongkai.lib.officialdoc.readers import archive
from tests.lib.officialdoc.samples import NOTICE, page

CODES = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]


@pytest.mark.parametrize("encoding", CODES)
def test_a_text_is_read_in_every_encoding(encoding):
    assert (
        parse_bytes("a.txt", NOTICE.encode(encoding)).documents[0].doc_no == "示政办发〔2023〕8号"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end_parts_lines(newline):
    assert (
        parse_bytes("a.txt", NOTICE.replace("\n", newline).encode())
        .documents[0]
        .signed_on.isoformat()
        == "2023-04-06"
    )


def test_a_wrong_extension_is_a_warning_where_the_content_can_be_read():
    result = parse_bytes("a.docx", NOTICE.encode())
    assert result.warnings == ["文件扩展名是docx，内容实际是txt，已按内容读取。"]


def test_a_page_named_doc_is_read_as_the_page_it_is():
    markup = page(
        "<title>示例市园林局关于公园的通知</title>",
        '<div id="zoom"><p>为方便市民，公园全天开放。</p></div>',
    )
    assert parse_bytes("a.doc", markup.encode()).source.kind == "html"


def test_text_with_a_few_tags_in_it_stays_text():
    assert (
        parse_bytes("a.txt", "公园任务表\n<p>改善设施</p>\t<p>市园林局</p>\n".encode()).source.kind
        == "txt"
    )


def zipped(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFUSALS = {
    "empty": (b"", "文件是空的，没有任何内容，请检查后重新上传。"),
    "blank": ("　 \r\n\t\n".encode(), "文件里没有读到任何文字，请确认内容后重新上传。"),
    "zeros": (
        bytes(5000),
        "文件内容是乱码或二进制数据，不是文字，请另存为UTF-8编码的文本后重新上传。",
    ),
    "rubbish": (
        bytes(range(1, 32)) * 200,
        "文件内容是乱码或二进制数据，不是文字，请另存为UTF-8编码的文本后重新上传。",
    ),
    "picture": (
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        "这是一张图片，没有文字，请先做文字识别（OCR）再上传文本。",
    ),
    "program": (b"\x7fELF" + bytes(100), "文件内容是程序或压缩包，不是公文，请上传公文本身。"),
    "broken zip": (b"PK\x03\x04" + b"x" * 300, "文件已损坏，无法打开，请重新导出后上传。"),
    "plain zip": (zipped(a_txt="x"), "文件是压缩包，不是公文，请解压后逐个上传。"),
    "slides": (
        zipped(ppt__presentation_xml="x"),
        "这是演示文稿，不是公文，请上传docx、doc、pdf、html或txt文件。",
    ),
    "odf": (zipped(content_xml="x"), "这是ODF文档，暂不能读取，请另存为docx后重新上传。"),
    "rtf": (b"{\\rtf1 abc}", "这是RTF文件，暂不能读取，请在Word或WPS中另存为docx后重新上传。"),
    "old workbook": (
        OLE + "Workbook".encode("utf-16-le"),
        "这是xls表格，暂不能读取，请另存为xlsx后重新上传。",
    ),
    "locked office": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "文件设有打开密码，无法读取，请取消密码后重新上传。",
    ),
    "other compound": (
        OLE,
        "文件是旧版Office格式但不是Word文档，或者已经损坏，请另存为docx后重新上传。",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_says_why_in_one_sentence(case):
    data, sentence = REFUSALS[case]
    with pytest.raises(Unreadable) as refusal:
        parse_untrusted("a.txt", data)
    assert refusal.value.sentence == sentence


def test_a_file_above_the_limit_is_refused():
    with pytest.raises(Unreadable, match=r"文件超过1 MB的上限，请拆分或压缩其中的图片后重新上传。"):
        parse_bytes("a.txt", b"a" * (1024 * 1024 + 1), max_bytes=1024 * 1024)


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(Unreadable, match=r"找不到文件“none\.txt”，请检查路径后重试。"):
        parse_file(tmp_path / "none.txt")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="不是文件，请指定要读取的公文文件。"):
        parse_file(tmp_path)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    place = tmp_path / "big.txt"
    place.write_bytes(b"a" * 2048)
    with pytest.raises(Unreadable, match="的上限，请拆分"):
        parse_file(place, max_bytes=1024)


def test_parse_file_names_the_file_as_it_was_given(tmp_path):
    place = tmp_path / "notice.txt"
    place.write_text(NOTICE, encoding="utf-8")
    assert parse_file(place).file == str(place)


def test_a_page_nested_too_deeply_is_refused():
    markup = "<html><body>" + "<div>" * 150 + "公园" * 100 + "</div>" * 150 + "</body></html>"
    with pytest.raises(Unreadable, match="网页标签嵌套超过100层"):
        parse_bytes("a.html", markup.encode())


def test_a_page_of_a_hundred_thousand_open_tags_is_refused():
    with pytest.raises(Unreadable, match="网页标签嵌套超过100层"):
        parse_bytes("a.html", b"<html><body>" + b"<div>" * 100_000)


def test_a_page_with_too_much_markup_is_refused():
    with pytest.raises(Unreadable, match="网页正文过大，请只保存公文正文后重新上传。"):
        parse_bytes("a.html", ("<html><body>" + "<p>公园全天开放。</p>" * 150_000).encode())


def test_scripts_do_not_count_against_the_limit():
    filler = "<script>" + "x" * 3_000_000 + "</script>"
    markup = page(
        "<title>示例市园林局关于公园的通知</title>",
        f'{filler}<div id="zoom"><p>为方便市民，公园全天开放。</p></div>',
    )
    assert parse_bytes("a.html", markup.encode()).documents[0].title == "示例市园林局关于公园的通知"


BOMB = "文件解压后的体积异常巨大，为保护系统已拒绝读取，请核对文件来源。"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Unreadable, match=BOMB):
        parse_untrusted("a.docx", zipped(word__document_xml=b"a" * 40_000_000))


def test_a_zip_with_too_many_entries_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    data = zipped(word__document_xml="a", b_xml="b", c_xml="c", d_xml="d")
    with pytest.raises(Unreadable, match=BOMB):
        parse_bytes("a.docx", data)


def test_a_docx_whose_content_is_no_document_is_refused():
    with pytest.raises(Unreadable, match="docx文件已损坏"):
        parse_untrusted("a.docx", zipped(word__document_xml="not xml"))


def test_external_entities_are_never_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("不可读取的内容", encoding="utf-8")
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>为方便市民，公园全天开放&x;。</p></body></html>'
    assert all(
        "不可读取" not in text for text in parse_bytes("a.html", markup.encode()).source.texts
    )


def test_a_text_of_a_collection_may_not_be_empty():
    with pytest.raises(Unreadable, match="文本是空的"):
        parse_text("标题", " \n ")


def test_the_reader_returns_lines_as_they_are():
    source = readers.read_source("a.txt", "　　一、改善 设施\r\n\r\n(一) 道路".encode())
    assert source.texts == ["　　一、改善 设施", "", "(一) 道路"]


MARKS = [
    "机密★1年",
    "机密 ★ 一年",
    "秘密",
    "绝密★",
    "密级：机密",
    "密级和保密期限：秘密★5年",
    "000123\n机密★10年\n特急",
    "秘密★长期",
    "【机密】",
    "机密★",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_secrecy_mark_stops_at_once(mark):
    with pytest.raises(SecrecyMark, match="涉密文件不得导入本系统"):
        parse_bytes("a.txt", f"{mark}\n{NOTICE}".encode())


def test_a_starred_mark_stops_wherever_it_stands():
    with pytest.raises(SecrecyMark):
        parse_bytes("a.txt", f"{NOTICE}\n\n示例市园林局文件\n机密★1年\n".encode())


def test_a_mark_in_an_element_table_stops():
    markup = page(
        "<title>示例市园林局通知</title>",
        '<ul><li>密级：秘密</li></ul><div id="zoom"><p>为方便市民，公园全天开放。</p></div>',
    )
    with pytest.raises(SecrecyMark):
        parse_bytes("a.html", markup.encode())


@pytest.mark.parametrize(
    "words",
    [
        "要依法保守国家秘密、商业秘密。",
        "保守国家秘密",
        "机密文件的管理由办公室负责。",
        "秘密级事项的定密，按规定办理。",
        "商业秘密",
    ],
)
def test_the_mere_words_do_not_stop(words):
    text = NOTICE.replace("方便市民，节约经费。", f"方便市民，节约经费。\n{words}")
    assert len(parse_bytes("a.txt", text.encode()).documents) == 1
    assert (
        len(parse_bytes("a.txt", f"公园管理要点\n{words}\n一、改善设施\n".encode()).documents) == 1
    )


def test_a_text_of_too_many_lines_is_refused_however_small_it_is():
    within = "关于开会的通知\n" + "甲\n" * (readers.MAX_LINES - 2)
    assert len(readers.read_source("a.txt", within.encode()).lines) <= readers.MAX_LINES
    with pytest.raises(Unreadable, match=f"文件超过{readers.MAX_LINES}行"):
        readers.read_source("a.txt", ("甲\n" * (readers.MAX_LINES + 2)).encode())
