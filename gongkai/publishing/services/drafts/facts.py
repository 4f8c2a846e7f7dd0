"""What a form sends, written into a draft: facts of the row, elements, words, entries."""

import datetime as dt
import re
from typing import Any

from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import CatalogueEntry
from gongkai.lib.dates import plain_date
from gongkai.lib.officialdoc import Unreadable, parse_text
from gongkai.publishing import outline, richtext
from gongkai.publishing.models import (
    DraftEntry,
    Publication,
    PublicationText,
)
from gongkai.publishing.services import content
from gongkai.publishing.services.drafts.attachments import describe
from gongkai.publishing.services.elements import write_elements
from gongkai.publishing.states import Kind

_ROW_FACTS = {
    "title": 500, "summary": 500, "source": 200, "correction_note": 500, "audience": 200, "form": 10,
}  # fmt: skip
_MOST_BLANKS = 40
_BLANKS = re.compile(rf"[ \t\u3000\u00a0]{{{_MOST_BLANKS},}}")
_ROW_LINKS = ("unit", "theme", "statutory_item")
_ELEMENTS = (*content.ELEMENTS, "issuers", "document_class", "contact")


def write_facts(row: Publication, facts: dict[str, Any]) -> list[str]:
    """Writes what is named in `facts` (see `writing.save`); belongs to the caller's transaction.

    Returns:
        What changed about attachments, for the event.

    Raises:
        Refusal: the days contradict each other; the text is too much, or bears a secrecy mark.
    """
    _check_order(row, facts)
    for name, longest in _ROW_FACTS.items():
        if name in facts:
            setattr(row, name, (facts[name] or "").strip()[:longest])
    for name in _ROW_LINKS:
        if name in facts:
            setattr(row, name, facts[name])
    if "keywords" in facts:
        row.keywords = list(facts["keywords"] or [])
    row.row_version += 1
    row.save()
    elements = {name: facts[name] for name in _ELEMENTS if name in facts}
    if row.kind == Kind.DOCUMENT and elements:
        write_elements(row, elements)
    if "html" in facts or "body" in facts or "outline" in facts:
        _write_words(row, facts)
    if "audience_units" in facts:
        row.audience_units.set(facts["audience_units"])
    if "entries" in facts:
        set_entries(row, facts["entries"])
    return describe(row, facts["attachments"]) if facts.get("attachments") else []


def _check_order(row: Publication, facts: dict[str, Any]) -> None:
    document = getattr(row, "document", None)

    def day(name: str) -> dt.date | None:
        value = facts[name] if name in facts else getattr(document, name, None)
        return value if isinstance(value, dt.date) else None

    starts, ends = day("effective_on"), day("expires_on")
    if starts and ends and ends < starts:
        raise Refusal(
            f"有效期截止日期{plain_date(ends)}早于施行日期{plain_date(starts)}，没有保存；请核对后改正。",
            field="expires_on",
        )


def _write_words(row: Publication, facts: dict[str, Any]) -> None:
    """The text in one of its three forms: rich text, typed lines, or what the parser read.

    Task tables are data beside the text: rich text knows nothing of them, and they stay.
    """
    if "html" in facts:
        try:
            html = richtext.clean(facts["html"] or "")
        except richtext.TooMuch as problem:
            raise Refusal(problem.sentence, field="body", status=413) from None
        before = PublicationText.objects.filter(publication=row).first()
        found = richtext.derived(html, before.tables if before else None)
        words = {
            "html": html, "plain": found.plain, "outline": found.outline, "tables": found.tables,
        }  # fmt: skip
    elif "outline" in facts:
        nodes, tables = facts["outline"], facts.get("tables") or []
        words = {"html": "", "plain": facts["plain"], "outline": nodes, "tables": tables}
    else:
        nodes = nodes_of(facts["body"])
        words = {"html": "", "plain": outline.plain(nodes), "outline": nodes, "tables": []}
    PublicationText.objects.update_or_create(publication=row, defaults=words)


def calm(text: str) -> str:
    """The text without blanks in masses: the parser looks at every run of them from every place."""
    return _BLANKS.sub(lambda found: found[0][:_MOST_BLANKS], text)


def nodes_of(body: str) -> list[dict[str, Any]]:
    """The outline of typed lines; where reading it would move a character, the lines as they are."""
    body = calm(body.replace("\r\n", "\n").strip("\n"))
    if not body.strip():
        return []
    try:
        documents = parse_text("", body).documents
    except Unreadable as problem:
        raise Refusal(str(problem), field="body") from None
    nodes = documents[0].to_json()["outline"] if documents else []
    if "".join(outline.plain(nodes).split()) == "".join(body.split()):
        return list(nodes)
    return [
        {"level": 0, "label": "", "heading": "", "text": line, "children": []}
        for line in body.split("\n")
        if line.strip()
    ]


def set_entries(row: Publication, entries: list[CatalogueEntry]) -> None:
    """Which entries of a catalogue the draft is to fulfil; takes effect with its release."""
    DraftEntry.objects.filter(publication=row).exclude(entry__in=entries).delete()
    there = set(DraftEntry.objects.filter(publication=row).values_list("entry_id", flat=True))
    DraftEntry.objects.bulk_create(
        DraftEntry(publication=row, entry=entry) for entry in entries if entry.pk not in there
    )
