"""Public copies: what goes, what stays, what is refused and how."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from gongkai.lib.public_copy import NotPublic, clean, cleaned
from gongkai.publishing.render import pdf as render
from gongkai.publishing.render.sheet import Paragraph, Sheet

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(change: Callable[[Any], None] = lambda document: None) -> bytes:
    document = Document()
    document.add_paragraph("各区县教育局：")
    document.core_properties.author = "张秘书"
    document.core_properties.last_modified_by = "李主任"
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet(change: Callable[[Any], None] = lambda book: None) -> bytes:
    book = Workbook()
    book.active["A1"] = "学校"
    book.properties.creator = "张秘书"
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The container with one more member."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def replaced_member(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return stream.getvalue()


def everything_in(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def refusal(kind: str, data: bytes) -> str:
    with pytest.raises(NotPublic) as refused:
        clean(kind, data)
    return refused.value.sentence


# -- Word


def test_a_word_file_keeps_its_words_and_loses_its_people() -> None:
    copy = clean("docx", word())
    assert [p.text for p in Document(io.BytesIO(copy)).paragraphs] == ["各区县教育局："]
    assert "张秘书".encode() not in everything_in(copy)
    assert "李主任".encode() not in everything_in(copy)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert [n for n in archive.namelist() if n.startswith("docProps/")] == []
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_path_of_the_template_and_stored_variables_go() -> None:
    def change(content: bytes) -> bytes:
        telling = (
            f'<w:docVars xmlns:w="{W}"><w:docVar w:name="path" w:val="D:\\zhang"/></w:docVars>'
        )
        return content.replace(b"</w:settings>", telling.encode() + b"</w:settings>")

    copy = clean("docx", replaced_member(word(), "word/settings.xml", change))
    assert b"zhang" not in everything_in(copy)
    assert len(Document(io.BytesIO(copy)).paragraphs) == 1


def test_tracked_changes_refuse_and_are_named() -> None:
    def change(document: Any) -> None:
        xml = f'<w:del xmlns:w="{W}" w:id="1" w:author="张秘书"><w:r><w:delText>拟罚款五万元</w:delText></w:r></w:del>'
        document.paragraphs[0]._p.append(parse_xml(xml))

    assert refusal("docx", word(change)) == (
        "文件中有1处修订痕迹（张秘书），其中删去的“拟罚款五万元”别人仍能看到；请在“审阅”中接受或者拒绝全部修订后再上传。"
    )


def test_comments_refuse_and_are_named() -> None:
    def change(document: Any) -> None:
        run = document.paragraphs[0].runs[0]
        document.add_comment(run, text="这里要请示领导", author="张秘书")

    assert refusal("docx", word(change)) == (
        "文件中有1条批注（张秘书），如“这里要请示领导”，会随文件一起公开；请处理并删除全部批注后再上传。"
    )


def test_hidden_text_refuses() -> None:
    def change(document: Any) -> None:
        run = document.paragraphs[0].add_run("内部掌握")
        run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))

    assert "隐藏的文字“内部掌握”" in refusal("docx", word(change))


@pytest.mark.parametrize(
    ("member", "word_for"),
    [
        ("word/vbaProject.bin", "宏"),
        ("word/embeddings/a.xlsx", "嵌入的对象"),
        ("word/activeX/activeX1.xml", "ActiveX控件"),
    ],
)
def test_active_content_refuses(member: str, word_for: str) -> None:
    assert f"文件中带有{word_for}，不能作为公开附件。" in refusal(
        "docx", with_member(word(), member, b"x")
    )


def test_a_link_into_this_machine_refuses_and_one_to_a_site_stays() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

    def link(target: str) -> bytes:
        return word(lambda d: d.part.relate_to(target, kind, is_external=True))

    assert "指向内部电脑上的路径" in refusal("docx", link("file:///D:/gongwen/a.doc"))
    assert b"https://www.gov.cn/" in everything_in(clean("docx", link("https://www.gov.cn/")))


def test_a_secrecy_mark_refuses() -> None:
    data = word(lambda d: d.paragraphs[0].insert_paragraph_before("机密★10年"))
    assert "文件标有“机密”字样" in refusal("docx", data)


def test_photographs_inside_lose_their_notes() -> None:
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-NAME"
    Image.new("RGB", (20, 20), "red").save(photo, "JPEG", exif=exif)
    data = word(lambda d: d.add_picture(io.BytesIO(photo.getvalue())))
    assert b"CAMERA-NAME" in everything_in(data)
    copy = clean("docx", data)
    assert b"CAMERA-NAME" not in everything_in(copy)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        (name,) = [n for n in archive.namelist() if "media/" in n]
        assert Image.open(io.BytesIO(archive.read(name))).size == (20, 20)


def test_a_document_type_definition_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    data = replaced_member(word(), "word/comments.xml", lambda c: bomb)
    data = data if b"word/comments.xml" in data else with_member(word(), "word/comments.xml", bomb)
    assert "已损坏" in refusal("docx", data)


# -- Excel and PowerPoint


def test_a_sheet_keeps_its_cells_and_loses_its_author() -> None:
    copy = clean("xlsx", sheet())
    assert load_workbook(io.BytesIO(copy)).active["A1"].value == "学校"
    assert "张秘书".encode() not in everything_in(copy)


def hide_sheet(book: Any) -> None:
    book.create_sheet("底数").sheet_state = "hidden"


def hide_column(book: Any) -> None:
    book.active["B1"] = "身份证号"
    book.active.column_dimensions["B"].hidden = True


def hide_row(book: Any) -> None:
    book.active["A2"] = "内部"
    book.active.row_dimensions[2].hidden = True


def comment_on(book: Any) -> None:
    book.active["A1"].comment = Comment("数字待核", "张秘书")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (hide_sheet, "工作簿中有隐藏的工作表“底数”"),
        (hide_column, "隐藏的1列"),
        (hide_row, "隐藏的1行"),
        (comment_on, "1条批注（张秘书），如“数字待核”"),
    ],
)
def test_what_a_workbook_hides_refuses_by_name(change: Any, sentence: str) -> None:
    assert sentence in refusal("xlsx", sheet(change))


def test_rows_that_a_filter_hides_are_no_secret() -> None:
    def change(book: Any) -> None:
        hide_row(book)
        book.active.auto_filter.ref = "A1:A2"

    assert load_workbook(io.BytesIO(clean("xlsx", sheet(change)))).active["A2"].value == "内部"


def slides(notes: str = "", show: str = "1") -> bytes:
    """The least that these checks read of a presentation."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("docProps/core.xml", "<a>张秘书</a>")
        archive.writestr(
            "ppt/slides/slide1.xml", f'<sld show="{show}"><t xmlns="{a}">标题</t></sld>'
        )
        archive.writestr(
            "ppt/notesSlides/notesSlide1.xml", f'<notes><t xmlns="{a}">{notes}</t></notes>'
        )
    return stream.getvalue()


