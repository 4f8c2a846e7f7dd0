"""Files that come with an application: counted, of a taken kind, without a secrecy mark.

Reading a file for marks may take seconds and belongs before the transaction: `check_papers` first,
then `submit`, which keeps what was checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Application, CaseFile, DisclosureRequest
from gongkai.foi.services import vault
from gongkai.foi.states import FilePurpose
from gongkai.lib.officialdoc import SecrecyMark, Unreadable, secrecy
from gongkai.lib.officialdoc.readers import read_source
from gongkai.lib.officialdoc.readers.isolate import read_isolated
from gongkai.lib.officialdoc.readers.sniff import HEAVY, sniff

MOST = 10
PICTURES = ("jpg", "jpeg", "png", "webp", "tif", "tiff")
TAKEN = ("pdf", *PICTURES, "docx", "doc", "wps", "ofd", "xlsx", "txt")
ACCEPT = ",".join(f".{kind}" for kind in TAKEN)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was sent.

    Args:
        content: its bytes, or the upload.
        name: as its sender calls it.
        purpose: what it is.
    """

    content: "bytes | UploadedFile[Any]"
    name: str
    purpose: FilePurpose = FilePurpose.APPLICATION


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A file that may be kept; made by `check_papers`."""

    content: bytes
    name: str
    purpose: FilePurpose


def check_papers(papers: Iterable[Paper | CheckedPaper]) -> tuple[CheckedPaper, ...]:
    """The files, read and looked at.

    Raises:
        Refusal: at field `files`: more than ten, empty, too big, of a kind that is not taken, or with
            a secrecy mark (保守国家秘密法: such a file must not enter).
    """
    found = list(papers)
    if len(found) > MOST:
        raise Refusal(
            f"一次最多提交{MOST}个文件，现在选了{len(found)}个，没有保存。请合并或者只选需要的文件。",
            field="files",
        )
    return tuple(one if isinstance(one, CheckedPaper) else _check(one) for one in found)


def keep_papers(
    papers: Sequence[CheckedPaper],
    *,
    by: User | None,
    application: Application | None = None,
    case: DisclosureRequest | None = None,
) -> list[CaseFile]:
    """Seals checked files into the vault, visible to the applicant whose they are.

    Raises:
        Refusal: a content that does not fit its name.
    """
    kept = []
    for paper in papers:
        try:
            kept.append(
                vault.keep(
                    paper.content,
                    name=paper.name,
                    purpose=paper.purpose,
                    by=by,
                    application=application,
                    case=case,
                    visible=True,
                )
            )
        except Refusal as refusal:
            raise Refusal(refusal.sentence, field="files", status=refusal.status) from None
    return kept


def _check(paper: Paper) -> CheckedPaper:
    kind = Path(paper.name).suffix.lower().lstrip(".")
    if kind not in TAKEN:
        raise Refusal(
            f"“{paper.name[:60]}”的格式不能提交。可以提交PDF、图片、Word（docx、doc）、WPS、OFD、"
            "Excel（xlsx）和文本（txt），请转换后重新选择。",
            field="files",
        )
    data = _bytes(paper)
    if kind not in PICTURES:
        _refuse_marked(paper.name, data)
    return CheckedPaper(data, paper.name, paper.purpose)


def _bytes(paper: Paper) -> bytes:
    content, limit = paper.content, settings.UPLOAD_LIMIT
    size = len(content) if isinstance(content, bytes) else (content.size or 0)
    if size > limit:
        raise Refusal(
            f"“{paper.name[:60]}”超过{limit // 1024 // 1024}MB的上限，没有保存。请压缩或者拆分后再提交。",
            field="files",
            status=413,
        )
    if size == 0:
        raise Refusal(f"“{paper.name[:60]}”是空文件，没有保存。请检查后重新选择。", field="files")
    if isinstance(content, bytes):
        return content
    content.seek(0)
    data: bytes = content.read()
    return data


def _refuse_marked(name: str, data: bytes) -> None:
    """Heavy formats are read in a child process; what holds no text (a scan) is left to the reviewers."""
    try:
        kind = sniff(name, data)
        read = read_isolated(name, data, settings.UPLOAD_LIMIT) if kind in HEAVY else None
        source = read or read_source(name, data, max_bytes=settings.UPLOAD_LIMIT)
        secrecy.refuse_marked(source.texts, source.meta)
    except SecrecyMark:
        raise Refusal(
            f"“{name[:60]}”带有密级标志，涉密文件不得通过本系统提交，没有保存。请立即停止上传，并按保密规定处理该文件。",
            field="files",
        ) from None
    except Unreadable:
        return
