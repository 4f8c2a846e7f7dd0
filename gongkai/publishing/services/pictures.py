"""Pictures inside texts: taken in without what the camera wrote into them."""

import io
import warnings
from typing import BinaryIO

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing import richtext
from gongkai.publishing.models import Picture
from gongkai.publishing.queries.pictures import usable

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
LONGEST_ALT = 200
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_QUALITY = 88


@transaction.atomic
def store_picture(file: BinaryIO, *, alt: str, by: User, unit: Unit | None = None) -> Picture:
    """Stores a picture for texts.

    1. the words that stand in for it are required: who cannot see it reads them;
    2. told by its content, decoded and written anew as PNG or JPEG: no place, no camera, no hidden
       data of the original is kept, and the original itself neither;
    3. one event.

    Args:
        file: at its beginning.
        unit: whose drafts it may stand in; the uploader's own when not given.

    Raises:
        Refusal: no words, too big, no picture, of a format that is not taken, moving.
    """
    alt = _checked_alt(alt)
    content, ending, size = _encoded(_decoded(file))
    unit = unit or by.unit
    stored = files.store(content, name=f"图片.{ending}", zone=FileZone.PUBLIC, by=by)
    picture = Picture.objects.create(file=stored, alt=alt, width=size[0], height=size[1], unit=unit)
    record("上传正文图片", picture, by=by, unit=unit, data={"alt": alt, "sha256": stored.sha256})
    return picture


def check_pictures(html: str, *, by: User) -> None:
    """Refuses a text with a picture that is not there, or that belongs to drafts `by` may not see."""
    wanted = richtext.pictures(html)
    known = usable(by, (picture.file for picture in wanted)) if wanted else {}
    for number, picture in enumerate(wanted, 1):
        if picture.file not in known:
            raise Refusal(
                f"正文中的第{number}张图片不在您可以使用的图片中，没有保存。请删除后用“插入图片”重新上传。",
                field="body",
            )
        if not picture.alt:
            raise Refusal(
                f"正文中的第{number}张图片没有替代文字，看不见图片的人无法知道其内容。请补上后再保存。",
                field="body",
            )


def _checked_alt(alt: str) -> str:
    alt = " ".join(alt.replace("\x00", "").split())
    if not alt:
        raise Refusal(
            "请写明图片的替代文字：用一句话说出图片的内容，供看不见图片的人阅读。",
            field="alt",
            status=422,
        )
    if len(alt) > LONGEST_ALT:
        raise Refusal(
            f"替代文字有{len(alt)}个字，最多{LONGEST_ALT}个字。请写短一些，细节写进正文。",
            field="alt",
            status=422,
        )
    return alt


def _decoded(file: BinaryIO) -> Image.Image:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(
            f"图片超过{MOST_BYTES // 1024 // 1024}MB的上限，没有保存。请压缩后再上传。", 413
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        _check_size(image)
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _refused(
            "这个文件不是可以读取的图片，没有保存。可以上传的格式有png、jpg、webp、gif，请另存后再上传。"
        ) from None
    return image


def _check_size(image: Image.Image) -> None:
    """Asked of the header, before a single point is unpacked."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _refused(
            f"图片宽{width}、高{height}个像素，超过{MOST_PIXELS // 10_000}万像素的上限，没有保存。请缩小后再上传。",
            413,
        )
    if getattr(image, "n_frames", 1) > 1:
        raise _refused("这是会动的图片，没有保存。请截取其中最能说明问题的一帧再上传。")


def _refused(sentence: str, status: int = 415) -> Refusal:
    return Refusal(sentence, field="file", status=status)


def _encoded(image: Image.Image) -> tuple[bytes, str, tuple[int, int]]:
    """The points alone: photographs as JPEG, everything else as PNG; turned as the camera was held."""
    photograph = image.format == "JPEG" or (image.format == "WEBP" and image.mode == "RGB")
    upright = ImageOps.exif_transpose(image)
    stream = io.BytesIO()
    # Only the points go over: what else the file said of itself stays behind.
    if photograph:
        plain = upright.convert("RGB")
        bare = Image.frombytes("RGB", plain.size, plain.tobytes())
        bare.save(stream, "JPEG", quality=_QUALITY, optimize=True)
    else:
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        plain = upright.convert(mode)
        bare = Image.frombytes(mode, plain.size, plain.tobytes())
        bare.save(stream, "PNG", optimize=True)
    return stream.getvalue(), "jpg" if photograph else "png", bare.size