def test_slides_lose_their_author_and_refuse_notes_and_hidden_ones() -> None:
    assert "张秘书".encode() not in everything_in(clean("pptx", slides("3")))
    assert "备注“先别讲这一页”" in refusal("pptx", slides("先别讲这一页"))
    assert "1张隐藏的幻灯片" in refusal("pptx", slides(show="0"))


# -- PDF


def pdf(change: Callable[[PdfWriter], None] = lambda writer: None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "zhang", "/Producer": "office"})
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def note(kind: str, **more: str) -> DictionaryObject:
    box = ArrayObject(FloatObject(n) for n in (10, 10, 50, 50))
    plain = {NameObject(f"/{k}"): TextStringObject(v) for k, v in more.items()}
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): box,
            **plain,
        }
    )


def annotated(*notes: DictionaryObject) -> bytes:
    def change(writer: PdfWriter) -> None:
        rows = ArrayObject(writer._add_object(item) for item in notes)
        writer.pages[0][NameObject("/Annots")] = rows

    return pdf(change)


def telling(writer: PdfWriter) -> None:
    """XMP, an attached file, a script at opening, data of a program."""
    writer.add_attachment("insidename", b"attached words")
    root = writer._root_object
    xmp = StreamObject()
    xmp._data = b"<x:xmpmeta>creator zhang</x:xmpmeta>"
    root[NameObject("/Metadata")] = writer._add_object(xmp)
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("scriptwords"),
        }
    )
    root[NameObject("/OpenAction")] = writer._add_object(script)
    writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Private"): TextStringObject("private words")}
    )


