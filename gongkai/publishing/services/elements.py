"""The elements of an official document (公文要素), written from plain data."""

import datetime as dt
from typing import Any

from gongkai.base.models import Unit
from gongkai.catalogue.models import DocumentClass
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import Issuer, OfficialDocument, Publication

DAYS = ("signed_on", "printed_on", "effective_on", "expires_on")
_LENGTHS = {
    "copies_to": None,
    "printing_unit": 100,
    "signature": 300,
    "annotation": 300,
    "contact": 200,
    "status_mark": 20,
    "doc_type": 10,
}


def write_elements(publication: Publication, elements: dict[str, Any]) -> OfficialDocument:
    """Writes the named elements and, where they are named, number and issuers; others stay.

    Args:
        elements: any of the fields of `OfficialDocument`; `doc_no` in any usual spelling is kept in
            its normal form with its parts; `issuers` is a list of names, the lead body first.
    """
    document = getattr(publication, "document", None) or OfficialDocument(publication=publication)
    for name, longest in _LENGTHS.items():
        if name in elements:
            setattr(document, name, (elements[name] or "")[:longest])
    for name in DAYS:
        if name in elements:
            setattr(document, name, _day(elements[name]))
    for name in ("addressees", "attachment_names"):
        if name in elements:
            setattr(document, name, list(elements[name] or []))
    if "document_class" in elements:
        document.document_class = _class(elements["document_class"])
    if "doc_no" in elements:
        _number(document, elements["doc_no"] or "")
    document.save()
    publication.document = document
    if "issuers" in elements:
        _issuers(document, list(elements["issuers"] or []))
    return document


def _day(value: dt.date | str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _class(value: DocumentClass | int | None) -> DocumentClass | None:
    return DocumentClass.objects.get(pk=value) if isinstance(value, int) else value


def _number(document: OfficialDocument, typed: str) -> None:
    number = parse_doc_no(typed) if typed else None
    document.doc_no = (number.printed if number else typed)[:80]
    document.doc_no_key = (number.key if number else "")[:80]
    document.doc_word = (number.word if number else "")[:40]
    document.doc_year = number.year if number else None
    document.doc_serial = number.serial if number else None


def _issuers(document: OfficialDocument, names: list[str]) -> None:
    there = [issuer.name for issuer in document.issuers.all()]
    if there == names:
        return
    document.issuers.all().delete()
    units: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(name__in=names):
        units.setdefault(unit.name, []).append(unit)
    Issuer.objects.bulk_create(
        Issuer(document=document, position=n, name=name[:100], unit=_only(units.get(name, [])))
        for n, name in enumerate(names, 1)
    )


def _only(units: list[Unit]) -> Unit | None:
    """The unit of that name; a name that two units share says nothing."""
    return units[0] if len(units) == 1 else None
