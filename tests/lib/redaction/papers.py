"""PDFs made by hand, object by object, with the places where words hide."""

from __future__ import annotations

import io
import zlib

from PIL import Image, ImageDraw

SECRET = "SECRETZHANG"
HIDDEN = "王小明隐"


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(data), data)


def deflated(data: bytes, head: bytes = b"") -> bytes:
    return stream(zlib.compress(data), b"/Filter/FlateDecode" + head)


def pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, body in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    at = sum(map(len, parts))
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + rows)
    parts.append(
        b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, at)
    )
    return b"".join(parts)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
HAN = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>"
HAN_CID = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 6 0 R>>"
)
HAN_LOOK = (
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)


def paper(
    *contents: bytes,
    page: bytes = b"/MediaBox[0 0 600 800]",
    resources: bytes = b"",
    catalogue: bytes = b"",
    extra: tuple[bytes, ...] = (),
    trailer: bytes = b"",
) -> bytes:
    """A file with a page for each content. Fonts are /F and /H; `extra` objects begin at 7 + 2·pages."""
    kids = b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(contents)),
        FONT,
        HAN,
        HAN_CID,
        HAN_LOOK,
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R%b/Contents %d 0 R/Resources<</Font<</F 3 0 R/H 4 0 R>>%b>>>>"
            % (page, 8 + 2 * number, resources)
        )
        objects.append(deflated(content))
    return pdf([*objects, *extra], trailer=trailer)


def line(x: float, y: float, words: str, *, size: float = 12, more: str = "") -> bytes:
    """Words at a place of the page's own space, in Helvetica or, where need be, in Chinese."""
    font, text = (
        ("F", f"({words})") if words.isascii() else ("H", f"<{words.encode('utf-16-be').hex()}>")
    )
    return f"BT {more} /{font} {size} Tf 1 0 0 1 {x} {y} Tm {text} Tj ET\n".encode()


def photo(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Something no deflate can make small, with a bright band to be marked."""
    image = Image.effect_noise(size, 90).convert("RGB")
    ImageDraw.Draw(image).rectangle((40, 40, 200, 80), fill=(250, 240, 0))
    return image


def picture(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()
