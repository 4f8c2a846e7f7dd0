"""A redacted PDF: what is black, what is gone, what stays."""

import dataclasses
import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from gongkai.lib.redaction import (
    NotRedacted,
    Region,
    blind_pages,
    find_text,
    left_elsewhere,
    page_image,
    page_sizes,
    picture_pdf,
    redact_pdf,
    verify_pdf,
    words_under,
)
from tests.lib.redaction import papers
from tests.lib.redaction.papers import HIDDEN, SECRET, deflated, line, paper, photo, picture, stream


def traces_of(data: bytes, *words: str) -> list[str]:
    """The ways in which words still stand in a file: raw, as hex, in any stream unpacked."""
    reader = PdfReader(io.BytesIO(data))
    heaps = {"file": data}
    for number in sorted({n for table in reader.xref.values() for n in table}):
        thing = reader.get_object(number)
        if hasattr(thing, "get_data"):
            heaps[f"stream {number}"] = thing.get_data()
    heaps["text"] = "\n".join(page.extract_text() for page in reader.pages).encode()
    forms = [
        form
        for word in words
        for code in ("utf-8", "utf-16-be", "gb18030")
        for form in (word.encode(code), word.encode(code).hex().encode())
    ]
    return [name for name, heap in heaps.items() if any(f.lower() in heap.lower() for f in forms)]


def shown(data: bytes, region: Region, page: int = 1) -> tuple[int, int]:
    """Darkest and brightest point of a region as a viewer draws it, two points from its edge."""
    image = Image.open(io.BytesIO(page_image(data, page, 800))).convert("L")
    width, height = image.size
    box = (
        region.left * width + 2,
        region.top * height + 2,
        region.right * width - 2,
        region.bottom * height - 2,
    )
    return image.crop(tuple(map(round, box))).getextrema()  # type: ignore[arg-type,return-value]


TURNED = b"/MediaBox[0 0 600 800]/CropBox[100 200 400 700]/Rotate %d"
SIMPLE = paper(line(150, 600, SECRET) + line(150, 500, "公开的文字") + line(150, 400, HIDDEN))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_on_a_turned_and_cropped_page_are_black_and_gone(turn: int) -> None:
    original = paper(
        line(150, 600, SECRET) + line(150, 500, "公开的文字") + line(20, 20, "OUTSIDE"),
        page=TURNED % turn,
    )
    regions = find_text(original, SECRET)
    copy = redact_pdf(original, regions)
    assert words_under(original, regions) == [[SECRET.lower()]]
    assert [shown(copy, region) for region in regions] == [(0, 0)]
    assert traces_of(copy, SECRET, "公开的文字", "OUTSIDE") == []
    assert page_sizes(copy) == page_sizes(original)
    assert verify_pdf(copy, original, regions) == []


def test_a_box_drawn_by_hand_lies_where_it_is_seen() -> None:
    original = paper(b"0 1 0 rg 0 0 600 800 re f 1 0 0 rg 100 200 30 50 re f", page=TURNED % 90)
    # Cut to 300 by 500 and turned to the right, the red corner is seen at the upper left.
    region = Region(1, 0, 0, 0.1, 0.1)
    copy = redact_pdf(original, [region])
    image = Image.open(io.BytesIO(page_image(copy, 1, 500))).convert("RGB")
    assert [image.getpixel(point) for point in ((5, 5), (45, 25), (60, 40))] == [
        (0, 0, 0), (0, 0, 0), (0, 255, 0),
    ]  # fmt: skip


def test_the_ground_is_printed_into_the_box_where_it_fits() -> None:
    wide, narrow = (
        find_text(SIMPLE, HIDDEN, ground="个人隐私"),
        Region(1, 0.5, 0.5, 0.51, 0.9, "商业秘密"),
    )
    copy = redact_pdf(SIMPLE, [*wide, narrow])
    assert PdfReader(io.BytesIO(copy)).pages[0].extract_text() == "个人隐私"
    assert verify_pdf(copy, SIMPLE, [*wide, narrow]) == []


def test_the_note_of_a_mark_is_not_in_the_copy() -> None:
    noted = dataclasses.replace(find_text(SIMPLE, HIDDEN)[0], note="INTERNALNOTE")
    assert traces_of(redact_pdf(SIMPLE, [noted]), "INTERNALNOTE") == []


