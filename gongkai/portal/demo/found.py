"""What the other parts of the demonstration stand on: documents that are public already."""

from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import Publication


def public(key: str) -> Publication | None:
    """The public document with that number or title.

    None where it is not public yet: the documents have fixed days, and the clock of a machine may
    stand before them. Whoever asks leaves that line out.
    """
    number = parse_doc_no(key)
    rows = Publication.objects.public().select_related("unit", "document")
    wanted = rows.filter(document__doc_no_key=number.key) if number else rows.filter(title=key)
    return wanted.first()


def of_kind(kind: str, unit_id: int) -> list[Publication]:
    """What a unit has released of a kind."""
    rows = Publication.objects.public().filter(kind=kind, unit=unit_id)
    return list(rows.select_related("unit", "document"))
