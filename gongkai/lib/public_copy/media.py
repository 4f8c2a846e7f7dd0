"""Sound and film: labels taken out or blanked, the recording itself untouched."""

from __future__ import annotations

import struct

from gongkai.lib.public_copy.errors import NotPublic

_DAMAGED = "音视频文件已损坏，无法检查其中的信息，请重新导出后再上传。"
_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf"})
_LABELS = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_MOST_BOXES = 200_000


def clean(kind: str, data: bytes) -> bytes:
    """The recording without title, artist, place and day of recording."""
    return _mp3(data) if kind == "mp3" else _mp4(data)


def _mp3(data: bytes) -> bytes:
    """Without ID3 before and behind, and without APE labels."""
    while data[:3] == b"ID3" and len(data) > 10:
        size = 0
        for byte in data[6:10]:
            size = size * 128 + (byte & 0x7F)
        data = data[10 + size + (10 if data[5] & 0x10 else 0) :]
    if data[-128:-125] == b"TAG":
        data = data[:-128]
    if data[-32:-24] == b"APETAGEX":
        (size,) = struct.unpack("<I", data[-20:-16])
        data = data[: max(len(data) - size - 32, 0)]
    if not data.startswith(b"\xff"):
        raise NotPublic(_DAMAGED)
    return data


def _mp4(data: bytes) -> bytes:
    """Labels become empty space of the same size: nothing moves, so every place in the file holds."""
    film = bytearray(data)
    waiting, boxes = [(0, len(film))], 0
    while waiting:
        place, end = waiting.pop()
        while place + 8 <= end:
            boxes += 1
            size, head = _box(film, place, end)
            if boxes > _MOST_BOXES or size < head or place + size > end:
                raise NotPublic(_DAMAGED)
            name = bytes(film[place + 4 : place + 8])
            if name in _LABELS:
                film[place + 4 : place + 8] = b"free"
                film[place + head : place + size] = bytes(size - head)
            elif name in _TIMES:
                _forget_times(film, place + head)
            elif name in _HOLDERS:
                waiting.append((place + head, place + size))
            place += size
    return bytes(film)


def _box(film: bytearray, place: int, end: int) -> tuple[int, int]:
    """Size of the box and of its head."""
    (size,) = struct.unpack(">I", film[place : place + 4])
    if size == 1 and place + 16 <= end:
        return struct.unpack(">Q", film[place + 8 : place + 16])[0], 16
    return (end - place if size == 0 else size), 8


def _forget_times(film: bytearray, place: int) -> None:
    wide = 8 if film[place] == 1 else 4
    film[place + 4 : place + 4 + 2 * wide] = bytes(2 * wide)