def test_the_same_marks_give_the_same_bytes() -> None:
    regions = find_text(SIMPLE, SECRET, ground="个人隐私")
    assert redact_pdf(SIMPLE, regions) == redact_pdf(SIMPLE, regions)


def test_a_copy_without_marks_has_nothing_hidden() -> None:
    copy = redact_pdf(SIMPLE, [])
    assert blind_pages(copy) == [1]
    assert verify_pdf(copy, SIMPLE, []) == []


# --- where words hide --------------------------------------------------------------------------


def with_form_object() -> bytes:
    return paper(
        b"q 1 0 0 1 50 50 cm /X Do Q",
        resources=b"/XObject<</X 9 0 R>>",
        extra=(
            deflated(
                line(100, 500, SECRET),
                b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>",
            ),
        ),
    )


def with_note() -> bytes:
    """A free-text note that is drawn, and a comment that is not."""
    look = stream(
        b"BT /F 12 Tf 10 5 Td (%b) Tj ET" % SECRET.encode(),
        b"/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F 3 0 R>>>>",
    )
    return paper(
        line(100, 500, "open"),
        page=b"/MediaBox[0 0 600 800]/Annots[9 0 R 11 0 R]",
        extra=(
            b"<</Type/Annot/Subtype/FreeText/Rect[100 600 300 620]/Contents(%b)/AP<</N 10 0 R>>/F 4>>"
            % SECRET.encode(),
            look,
            b"<</Type/Annot/Subtype/Text/Rect[0 0 1 1]/F 2/Contents(%b)/T(%b)>>"
            % (SECRET.encode(), SECRET.encode()),
        ),
    )


def with_field() -> bytes:
    """A filled form field that has no appearance of its own yet."""
    return paper(
        line(100, 500, "open"),
        page=b"/MediaBox[0 0 600 800]/Annots[9 0 R]",
        catalogue=b"/AcroForm<</Fields[9 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 3 0 R>>>>>>",
        extra=(
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%b)/Rect[100 600 300 620]/P 7 0 R"
            b"/DA(/F 12 Tf 0 g)/F 4>>" % SECRET.encode(),
        ),
    )


def with_ocr() -> bytes:
    """A scan with a text layer nobody sees."""
    image = picture(photo((300, 400)), "JPEG")
    head = b"/Type/XObject/Subtype/Image/Width 300/Height 400/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    return paper(
        b"q 600 0 0 800 0 0 cm /I Do Q " + line(100, 600, SECRET, more="3 Tr"),
        resources=b"/XObject<</I 9 0 R>>",
        extra=(stream(image, head),),
    )


@pytest.mark.parametrize("made", [with_form_object, with_note, with_field, with_ocr])
def test_words_that_are_seen_are_found_and_gone(made) -> None:  # type: ignore[no-untyped-def]
    original = made()
    regions = find_text(original, SECRET)
    copy = redact_pdf(original, regions)
    assert words_under(original, regions) == [[SECRET.lower()]]
    assert [shown(copy, region) for region in regions] == [(0, 0)]
    assert traces_of(copy, SECRET) == []
    assert verify_pdf(copy, original, regions) == []


