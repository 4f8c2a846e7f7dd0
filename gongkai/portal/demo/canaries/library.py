"""Hidden documents, the hidden neighbours of a public one, a file on its way in."""

import io

from gongkai.base.models import Unit, User
from gongkai.base.services import files
from gongkai.base.states import FileZone
from gongkai.portal.demo.canaries.nest import Nest
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.services import attachments, imports, publications
from gongkai.publishing.services.entries import Entry, RelationEntry
from gongkai.publishing.services.library import add_many
from gongkai.publishing.states import Attribute, ImportState, RelationKind


def plant(nest: Nest, unit: Unit, clerk: User) -> None:
    """What lies in the library without being public."""
    hidden = _hidden_documents(nest, unit, clerk)
    _public_document(nest, unit, hidden, clerk)
    _import(nest, clerk)


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
    """A draft without attribute, one on request, one withheld, one withdrawn, one put aside."""
    withdrawn = _entry(nest, "withdrawn", unit, Attribute.PROACTIVE)
    # The page of a withdrawn publication names its title, time and reason; nothing else of it.
    nest.made.remove(withdrawn.title.removeprefix("演示标记文件"))
    withdrawn.title = "演示：已撤下的文件"
    entries = [
        _entry(nest, "draft", unit, Attribute.UNKNOWN),
        _entry(nest, "onrequest", unit, Attribute.ON_REQUEST),
        _entry(nest, "withheld", unit, Attribute.WITHHELD),
        withdrawn,
    ]
    rows = add_many(entries, by=clerk, release=True).created
    publications.withdraw(rows[-1], by=clerk, reason="演示撤下后的公众页面。")
    aside = _entry(nest, "discarded", unit, Attribute.PROACTIVE)
    (left,) = add_many([aside], by=clerk, release=False).created
    publications.discard(left, by=clerk)
    return [*rows, left]


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