def test_a_pdf_keeps_its_pages_and_loses_everything_else() -> None:
    data = pdf(telling)
    copy = clean("pdf", data)
    reader = PdfReader(io.BytesIO(copy))
    assert (len(reader.pages), reader.metadata, reader.xmp_metadata) == (1, None, None)
    assert reader.attachments == {}
    words = (b"zhang", b"attached words", b"scriptwords", b"private words", b"insidename")
    assert [w for w in words if w not in data] == []
    assert [w for w in words if w in copy] == []


def test_an_earlier_state_of_a_pdf_does_not_go_along() -> None:
    reader = PdfReader(io.BytesIO(annotated(note("/FreeText", Contents="first words"))))
    writer = PdfWriter(reader, incremental=True)
    del writer.pages[0][NameObject("/Annots")]
    stream = io.BytesIO()
    writer.write(stream)
    assert b"first words" in stream.getvalue()
    assert b"first words" not in clean("pdf", stream.getvalue())


def test_notes_in_a_pdf_refuse_and_are_named() -> None:
    data = annotated(note("/Text", Contents="这里要改", T="张秘书"))
    assert "PDF中有1条批注（张秘书），如“这里要改”" in refusal("pdf", data)


def test_who_put_a_stamp_on_a_page_is_forgotten_and_the_stamp_stays() -> None:
    data = annotated(note("/FreeText", Contents="paid", T="zhang", M="D:20260101"))
    copy = clean("pdf", data)
    (kept,) = PdfReader(io.BytesIO(copy)).pages[0]["/Annots"]
    found = kept.get_object()
    assert (found["/Contents"], "/T" in found, "/M" in found) == ("paid", False, False)


def test_blackening_that_was_not_applied_refuses() -> None:
    assert "还没有应用的涂黑标记" in refusal("pdf", annotated(note("/Redact")))


def test_files_pinned_to_a_page_go() -> None:
    data = annotated(note("/FileAttachment", Contents="x"), note("/Link"))
    notes = PdfReader(io.BytesIO(clean("pdf", data))).pages[0]["/Annots"]
    assert [item.get_object()["/Subtype"] for item in notes] == ["/Link"]


@pytest.mark.parametrize(
    ("action", "kept"),
    [("/URI", True), ("/GoTo", True), ("/Launch", False), ("/SubmitForm", False)],
)
def test_a_click_leads_to_places_and_does_nothing_else(action: str, kept: bool) -> None:
    link = note("/Link")
    link[NameObject("/A")] = DictionaryObject({NameObject("/S"): NameObject(action)})
    (found,) = PdfReader(io.BytesIO(clean("pdf", annotated(link)))).pages[0]["/Annots"]
    assert ("/A" in found.get_object()) is kept


def test_a_secrecy_mark_in_a_pdf_refuses() -> None:
    if not render.available():
        pytest.skip("no Chinese font on this machine")
    made = render.pdf(
        Sheet("关于有关事项的通知", paragraphs=[Paragraph("机密★10年"), Paragraph("正文。")])
    )
    assert "文件标有“机密”字样" in refusal("pdf", made)


def test_a_locked_and_a_broken_pdf_are_refused() -> None:
    assert "设有密码" in refusal("pdf", pdf(lambda w: w.encrypt("geheim", algorithm="RC4-128")))
    assert "PDF文件已损坏" in refusal("pdf", b"%PDF-1.7\nrubbish")


# -- pictures, sound, film, text, OFD


@pytest.mark.parametrize(
    ("kind", "form"),
    [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("tif", "TIFF"), ("gif", "GIF")],
)
def test_a_picture_keeps_its_points_and_loses_its_notes(kind: str, form: str) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-NAME"
    extra = {} if form == "GIF" else {"exif": exif}
    Image.new("RGB", (30, 20), (200, 30, 30)).save(stream, form, **extra)
    data = stream.getvalue() + b"hidden behind the end"
    copy = clean(kind, data)
    picture = Image.open(io.BytesIO(copy))
    assert (picture.format, picture.size, dict(picture.getexif())) == (
        form,
        (30, 20),
        {},
    ) or form == "TIFF"
    assert b"CAMERA-NAME" not in copy
    assert b"hidden behind" not in copy


