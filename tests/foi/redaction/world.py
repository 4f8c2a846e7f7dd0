"""Originals in a case, and people who mark and look through."""

from typing import Any

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.services import redacting, vault
from gongkai.foi.states import FilePurpose
from tests.foi.factories import Office, make_case
from tests.lib.redaction.papers import line, paper

SECRET = "SECRETZHANG"
PAPER = paper(line(150, 600, SECRET) + line(150, 500, "open"), line(150, 600, f"again {SECRET}"))


def ground(code: str = "E15-2") -> LegalGround:
    """个人隐私, unless another is named."""
    return LegalGround.objects.get(code=code)


def case_with_paper(office: Office, **facts: Any) -> tuple[DisclosureRequest, CaseFile]:
    """A case of the handler with one original."""
    case = make_case(office.unit, handler=office.handler, **facts)
    return case, add_file(case)


def add_file(
    case: DisclosureRequest, data: bytes = PAPER, name: str = "张三的材料.pdf"
) -> CaseFile:
    """One more original."""
    return vault.keep(data, name=name, purpose=FilePurpose.RECORD, by=None, case=case)


def marked(file: CaseFile, by: User, words: str = SECRET) -> Redaction:
    """The marks on all places of the words."""
    row = redacting.begin(file, by=by)
    found = redacting.find(row, words)
    return redacting.add(row, found, ground=ground(), note="", by=by, seen=row.row_version)


def made(file: CaseFile, by: User) -> Redaction:
    """A proved copy that nobody has looked through."""
    row = marked(file, by)
    return redacting.keep(row, redacting.prepare(row), by=by)


def confirmed(file: CaseFile, by: User, other: User) -> Redaction:
    """A copy that may be given."""
    row = made(file, by)
    return redacting.confirm(row, by=other, seen=row.row_version)


def post(act: str, row: Redaction | None = None, **fields: Any) -> dict[str, Any]:
    """What a form of the page sends."""
    version = {} if row is None else {"version": row.row_version}
    return {"act": act, "form_token": new_token(), **version, **fields}
