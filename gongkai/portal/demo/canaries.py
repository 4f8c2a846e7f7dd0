"""Strings that must never show: one in each hidden field and hidden document.

Each is `GKC-<model>-<field>-<n>` and stands in the file `canaries.txt` of the data folder, so that a
test for leaks is a search for `GKC-` in everything that is public.
"""

import datetime as dt
import io
import random
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongkai.base.models import Unit, User
from gongkai.base.services import files, notices
from gongkai.base.services.trail import record
from gongkai.base.states import FileZone
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.services import attachments, imports, publications
from gongkai.publishing.services.entries import Entry, RelationEntry
from gongkai.publishing.services.library import add_many
from gongkai.publishing.states import Attribute, ImportState, RelationKind

LIST = "canaries.txt"


@dataclass(slots=True)
class Nest:
    """Makes the strings and remembers them."""

    seed: int
    made: list[str] = field(default_factory=list)

    def lay(self, model: str, column: str) -> str:
        """A new string for that field."""
        number = random.Random(f"{self.seed}-{len(self.made)}").randrange(100_000, 1_000_000)  # noqa: S311 - no secret
        self.made.append(f"GKC-{model}-{column}-{number}")
        return self.made[-1]


def plant(seed: int, units: dict[str, Unit], people: dict[str, User]) -> int:
    """Plants all strings and writes their list; returns how many."""
    nest = Nest(seed)
    unit = next(iter(units.values()))
    clerk = next(iter(people.values()))
    hidden = _hidden_documents(nest, unit, clerk)
    _public_document(nest, unit, hidden, clerk)
    _import(nest, clerk)
    notices.notify([clerk], nest.lay("notice", "title"), text=nest.lay("notice", "text"))
    record(
        "演示标记",
        clerk,
        by=clerk,
        note=nest.lay("event", "note"),
        data={"mark": nest.lay("event", "data")},
    )
    Path(settings.DATA, LIST).write_text("\n".join(nest.made) + "\n", encoding="utf-8")
    return len(nest.made)


def _entry(nest: Nest, model: str, unit: Unit, attribute: Attribute) -> Entry:
    """A document with a string in every field that a page could show."""
    lay = nest.lay
    return Entry(
        title=f"演示标记文件{lay(model, 'title')}",
        plain=f"本文只用于检查泄露。{lay(model, 'plain')}",
        outline=[
            {"level": 0, "label": "", "heading": "", "text": lay(model, "outline"), "children": []}
        ],
        tables=[{"title": lay(model, "table"), "year": 2026, "tasks": [], "warnings": []}],
        attribute=attribute,
        doc_no=lay(model, "doc_no"),
        issuers=[lay(model, "issuer")],
        index_no=lay(model, "index_no"),
        source=lay(model, "source"),
        summary=lay(model, "summary"),
        keywords=[lay(model, "keyword")],
        addressees=[lay(model, "addressee")],
        copies_to=lay(model, "copies_to"),
        printing_unit=lay(model, "printing_unit"),
        signature=lay(model, "signature"),
        annotation=lay(model, "annotation"),
        contact=lay(model, "contact"),
        external_id=lay(model, "external_id"),
        unit_id=unit.pk,
    )


def _hidden_documents(nest: Nest, unit: Unit, clerk: User) -> list[Publication]:
    """A draft without attribute, one on request, one withheld, one of tomorrow, one withdrawn, one put aside."""
    entries = [
        _entry(nest, "draft", unit, Attribute.UNKNOWN),
        _entry(nest, "onrequest", unit, Attribute.ON_REQUEST),
        _entry(nest, "withheld", unit, Attribute.WITHHELD),
    ]
    rows = add_many(entries, by=clerk, release=True).created
    tomorrow = _entry(nest, "tomorrow", unit, Attribute.PROACTIVE)
    withdrawn = _entry(nest, "withdrawn", unit, Attribute.PROACTIVE)
    # The page of a withdrawn publication names its title, time and reason; nothing else of it.
    nest.made.remove(withdrawn.title.removeprefix("演示标记文件"))
    withdrawn.title = "演示：已撤下的文件"
    aside = _entry(nest, "discarded", unit, Attribute.PROACTIVE)
    later, gone, left = add_many([tomorrow, withdrawn, aside], by=clerk, release=False).created
    publications.release(later, by=clerk, at=timezone.now() + dt.timedelta(days=3650))
    publications.withdraw(
        publications.release(gone, by=clerk), by=clerk, reason="演示撤下后的公众页面。"
    )
    publications.discard(left, by=clerk)
    return [*rows, later, gone, left]


def _public_document(nest: Nest, unit: Unit, hidden: list[Publication], clerk: User) -> None:
    """A public document whose hidden neighbours must not show: contact, attachments, relations."""
    entry = Entry(
        title="关于演示标记检查的说明",
        plain="本文用于检查公开页面不会带出未公开的内容。",
        attribute=Attribute.PROACTIVE,
        contact=nest.lay("document", "contact"),
        unit_id=unit.pk,
        relations=[RelationEntry(RelationKind.BASED_ON, title=row.title) for row in hidden],
    )
    public = add_many([entry], by=clerk, release=True).created[0]
    original = files.store(
        nest.lay("file", "content").encode(),
        name=f"{nest.lay('file', 'name')}.txt",
        zone=FileZone.ORIGINAL,
        by=clerk,
    )
    attachments.attach(
        public,
        file=original,
        title=nest.lay("attachment", "title"),
        attribute=Attribute.ON_REQUEST,
        by=clerk,
    )


def _import(nest: Nest, clerk: User) -> None:
    """A file on its way in, read and waiting for its reviewer."""
    text = f"{nest.lay('import', 'source')}\n{nest.lay('import', 'parsed')}"
    batch = imports.receive(
        [(f"{nest.lay('import', 'name')}.txt", io.BytesIO(text.encode()))],
        by=clerk,
        unit=clerk.unit,
    )
    item = ImportItem.objects.get(batch=batch)
    imports.parse_item(item.pk)
    item.refresh_from_db()
    if item.state == ImportState.PARSED:
        edited = {**item.edited, "note": nest.lay("import", "edited")}
        imports.correct(item, edited, by=clerk, version=item.row_version)
