"""Files on disk: written once, found by their hash, never half."""

import hashlib
import io
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from gongkai.base import filetypes
from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.states import FileZone

CHUNK_BYTES = 1024 * 1024
# Bytes without a row may belong to a transaction that has not ended: nothing younger is removed.
YOUNGEST_REMOVED = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Draft:
    path: Path
    sha256: str
    size: int


def store(
    content: bytes | BinaryIO,
    *,
    name: str,
    zone: FileZone,
    by: User | None,
    made_from: StoredFile | None = None,
    media_type: str | None = None,
) -> StoredFile:
    """Writes a file below `settings.FILES` and its row.

    The bytes are streamed to a draft, hashed on the way, synced and renamed to their hash, so that a
    power cut leaves a whole file or none. Rolled back, the row is gone and `remove_unreferenced`
    takes the bytes away later.

    Args:
        content: bytes, or anything with `read`, at its beginning.
        media_type: given for what the program made itself; otherwise told from the content.

    Raises:
        Refusal: too big, a format that is not taken, a content that does not fit the name.
    """
    name = clean_name(name)
    draft = _write_draft(io.BytesIO(content) if isinstance(content, bytes) else content, name)
    try:
        media_type = media_type or filetypes.media_type_of(draft.path, name)
        _refuse_active_content(media_type, name, zone)
        row = StoredFile(
            zone=zone,
            sha256=draft.sha256,
            size=draft.size,
            media_type=media_type,
            name=name,
            made_from=made_from,
            stored_by=by,
        )
        _settle(draft.path, path_of(row))
    finally:
        draft.path.unlink(missing_ok=True)
    row.save()
    return row


def path_of(file: StoredFile) -> Path:
    """Where the bytes lie."""
    return Path(settings.FILES) / file.relative_path


def open_file(file: StoredFile) -> BinaryIO:
    """The bytes, opened for reading.

    Raises:
        Refusal: the row is there and the bytes are not.
    """
    try:
        return path_of(file).open("rb")
    except FileNotFoundError:
        raise Refusal(
            f"文件「{file.name}」的内容不在服务器上，请联系系统管理员从备份恢复。", status=503
        ) from None


@transaction.atomic
def forget(stored: StoredFile) -> None:
    """Deletes the row, and the bytes where no other row names them.

    The bytes go before the transaction ends: a kill in between leaves a row without bytes, which
    every reader reports, and never the bytes of a file that must not be here.
    """
    if (
        not StoredFile.objects.filter(zone=stored.zone, sha256=stored.sha256)
        .exclude(pk=stored.pk)
        .exists()
    ):
        path_of(stored).unlink(missing_ok=True)
    stored.delete()


def clean_name(name: str) -> str:
    """The last part of the name, without control characters, at most 200 characters, end kept."""
    text = name.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(ch for ch in text if ch.isprintable()).strip(" .") or "未命名"
    if len(text) <= 200:
        return text
    stem, dot, end = text.rpartition(".")
    return f"{stem[: 199 - len(end)]}.{end}" if dot and len(end) < 12 else text[:200]


def remove_unreferenced(older_than: int = YOUNGEST_REMOVED) -> int:
    """Deletes bytes no row names and drafts left behind, both older than so many seconds.

    Returns:
        How many files were removed.
    """
    before, removed = time.time() - older_than, 0
    for folder in (_incoming(), *(Path(settings.FILES) / zone for zone in FileZone.values)):
        for path in folder.rglob("*"):
            if (
                path.is_file()
                and path.stat().st_mtime < before
                and not _is_referenced(path, folder.name)
            ):
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _is_referenced(path: Path, zone: str) -> bool:
    return StoredFile.objects.filter(zone=zone, sha256=path.name).exists()


def _incoming() -> Path:
    folder = Path(settings.FILES) / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write_draft(source: BinaryIO, name: str) -> _Draft:
    path = _incoming() / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := source.read(CHUNK_BYTES):
                size += len(chunk)
                if size > settings.UPLOAD_LIMIT:
                    raise _too_big(name)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _Draft(path, digest.hexdigest(), size)


def _too_big(name: str) -> Refusal:
    limit = settings.UPLOAD_LIMIT // 1024 // 1024
    return Refusal(f"「{name}」超过{limit}MB的上限，未保存。请压缩或拆分后再上传。", status=413)


def _refuse_active_content(media_type: str, name: str, zone: FileZone) -> None:
    if zone == FileZone.PUBLIC and media_type == "text/html":
        raise Refusal(
            f"「{name}」是网页文件，不能作为公开附件。请转成 PDF 或 Word 后再上传。", status=415
        )


def _settle(draft: Path, target: Path) -> None:
    if target.exists():
        os.utime(target)  # young again: not to be removed before this transaction ends
        return
    is_new_folder = not target.parent.exists()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.rename(draft, target)
    _sync_folder(target.parent)
    if is_new_folder:
        _sync_folder(target.parent.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
