"""What several public pages of the library show: rows of publications, facts of a unit."""

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.publishing import present
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.validity import incoming_changes, validity_of


def rows_of(publications: list[Publication]) -> list[present.Row]:
    """Rows with validity as of today, one statement for all of them."""
    changes = incoming_changes([row.pk for row in publications])
    day = today()
    found = []
    for row in publications:
        document = getattr(row, "document", None)
        if document:
            document.publication = row
        validity = validity_of(document, changes.get(row.pk, []), day) if document else None
        found.append(present.row(row, validity))
    return found


def unit_facts(found: Unit) -> list[dict[str, str]]:
    """Where a unit is and how it is reached; what is not known is left out."""
    pairs = [
        ("办公地址", found.address),
        ("办公时间", found.hours),
        ("联系电话", found.phone),
        ("负责人职务", found.head_post),
        ("统一社会信用代码", found.credit_code),
        ("网站标识码", found.site_code),
    ]
    return [{"label": label, "value": value, "url": ""} for label, value in pairs if value]


def column(name: str, column_type: str) -> dict[str, str]:
    """The column a page stands in, for the description of it in the head."""
    return {"name": name, "description": name, "keywords": name, "type": column_type}
