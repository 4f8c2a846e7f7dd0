"""Pictures: decoded and written anew, so that no place, camera or name goes along."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from gongkai.lib.public_copy.errors import NotPublic

MOST_PIXELS = 60_000_000
_MOST_PAGES = 200
_FORMATS = {
    "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "tif": "TIFF",
    "tiff": "TIFF",
}  # fmt: skip
_DAMAGED = "图片已损坏，无法打开，请在看图软件中另存一份后再上传。"


def clean(kind: str, data: bytes) -> bytes:
    """The same picture in the same format, its points alone; turned as the camera was held."""
    form = _FORMATS[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[form])
        _check(image, form)
        pages = [_bare(page, form) for page in ImageSequence.Iterator(image)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotPublic(_DAMAGED) from None
    return _written(pages, form)


def _check(image: Image.Image, form: str) -> None:
    width, height = image.size
    pages = getattr(image, "n_frames", 1)
    if width * height * pages > MOST_PIXELS:
        raise NotPublic(
            f"图片共有{width * height * pages // 10_000}万像素，超过{MOST_PIXELS // 10_000}万像素的上限，请缩小后再上传。"
        )
    if pages > 1 and form != "TIFF":
        raise NotPublic("这是会动的图片，不能作为公开附件，请截取其中最能说明问题的一帧再上传。")
    if pages > _MOST_PAGES:
        raise NotPublic(f"图片有{pages}页，最多{_MOST_PAGES}页，请拆分后再上传。")


def _bare(page: Image.Image, form: str) -> Image.Image:
    """Only the points go over: what else the file said of itself stays behind."""
    upright = ImageOps.exif_transpose(page)
    mode = "RGB"
    if upright.mode in ("1", "L"):
        mode = upright.mode
    elif form != "JPEG" and upright.has_transparency_data:
        mode = "RGBA"
    if mode == "1" and form == "JPEG":
        mode = "L"
    plain = upright.convert(mode)
    return Image.frombytes(mode, plain.size, plain.tobytes())


def _written(pages: list[Image.Image], form: str) -> bytes:
    stream = io.BytesIO()
    first, *rest = pages
    if form == "TIFF":
        first.save(stream, form, compression="tiff_deflate", save_all=True, append_images=rest)
    elif form in ("JPEG", "WEBP"):
        first.save(stream, form, quality=92)
    else:
        first.save(stream, form, optimize=True)
    return stream.getvalue()
