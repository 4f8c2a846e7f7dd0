"""Pictures (PNG, JPEG, TIFF) as a PDF: one page each, then treated like any other page."""

from __future__ import annotations

import io
import warnings
import zlib

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from gongkai.lib.redaction.errors import NotRedacted
from gongkai.lib.redaction.model import MOST_PAGES, check_size
from gongkai.lib.redaction.writer import Leaf, Picture, written

_FORMATS = ["PNG", "JPEG", "TIFF"]
_MOST_POINTS = 60_000_000
# A picture of so many points is drawn point for point at 200 dpi.
_POINTS_PER_INCH = 200


def pdf_of_picture(data: bytes) -> bytes:
    """A PDF with the picture on a page, turned as the camera was held; several of a TIFF.

    Raises:
        NotRedacted: damaged, too large, too many pages.
    """
    check_size(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check(image)
            return written([_leaf(page) for page in ImageSequence.Iterator(image)])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotRedacted("图片已损坏，无法打开，请在看图软件中另存一份后再上传。") from None


def _check(image: Image.Image) -> None:
    width, height = image.size
    pages = getattr(image, "n_frames", 1)
    if pages > MOST_PAGES:
        raise NotRedacted(f"图片有{pages}页，超过{MOST_PAGES}页的上限，请拆分后再上传。")
    if width * height > _MOST_POINTS:
        raise NotRedacted(
            f"图片有{width * height // 10_000}万像素，超过{_MOST_POINTS // 10_000}万像素的上限，请缩小后再上传。"
        )


def _leaf(page: Image.Image) -> Leaf:
    upright = ImageOps.exif_transpose(page)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright.convert("RGB"), mask=_mask(upright))
    width, height = flat.size
    picture = Picture(width, height, True, False, zlib.compress(flat.tobytes(), 1))
    return Leaf(width * 72 / _POINTS_PER_INCH, height * 72 / _POINTS_PER_INCH, picture)


def _mask(image: Image.Image) -> Image.Image | None:
    return image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
