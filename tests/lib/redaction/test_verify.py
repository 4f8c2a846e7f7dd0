"""The proof fails for every copy that is not what it should be."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from gongkai.lib.redaction import Region, find_text, page_image, redact_pdf, verify_pdf
from gongkai.lib.redaction.picture import pdf_of_picture
from tests.lib.redaction.papers import SECRET, line, paper

ORIGINAL = paper(line(150, 600, SECRET) + line(150, 500, "open"), line(150, 600, "second"))
REGIONS = find_text(ORIGINAL, SECRET)
TEXT = "第1处标记下的文字还能从公开副本中提取出来，请重新生成。"


def changed(change: Callable[[PdfWriter], None]) -> bytes:
    """The right copy with something done to it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(redact_pdf(ORIGINAL, REGIONS))))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_black_box_drawn_over_the_text_is_no_redaction() -> None:
    region = REGIONS[0]
    box = f"0 g {region.left * 600} {(1 - region.bottom) * 800} 200 30 re f".encode()
    covered = paper(line(150, 600, SECRET) + line(150, 500, "open") + box, line(150, 600, "second"))
    assert verify_pdf(covered, ORIGINAL, REGIONS) == [
        "第1页还能提取出文字，请重新生成。",
        "第2页还能提取出文字，请重新生成。",
        TEXT,
        "第1处标记下的文字还留在公开副本的数据里，请重新生成。",
        "第1页不是单一的图像，请重新生成。",
    ]


def test_a_copy_with_fewer_pages_is_named() -> None:
    copy = redact_pdf(paper(line(150, 600, SECRET)), REGIONS)
    assert verify_pdf(copy, ORIGINAL, REGIONS) == ["公开副本有1页，原件有2页，请重新生成。"]


def test_a_copy_made_with_other_marks_is_named() -> None:
    copy = redact_pdf(ORIGINAL, [Region(1, 0.7, 0.7, 0.8, 0.8)])
    assert verify_pdf(copy, ORIGINAL, REGIONS) == [
        "第1处标记没有全部涂黑，请重新生成。",
        "第1处标记显示出来不是全黑，请重新生成。",
        "第1页标记以外的内容与原件不一致，请重新生成。",
    ]


def test_pages_in_another_order_are_named() -> None:
    other = paper(line(150, 600, "second"), line(150, 600, SECRET) + line(150, 500, "open"))
    copy = redact_pdf(other, REGIONS)
    assert verify_pdf(copy, ORIGINAL, REGIONS) == [
        "第1页标记以外的内容与原件不一致，请重新生成。",
        "第2页标记以外的内容与原件不一致，请重新生成。",
    ]


def title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "张三的材料"})


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment("a.txt", b"anything")


def bookmark(writer: PdfWriter) -> None:
    writer.add_outline_item(title="anything", page_number=0)


def thumbnail(writer: PdfWriter) -> None:
    thumb = StreamObject()
    thumb.set_data(b"anything")
    writer.pages[0][NameObject("/Thumb")] = writer._add_object(thumb)


def loose_stream(writer: PdfWriter) -> None:
    loose = StreamObject()
    loose.set_data(SECRET.encode())
    writer._add_object(loose.flate_encode())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (title, "公开副本里有文档属性，请重新生成。"),
        (attachment, "公开副本里有附带的文件，请重新生成。"),
        (bookmark, "公开副本里有书签，请重新生成。"),
        (thumbnail, "公开副本里有缩略图，请重新生成。"),
        (loose_stream, "第1处标记下的文字还留在公开副本的数据里，请重新生成。"),
    ],
)
def test_what_was_added_to_the_copy_is_named(
    change: Callable[[PdfWriter], None], sentence: str
) -> None:
    assert sentence in verify_pdf(changed(change), ORIGINAL, REGIONS)


def test_a_single_byte_more_is_noticed() -> None:
    copy = redact_pdf(ORIGINAL, REGIONS)
    assert verify_pdf(copy + b"%x\n", ORIGINAL, REGIONS) == [
        "公开副本里有页面图像以外的内容，请重新生成。"
    ]


def test_a_picture_of_a_page_put_in_place_of_the_copy_is_named() -> None:
    one = paper(line(150, 600, SECRET))
    regions = find_text(one, SECRET)
    unmarked = pdf_of_picture(page_image(redact_pdf(one, []), 1, 4000))
    assert "第1处标记没有全部涂黑，请重新生成。" in verify_pdf(unmarked, one, regions)
