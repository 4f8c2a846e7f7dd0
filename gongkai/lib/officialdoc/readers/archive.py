"""Zip containers (docx, xlsx, ofd): limits that are checked before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from gongkai.lib.officialdoc.errors import Unreadable

MAX_ENTRIES = 3000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRY = 100 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    KeyError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def open_checked(data: bytes) -> zipfile.ZipFile:
    """Open a zip after checking entries, ratio and unpacked size; raises `Unreadable`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise Unreadable("文件已损坏，无法打开，请重新导出后上传。") from fault
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("文件设有打开密码，无法读取，请取消密码后重新上传。")
    if _is_bomb(entries):
        raise Unreadable("文件解压后的体积异常巨大，为保护系统已拒绝读取，请核对文件来源。")
    return archive


def _is_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return True
    return any(
        entry.file_size > MAX_ENTRY
        or (
            entry.file_size > _RATIO_FROM
            and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        )
        for entry in entries
    )


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one member; a damaged one is refused, and no more than its stated size is read."""
    try:
        with archive.open(name) as member:
            return member.read(MAX_ENTRY + 1)
    except _DAMAGED as fault:
        raise Unreadable("文件已损坏，无法打开，请重新导出后上传。") from fault