def with_everything_beside() -> bytes:
    """Properties, XMP, bookmark, thumbnail, file, script, layer, structure, piece of an editor."""
    word, wide = SECRET.encode(), (b"\xfe\xff" + SECRET.encode("utf-16-be")).hex().encode()
    extra = (
        b"<</Title(%b)/Author<%b>>>" % (word, wide),  # 9
        deflated(
            b"<x:xmpmeta><dc:title>%b</dc:title></x:xmpmeta>" % word, b"/Type/Metadata/Subtype/XML"
        ),
        b"<</Type/Outlines/First 12 0 R/Last 12 0 R/Count 1>>",  # 11
        b"<</Title<%b>/Parent 11 0 R/Dest[7 0 R/Fit]>>" % wide,  # 12
        b"<</Type/Filespec/F(%b.txt)/UF(%b.txt)/EF<</F 14 0 R>>>>" % (word, word),  # 13
        deflated(word, b"/Type/EmbeddedFile"),  # 14
        b"<</Type/OCG/Name(%b)>>" % word,  # 15
        b"<</Type/StructTreeRoot/K[<</Type/StructElem/S/P/ActualText(%b)>>]>>" % word,  # 16
        stream(word * 4, b"/Width 4/Height 11/ColorSpace/DeviceGray/BitsPerComponent 8"),  # 17
        deflated(line(50, 50, SECRET)),  # 18, which nothing refers to
    )
    return paper(
        line(100, 500, "open")
        + b"/OC /L BDC "
        + line(100, 400, SECRET)
        + b"EMC "
        + line(100, 300, SECRET, more="1 1 1 rg")
        + line(700, 900, SECRET),
        page=b"/MediaBox[0 0 600 800]/Thumb 17 0 R/PieceInfo<</X<</Private(%b)>>>>" % word,
        resources=b"/Properties<</L 15 0 R>>",
        catalogue=b"/Metadata 10 0 R/Outlines 11 0 R/StructTreeRoot 16 0 R"
        b"/Names<</EmbeddedFiles<</Names[(a)13 0 R]>>/Dests<</Names[(%b)[7 0 R/Fit]]>>"
        b"/JavaScript<</Names[(j)<</S/JavaScript/JS(%b)>>]>>>>"
        b"/OCProperties<</OCGs[15 0 R]/D<</OFF[15 0 R]>>>>/PageLabels<</Nums[0<</P(%b)>>]>>"
        % (word, word, word),
        extra=extra,
        trailer=b"/Info 9 0 R",
    )


def test_nothing_beside_the_page_goes_along() -> None:
    original = with_everything_beside()
    region = Region(1, 0.1, 0.1, 0.3, 0.2)
    copy = redact_pdf(original, [region])
    assert traces_of(original, SECRET) != []
    assert traces_of(copy, SECRET) == []
    assert dict(PdfReader(io.BytesIO(copy)).metadata or {}) == {"/Producer": "gongkai"}
    assert verify_pdf(copy, original, [region]) == []


def test_a_word_in_an_earlier_state_of_the_file_is_gone() -> None:
    first = paper(line(100, 500, SECRET))
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.pages[0].merge_page(PdfReader(io.BytesIO(paper(line(100, 400, "open")))).pages[0])
    stream_ = io.BytesIO()
    writer.write(stream_)
    copy = redact_pdf(stream_.getvalue(), find_text(stream_.getvalue(), SECRET))
    assert traces_of(copy, SECRET) == []


# --- pictures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_one_page_and_its_box_is_black(kind: str) -> None:
    original = picture_pdf(picture(photo(), kind))
    region = Region(1, 0.1, 40 / 300, 0.5, 80 / 300)
    copy = redact_pdf(original, [region])
    assert shown(copy, region) == (0, 0)
    assert verify_pdf(copy, original, [region]) == []


def test_a_picture_stands_as_the_camera_was_held_and_says_nothing_of_it() -> None:
    marks = Image.Exif()
    marks[0x0112] = 6  # turned to the right
    marks[0x010F] = SECRET
    pdf = picture_pdf(picture(photo((400, 300)), "JPEG", exif=marks))
    size = page_sizes(pdf)[0]
    assert (round(size.width), round(size.height)) == (108, 144)
    assert SECRET.encode() not in pdf


def test_a_damaged_picture_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotRedacted, match="图片已损坏"):
        picture_pdf(b"\x89PNG\r\n\x1a\nnothing")


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "sentence"),
    [
        (Region(2, 0, 0, 1, 1), "第1处标记在第2页，文件只有1页，请改正页码。"),
        (Region(0, 0, 0, 1, 1), "第1处标记在第0页，文件只有1页，请改正页码。"),
        (Region(1, -0.1, 0, 1, 1), "第1处标记超出了页面，位置请填页面宽和高的0%到100%之间。"),
        (Region(1, 0, 0, 1, 1.01), "第1处标记超出了页面，位置请填页面宽和高的0%到100%之间。"),
        (Region(1, 0, 0, float("nan"), 1), "第1处标记超出了页面，位置请填页面宽和高的0%到100%之间。"),
        (Region(1, 0.5, 0, 0.5, 1), "第1处标记没有宽度或者没有高度，什么也盖不住，请重新画框。"),
        (Region(1, 0.5, 0.6, 0.6, 0.5), "第1处标记没有宽度或者没有高度，什么也盖不住，请重新画框。"),
    ],
)  # fmt: skip
def test_a_region_that_cannot_be_is_refused(region: Region, sentence: str) -> None:
    with pytest.raises(NotRedacted) as refused:
        redact_pdf(SIMPLE, [region])
    assert refused.value.sentence == sentence


