"""What the pages of catalogues read."""

from django.db.models import Count, Q, QuerySet

from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryChange
from gongkai.catalogue.states import CHANNELS, CatalogueKind


def catalogues(
    *, kind: str = "", text: str = "", active: bool | None = None
) -> "QuerySet[Catalogue]":
    """Catalogues with their unit and number of entries, by kind and field."""
    rows = Catalogue.objects.select_related("unit").annotate(
        entry_count=Count("entries", filter=Q(entries__active=True))
    )
    if kind in CatalogueKind.values:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(field__contains=text))
    if active is not None:
        rows = rows.filter(active=active)
    return rows.order_by("-active", "kind", "field", "name", "-year", "id")


def entries_of(catalogue: Catalogue, *, text: str = "") -> "QuerySet[CatalogueEntry]":
    """Entries in the order of print with the number of units that must publish them."""
    rows = catalogue.entries.annotate(duty_count=Count("duties"))
    if text:
        rows = rows.filter(
            Q(level1__contains=text) | Q(level2__contains=text) | Q(content__contains=text)
        )
    return rows.order_by("-active", "position", "id")


def changes_of(
    catalogue: Catalogue, entry: CatalogueEntry | None = None
) -> "QuerySet[EntryChange]":
    """The history of a catalogue or of one entry, newest first."""
    rows = catalogue.changes.select_related("by", "entry")
    return rows.filter(entry=entry) if entry else rows


def editions_of(catalogue: Catalogue) -> list[Catalogue]:
    """All editions of one catalogue, newest first."""
    same = Catalogue.objects.filter(unit=catalogue.unit_id, name=catalogue.name)
    return list(same.order_by("-year", "-id"))


def fields_in_use() -> list[str]:
    """Names of the fields that catalogues stand for."""
    return list(
        Catalogue.objects.exclude(field="")
        .order_by("field")
        .values_list("field", flat=True)
        .distinct()
    )


def channel_rows(entry: CatalogueEntry) -> list[dict[str, object]]:
    """The channels of an entry as {"name", "must"}; entries may hold bare names, which are must."""
    return [
        {"name": one.get("name", ""), "must": bool(one.get("must"))}
        if isinstance(one, dict)
        else {"name": str(one), "must": True}
        for one in entry.channels
    ]


def levels_text(entry: CatalogueEntry) -> str:
    """县级、乡级、村级: those that apply."""
    levels = ((entry.county, "县级"), (entry.town, "乡级"), (entry.village, "村级"))
    return "、".join(word for holds, word in levels if holds)


def audience_text(entry: CatalogueEntry) -> str:
    """全社会, or the group, or both."""
    words = [*(["全社会"] if entry.to_all else []), *([entry.audience] if entry.audience else [])]
    return "、".join(words)


def method_text(entry: CatalogueEntry) -> str:
    """主动公开, 依申请公开, or both."""
    methods = ((entry.proactive, "主动公开"), (entry.on_request, "依申请公开"))
    return "、".join(word for holds, word in methods if holds)


def standard_channels() -> tuple[str, ...]:
    """The 13 options."""
    return CHANNELS


def government_of(unit: Unit) -> Unit | None:
    """The government a unit belongs to; itself where it is one."""
    above = Unit.objects.filter(
        path__in=unit.ancestor_paths(), kind__in=[*UnitKind.governments(), UnitKind.ZONE]
    )
    found: Unit | None = above.order_by("-path").first()
    return found
