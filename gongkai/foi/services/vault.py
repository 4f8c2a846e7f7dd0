"""Files of cases: sealed on disk, opened only by who may."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from gongkai.base import filetypes
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.sealed import seal, unseal
from gongkai.base.services import files
from gongkai.base.states import FileZone
from gongkai.foi.models import Application, CaseFile, DisclosureRequest


def keep(
    content: "bytes | UploadedFile[Any]",
    *,
    name: str,
    purpose: str,
    by: User | None,
    application: Application | None = None,
    case: DisclosureRequest | None = None,
    media_type: str | None = None,
    **facts: Any,
) -> CaseFile:
    """Stores a file of a case sealed; the disk shows neither content nor name.

    Args:
        name: as people call it; stored sealed.
        media_type: for what the program made itself; otherwise told from the content.
        facts: further fields of `CaseFile` (original, visible, given_whole).

    Raises:
        Refusal: too big, empty, or a format that is not taken.
    """
    name = files.clean_name(name)
    data = _bytes_of(content, name, limited=media_type is None)
    media_type = media_type or _media_type_of(data, name)
    stored = files.store(
        seal(data), name="案卷文件", zone=FileZone.ORIGINAL, by=by, media_type=media_type
    )
    return CaseFile.objects.create(
        application=application,
        case=case,
        purpose=purpose,
        name=name,
        stored=stored,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type,
        by=by,
        **facts,
    )


def read(file: CaseFile) -> bytes:
    """The bytes of a file, in the clear.

    Raises:
        Refusal: the bytes are not on the server, or not what was stored.
    """
    with files.open_file(file.stored) as handle:
        data = unseal(handle.read())
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refusal(
            f"文件“{file.name}”与存入时不一致，不能使用。请联系系统管理员从备份恢复。", status=503
        )
    return data


def _bytes_of(content: "bytes | UploadedFile[Any]", name: str, *, limited: bool) -> bytes:
    """The bytes; `limited` for what people send, not for what the program made (an archive package)."""
    size = len(content) if isinstance(content, bytes) else (content.size or 0)
    if limited and size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        raise Refusal(
            f"“{name}”超过{limit}MB的上限，没有保存。请压缩或者拆分后再上传。", status=413
        )
    data = content if isinstance(content, bytes) else content.read()
    if not data:
        raise Refusal(f"“{name}”是空文件，没有保存。请检查文件后重新选择。", field="file")
    return data


def _media_type_of(data: bytes, name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        return filetypes.media_type_of(path, name)