def test_regions_at_the_very_edges_are_black() -> None:
    regions = [
        Region(1, 0, 0, 1, 0.001),
        Region(1, 0, 0.999, 1, 1),
        Region(1, 0.999, 0, 1, 1),
        Region(1, 0, 0, 0.001, 1),
    ]
    assert verify_pdf(redact_pdf(SIMPLE, regions), SIMPLE, regions) == []


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\nnothing", b"\xff" * 1000], ids=["empty", "half", "noise"]
)
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(NotRedacted, match="已损坏"):
        redact_pdf(data, [])


def test_a_locked_file_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(SIMPLE)))
    writer.encrypt("open", algorithm="AES-128")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(NotRedacted, match="密码"):
        page_sizes(locked.getvalue())


def test_a_file_of_too_many_pages_is_refused_with_both_numbers() -> None:
    kids = b" ".join([b"3 0 R"] * 301)
    long = papers.pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%b]/Count 301>>" % kids,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        ]
    )
    with pytest.raises(NotRedacted, match="301页，超过300页"):
        page_sizes(long)


def test_a_sheet_as_large_as_a_wall_is_drawn_coarser() -> None:
    original = paper(line(5000, 7000, SECRET, size=200), page=b"/MediaBox[0 0 14400 14400]")
    regions = find_text(original, SECRET)
    copy = redact_pdf(original, regions)
    assert PdfReader(io.BytesIO(copy)).pages[0]["/Resources"]["/XObject"]["/I"]["/Width"] == 4000
    assert verify_pdf(copy, original, regions) == []


# --- finding -----------------------------------------------------------------------------------


def test_all_places_of_a_name_are_found_over_pages_lines_widths_and_blanks() -> None:
    original = paper(
        line(100, 700, "申请人张三丰")
        + line(100, 600, "张 三 丰")
        + line(100, 500, "张三")
        + line(100, 480, "丰"),
        line(100, 700, "与张三丰无关"),
    )
    found = find_text(original, "张三丰", ground="个人隐私", note="姓名")
    assert [(r.page, r.ground, r.note) for r in found] == [(1, "个人隐私", "姓名")] * 4 + [
        (2, "个人隐私", "姓名")
    ]
    assert words_under(original, found) == [["张三丰"], ["张三丰"], ["张三"], ["丰"], ["张三丰"]]


def test_case_and_width_do_not_matter_when_searching() -> None:
    original = paper(line(100, 700, "ID 3701Ab"))
    assert len(find_text(original, "id３７０１ａＢ")) == 1


def test_searching_for_nothing_is_refused() -> None:
    with pytest.raises(NotRedacted, match="请写要查找的文字"):
        find_text(SIMPLE, " \u3000")


def test_words_left_readable_elsewhere_are_named_with_page_and_number() -> None:
    original = paper(
        line(100, 700, HIDDEN),
        line(100, 700, HIDDEN) + line(100, 600, HIDDEN),
        line(100, 700, "无"),
    )
    regions = find_text(original, HIDDEN)
    assert [
        (left.words, left.page, left.times) for left in left_elsewhere(original, regions[:1])
    ] == [(HIDDEN, 2, 2)]
    assert left_elsewhere(original, regions) == []


def test_a_scan_is_named_as_a_page_on_which_nothing_can_be_searched() -> None:
    original = paper(line(100, 700, "字"), b"0 g 10 10 100 100 re f")
    assert blind_pages(original) == [2]


def test_a_page_image_has_the_width_asked_for() -> None:
    image = Image.open(io.BytesIO(page_image(SIMPLE, 1, 300)))
    assert image.size == (300, 400)
    with pytest.raises(NotRedacted, match="没有第2页，文件共有1页"):
        page_image(SIMPLE, 2, 300)
