"""Pictures inside other files: taken out of their bytes what is not a point of the picture, losslessly."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_END = 0xD9
_SCAN = 0xDA
# Colour transform (Adobe) and JFIF say how the points are meant; everything else is talk.
_KEPT_APPS = frozenset({0xE0, 0xEE})


def stripped(data: bytes) -> bytes:
    """A JPEG or PNG without its notes; anything else as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    return data


def _jpeg(data: bytes) -> bytes:
    """Segments before the first scan, without EXIF, comments and vendor blocks; nothing behind the end."""
    found, place = bytearray(data[:2]), 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        mark = data[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if mark == _SCAN:
            end = data.rfind(b"\xff\xd9")
            return bytes(found) + data[place : end + 2 if end > place else len(data)]
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        is_note = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in _KEPT_APPS)
        if not is_note:
            found += data[place : place + 2 + length]
        place += 2 + length
    return data


def _png(data: bytes) -> bytes:
    found, place = bytearray(_PNG), len(_PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        name, end = data[place + 4 : place + 8], place + 12 + length
        if name not in _PNG_WORDS:
            found += data[place:end]
        place = end
        if name == b"IEND":
            break
    return bytes(found)
