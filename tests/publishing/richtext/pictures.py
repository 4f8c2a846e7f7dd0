"""Pictures made for tests."""

import io
from typing import Any

from PIL import Image

from gongkai.base.models import User
from gongkai.publishing.models import Picture
from gongkai.publishing.services.pictures import store_picture


def picture_bytes(form: str = "PNG", size: tuple[int, int] = (30, 20), **wanted: Any) -> bytes:
    """A picture of one colour."""
    stream = io.BytesIO()
    mode = wanted.pop("mode", "RGB")
    colour = (0, 128, 128, 90) if mode == "RGBA" else "teal"
    Image.new(mode, size, colour).save(stream, form, **wanted)
    return stream.getvalue()


def a_picture(by: User, alt: str = "流程图") -> Picture:
    """A stored picture."""
    return store_picture(io.BytesIO(picture_bytes()), alt=alt, by=by)
