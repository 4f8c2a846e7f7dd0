"""Publications, relations, attachments and imported files for tests, written straight into tables."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import StoredFile, Unit, User
from gongkai.base.services import files
from gongkai.base.services.trail import announce
from gongkai.base.states import FileZone
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import (
    Attachment,
    ImportItem,
    Issuer,
    OfficialDocument,
    Publication,
    PublicationText,
    Relation,
)
from gongkai.publishing.services import imports
from gongkai.publishing.states import Attribute, Kind, RelationKind, ReleaseBasis, State
from gongkai.search import services as search_services

NOON = dt.datetime(2024, 5, 6, 4, 0, tzinfo=dt.UTC)  # 12 o'clock in Shanghai
DOCUMENT_FACTS = (
    "doc_no", "doc_type", "document_class", "signed_on", "printed_on", "effective_on", "expires_on", "addressees",
    "copies_to", "printing_unit", "signature", "annotation", "contact", "status_mark",
)  # fmt: skip

# A constructed document with every element that the parser reads.
NOTICE = """明湖市教育局文件

明教发〔2024〕7号

明湖市教育局关于做好中小学课后服务工作的通知

各区县教育局，局属各学校：

为减轻家庭接送负担，现就课后服务有关事项通知如下，请认真执行。

一、服务时间

（一）开始时间。每天下午放学后开始，到十八时结束。

（二）寒暑假安排。寒暑假期间由学校根据家长需要安排。

二、收费办法

课后服务不得强制参加，收费标准由市发展改革委另行公布。

明湖市教育局

2024年5月6日

（此件公开发布）

抄送：市委办公厅，市人大常委会办公厅。

明湖市教育局办公室

2024年5月6日印发
"""


def make_publication(title: str = "关于做好课后服务工作的通知", **facts: Any) -> Publication:
    """A publication with its text, released and public unless the facts say otherwise.

    Facts of the official document (`doc_no`, `signed_on` …) and `issuers` make it one; other kinds
    than 公文 have none. `text` is the plain text, `outline` and `tables` its structure.
    """
    document = {name: facts.pop(name) for name in DOCUMENT_FACTS if name in facts}
    issuers = facts.pop("issuers", [])
    text = {
        "plain": facts.pop("text", "正文一段。"),
        "outline": facts.pop("outline", []),
        "tables": facts.pop("tables", []),
    }
    facts.setdefault("kind", Kind.DOCUMENT)
    facts.setdefault("state", State.RELEASED)
    facts.setdefault("attribute", Attribute.PROACTIVE)
    if facts["state"] in (State.RELEASED, State.WITHDRAWN):
        facts.setdefault("released_at", NOON)
        facts.setdefault("release_basis", ReleaseBasis.STOCK)
    if facts["state"] == State.WITHDRAWN:
        facts.setdefault("withdrawn_at", timezone.now())
        facts.setdefault("withdrawal_reason", "内容有误，更正后重新发布。")
    row = Publication.objects.create(title=title, **facts)
    PublicationText.objects.create(publication=row, **text)
    if row.kind == Kind.DOCUMENT:
        _add_document(row, document, issuers)
    return row


def _add_document(row: Publication, facts: dict[str, Any], issuers: list[str]) -> None:
    number = parse_doc_no(facts.get("doc_no", "")) if facts.get("doc_no") else None
    facts.setdefault("signed_on", dt.date(2024, 5, 6))
    parts = (
        {"doc_no_key": number.key, "doc_word": number.word, "doc_year": number.year}
        if number
        else {}
    )
    document = OfficialDocument.objects.create(publication=row, **facts, **parts)
    for position, name in enumerate(issuers, 1):
        Issuer.objects.create(document=document, position=position, name=name)


def relate(
    source: Publication, kind: RelationKind, target: Publication | None = None, **facts: Any
) -> Relation:
    """`source` bears on `target`, or on what is only named."""
    return Relation.objects.create(source=source, kind=kind, target=target, **facts)


def attach(
    publication: Publication, number: int = 1, *, attribute: Attribute = Attribute.PROACTIVE, zone: FileZone = FileZone.PUBLIC,
    title: str = "申请表", content: bytes = b"\xe8\xa1\xa8\xe6\xa0\xbc\n",
) -> Attachment:  # fmt: skip
    """An attachment with a small text file."""
    stored = files.store(content, name=f"{title}.txt", zone=zone, by=None)
    return Attachment.objects.create(
        publication=publication, number=number, title=title, file=stored, attribute=attribute
    )


def make_many(count: int, unit: Unit | None = None, **facts: Any) -> list[Publication]:
    """Public documents that differ in title, number and day of release."""
    return [
        make_publication(
            f"关于第{number}项工作的通知", unit=unit, doc_no=f"明政办发〔2024〕{number}号", issuers=["明湖市人民政府办公厅"],
            released_at=NOON + dt.timedelta(days=number), **facts,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def upload(
    by: User, *contents: tuple[str, str | bytes], unit: Unit | None = None
) -> list[ImportItem]:
    """Files dropped on the import page, not read yet."""
    streams = [
        (name, io.BytesIO(data.encode() if isinstance(data, str) else data))
        for name, data in contents
    ]
    batch = imports.receive(streams, by=by, unit=unit or by.unit)
    return list(batch.items.all())


def read_in(by: User, text: str = NOTICE, name: str = "通知.txt") -> ImportItem:
    """A file that was dropped and read: ready to be checked."""
    (item,) = upload(by, (name, text))
    jobs.run_due()
    item.refresh_from_db()
    return item


def form_of(item: ImportItem, token: str = "") -> dict[str, str]:
    """What the review screen of an item sends when nothing is changed."""
    from gongkai.base.services.forms import new_token
    from gongkai.publishing.forms import DocumentForm, initial_of, units_text

    posted: dict[str, str] = {"form_token": token or new_token(), "version": str(item.row_version)}
    for number, document in enumerate(item.edited["documents"]):
        form = DocumentForm(initial=initial_of(document), prefix=f"d{number}")
        for field in form:
            value = field.value()
            posted[field.html_name] = (
                "on" if value is True else "" if value in (None, False) else str(value)
            )
        for t, table in enumerate(document["tables"]):
            for r, task in enumerate(table["tasks"]):
                typed = {**task, "units": units_text(task)}
                for name in ("level1", "level2", "requirement", "units", "deadline"):
                    posted[f"d{number}-t{t}-r{r}-{name}"] = typed.get(name) or ""
    return posted


def on_disk() -> list[Path]:
    """Every file below the data folder's files, wherever it lies."""
    from django.conf import settings

    return sorted(path for path in Path(settings.FILES).rglob("*") if path.is_file())


def stored_names() -> list[str]:
    """Names of all stored files."""
    return list(StoredFile.objects.order_by("id").values_list("name", flat=True))


def reindex(*publications: Publication) -> None:
    """Puts publications written by a factory into the outbox, and lets the index follow."""
    announce([("publication", row.pk) for row in publications])
    search_services.catch_up()


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    """A folder of files of this test alone; empty."""
    settings.FILES = tmp_path / "files"
    settings.FILES.mkdir()
    return settings.FILES


@pytest.fixture
def index(db: None, settings: Any, tmp_path: Path) -> Path:
    """An index of this test alone; empty, and there."""
    settings.INDEX = tmp_path / "index"
    search_services.rebuild()
    return settings.INDEX


@pytest.fixture
def no_index(settings: Any, tmp_path: Path) -> Path:
    """A folder for an index in which there is none."""
    settings.INDEX = tmp_path / "index"
    return settings.INDEX