def test_all_pages_of_a_scan_stay() -> None:
    pages = [Image.new("1", (40, 60), n % 2) for n in range(3)]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    assert Image.open(io.BytesIO(clean("tiff", stream.getvalue()))).n_frames == 3


def test_a_moving_a_huge_and_a_broken_picture_are_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=90)
    assert "会动的图片" in refusal("gif", stream.getvalue())
    stream = io.BytesIO()
    Image.new("1", (9000, 9000)).save(stream, "PNG")
    assert "超过6000万像素的上限" in refusal("png", stream.getvalue())
    assert "图片已损坏" in refusal("png", b"\x89PNG\r\n\x1a\nrubbish")


def test_a_song_loses_its_labels() -> None:
    sound = b"\xff\xfb\x90\x00" + bytes(400)
    label = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"TPE1 zhang"
    assert clean("mp3", label + sound + b"TAG" + b"zhang".ljust(125, b"\0")) == sound


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def test_a_film_loses_place_and_day_and_nothing_moves() -> None:
    head = box(b"mvhd", bytes(4) + b"\x11" * 8 + b"\x22" * 88)
    film = (
        box(b"ftyp", b"isom")
        + box(b"moov", head + box(b"udta", b"+36.6+117.0/"))
        + box(b"mdat", b"PICTURES")
    )
    copy = clean("mp4", film)
    assert len(copy) == len(film)
    assert b"+36.6" not in copy
    assert b"\x11" not in copy
    assert copy.endswith(box(b"mdat", b"PICTURES"))
    assert "已损坏" in refusal("mp4", b"\x00\x00\xff\xffmoov")


def test_text_is_text_and_nothing_else() -> None:
    assert clean("txt", "姓名".encode("gb18030")) == "姓名".encode()
    assert clean("csv", "姓名,数".encode()) == "\ufeff姓名,数".encode()
    assert "不是可以阅读的文本" in refusal("txt", b"a\x00b")


def ofd(*more: str) -> bytes:
    stream = io.BytesIO()
    info = "<DocInfo><DocID>1</DocID><Author>张秘书</Author></DocInfo>"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", f'<OFD xmlns="http://www.ofdspec.org/2016">{info}</OFD>')
        for name in more:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def test_an_ofd_loses_its_author_and_refuses_seals_and_attached_files() -> None:
    copy = everything_in(clean("ofd", ofd()))
    assert "张秘书".encode() not in copy
    assert b"DocID" in copy
    assert "带有电子签章" in refusal("ofd", ofd("Doc_0/Signs/Signatures.xml"))
    assert "夹带了附件" in refusal("ofd", ofd("Doc_0/Attachs/Attachments.xml"))


# -- kinds, limits


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("html", "网页文件可能带有脚本，不能作为公开附件，请转成PDF或者Word（docx）后再上传。"),
        ("zip", "压缩包里的文件无法逐个检查，不能作为公开附件，请解压后逐个上传。"),
        (
            "doc",
            "旧版格式的文件不能可靠地去除作者等信息，请在原来的软件中另存为docx或者PDF后再上传。",
        ),
        (
            "et",
            "旧版格式的文件不能可靠地去除作者等信息，请在原来的软件中另存为xlsx或者PDF后再上传。",
        ),
        (
            "exe",
            "这种格式的文件不能作为公开附件，请转成PDF、Word（docx）或者Excel（xlsx）后再上传。",
        ),
    ],
)
def test_a_kind_that_cannot_be_cleaned_is_refused(kind: str, sentence: str) -> None:
    assert refusal(kind, b"x") == sentence


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(150 * 1024 * 1024))
    assert "体积异常巨大" in refusal("docx", stream.getvalue())


def test_the_child_gives_the_same_and_keeps_its_limits() -> None:
    data = word()
    assert cleaned("docx", data) == clean("docx", data)
    large = io.BytesIO()
    Image.new("RGB", (7000, 7000)).save(large, "PNG", compress_level=1)
    with pytest.raises(NotPublic, match="没有处理完"):
        cleaned("png", large.getvalue(), memory=300 * 1024 * 1024)
    with pytest.raises(NotPublic, match="没有处理完"):
        cleaned("png", large.getvalue(), seconds=0)
    with pytest.raises(NotPublic, match="网页文件"):
        cleaned("html", b"<html>")
