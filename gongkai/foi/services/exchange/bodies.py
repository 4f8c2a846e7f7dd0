"""What messages say: the envelope, a body for each kind, their closed lists.

Code lists are those of the program (`foi.states`, `foi.outcomes`), sent as their codes.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gongkai.foi.services.intake import Paper
from gongkai.foi.states import ApplicantKind, FilePurpose, IdKind, WantedForm, WantedRoute

_LINE = Field(default="", max_length=200)
_MOST_FILES = 10
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}\Z")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Part(BaseModel):
    """Part of a message: nothing that is not agreed, no text a database cannot store."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and _UNSTORABLE.search(value):
            raise ValueError("有不能保存的字符")
        return value


class Envelope(Part):
    """The frame of every message.

    Args:
        key: names the message; the same key is never used for another one.
        kind: what it is.
        subject: the partner's number of the application.
        serial: place among the messages about this subject, from 1; 0 for a question that has none.
        at: when it was written.
        body: see the class of the kind.
    """

    key: str
    kind: Annotated[str, Field(max_length=40)]
    subject: str
    serial: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    at: dt.datetime
    body: dict[str, Any]

    @field_validator("key", "subject")
    @classmethod
    def _word(cls, value: str) -> str:
        if not _WORD.match(value):
            raise ValueError("只能由字母、数字和 . _ : - 组成，最多60个字符")
        return value

    @field_validator("at")
    @classmethod
    def _zoned(cls, value: dt.datetime) -> dt.datetime:
        if value.tzinfo is None:
            raise ValueError("时间要写明时区，例如 2026-03-04T09:30:00+08:00")
        return value


class FileIn(Part):
    """A file that comes along."""

    purpose: Literal["identity", "mandate", "application"] = "application"
    name: Annotated[str, Field(min_length=1, max_length=120)]
    content: str
    sha256: Annotated[str, Field(min_length=64, max_length=64)]

    def paper(self) -> Paper:
        """The file as the intake takes it.

        Raises:
            ValueError: not Base64, or not what the digest says; a whole sentence.
        """
        try:
            data = base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("文件的内容不是 Base64，请重新编码后发送。") from None
        if hashlib.sha256(data).hexdigest() != self.sha256.lower():
            raise ValueError("文件的内容与 SHA-256 不符，可能在途中损坏，请重新发送。")
        return Paper(data, self.name, FilePurpose(self.purpose))


_Files = Annotated[tuple[FileIn, ...], Field(max_length=_MOST_FILES)]


class ApplicantIn(Part):
    """Who applies (条例第二十九条第一项)."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: ApplicantKind
    id_kind: IdKind | Literal[""] = ""
    id_number: Annotated[str, _LINE] = ""
    contact_name: Annotated[str, _LINE] = ""
    phone: Annotated[str, _LINE] = ""
    fax: Annotated[str, _LINE] = ""
    email: Annotated[str, _LINE] = ""
    address: Annotated[str, _LINE] = ""
    agent_name: Annotated[str, _LINE] = ""
    agent_id_number: Annotated[str, _LINE] = ""
    help_needed: Annotated[str, _LINE] = ""


class Submitted(Part):
    """`application.submitted`: an application that the partner took in."""

    unit: Annotated[str, Field(min_length=1, max_length=60)]
    applicant: ApplicantIn
    wanted: Annotated[str, Field(min_length=2, max_length=5000)]
    doc_no: Annotated[str, Field(max_length=100)] = ""
    form: WantedForm = WantedForm.ELECTRONIC
    route: WantedRoute = WantedRoute.ONLINE
    proposes_publication: bool = False
    submitted_on: dt.date
    files: _Files = ()


class Corrected(Part):
    """`correction.received`: what the applicant corrected; `case` where the application was split."""

    text: Annotated[str, Field(max_length=20_000)] = ""
    case: Annotated[str, Field(max_length=60)] = ""
    files: _Files = ()


class Withdrawn(Part):
    """`withdrawn`: the applicant takes it back; all of it, or the named case alone."""

    note: Annotated[str, Field(max_length=2000)] = ""
    case: Annotated[str, Field(max_length=60)] = ""


class Asked(Part):
    """`status.query`: how it stands; changes nothing."""


INBOUND: dict[str, type[Part]] = {
    "application.submitted": Submitted,
    "correction.received": Corrected,
    "withdrawn": Withdrawn,
    "status.query": Asked,
}
QUERY = "status.query"
SUBMITTED = "application.submitted"
OUTBOUND = (
    "received",
    "registered",
    "clarification.asked",
    "extended",
    "paused",
    "resumed",
    "due.changed",
    "decided",
    "closed",
)
