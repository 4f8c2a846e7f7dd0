"""数据质量: released publications that today's rules would not let through, by rule and by unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.publishing.models import (
    Delivery,
    InterpretationObligation,
    OfficialDocument,
    Publication,
    Relation,
)
from gongkai.publishing.states import DeliveryState, Kind, RelationKind


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its name in addresses, what is wrong (short for heads of columns), what to do."""

    name: str
    short: str
    label: str
    remedy: str


CHECKS = (
    Check("no_unit", "缺机构", "没有发布机构", "请认定发布机构。"),
    Check("no_theme", "缺主题", "没有主题分类", "请认定主题分类。"),
    Check("no_class", "缺类别", "没有文件类别", "请认定文件类别，它决定要不要解读、有没有有效期。"),
    Check(
        "no_document",
        "缺要素",
        "公文没有要素",
        "请补上发文字号、成文日期等要素，或者改为一般信息。",
    ),
    Check("dates", "日期先后", "日期先后不对", "成文不晚于印发，印发不晚于发布，请核对后更正。"),
    Check("same_no", "文号重复", "发文字号重复", "请核对是不是重复入库，或者文号有误。"),
    Check(
        "no_interpretation",
        "缺解读",
        "应当解读而没有解读",
        "请补发解读，或者由公开工作机构写明不解读的理由。",
    ),
    Check(
        "dead_relation", "关系不明", "关系的另一头不在文件库", "请导入所说的文件，或者更正文号。"
    ),
    Check(
        "expired_shown", "到期未撤", "已经到期仍在栏目里", "请从栏目里撤下，或者移到历史文件栏目。"
    ),
)
NAMES = tuple(check.name for check in CHECKS)


def failing(name: str) -> Q:
    """What fails one rule, as a condition over public publications.

    Raises:
        KeyError: no such rule.
    """
    return _CONDITIONS[name]()


def _no_class() -> Q:
    return Q(kind=Kind.DOCUMENT, document__isnull=False, document__document_class=None)


def _dates() -> Q:
    printed_first = Q(document__printed_on__lt=F("document__signed_on"))
    day = TruncDate("released_at", tzinfo=timezone.get_default_timezone())
    early = Publication.objects.annotate(day=day).filter(
        Q(day__lt=F("document__signed_on")) | Q(day__lt=F("document__printed_on"))
    )
    return printed_first | Q(pk__in=early.values("pk"))


def _same_no() -> Q:
    other = OfficialDocument.objects.filter(
        doc_no_key=OuterRef("document__doc_no_key"), publication__in=Publication.objects.public()
    ).exclude(pk=OuterRef("pk"))
    return Q(document__doc_no_key__gt="") & Q(Exists(other))


def _no_interpretation() -> Q:
    obliged = InterpretationObligation.objects.filter(
        publication=OuterRef("pk"), required=True, exempt_at=None
    )
    settled = InterpretationObligation.objects.filter(publication=OuterRef("pk"))
    interpreted = Relation.objects.filter(
        target=OuterRef("pk"),
        kind=RelationKind.INTERPRETS,
        source__in=Publication.objects.public(),
    )
    by_class = Q(document__document_class__interpretation_due=True) & ~Q(Exists(settled))
    companion = Publication.objects.public().filter(companion_of=OuterRef("pk"))
    due = Q(Exists(obliged)) | by_class
    return Q(kind=Kind.DOCUMENT) & due & ~Q(Exists(interpreted)) & ~Q(Exists(companion))


def _dead_relation() -> Q:
    return Q(Exists(Relation.objects.filter(source=OuterRef("pk"), target=None)))


def _expired_shown() -> Q:
    shown = Delivery.objects.filter(
        publication=OuterRef("pk"),
        column__active=True,
        state__in=(DeliveryState.SENT, DeliveryState.POSTED),
    )
    return Q(document__expires_on__lt=today()) & Q(Exists(shown))


_CONDITIONS = {
    "no_unit": lambda: Q(unit=None),
    "no_theme": lambda: Q(kind=Kind.DOCUMENT, theme=None),
    "no_class": _no_class,
    "no_document": lambda: Q(kind=Kind.DOCUMENT, document__isnull=True),
    "dates": _dates,
    "same_no": _same_no,
    "no_interpretation": _no_interpretation,
    "dead_relation": _dead_relation,
    "expired_shown": _expired_shown,
}


@dataclass(slots=True)
class Row:
    """The counts of one unit, in the order of `CHECKS`; None is what has no unit."""

    unit: Unit | None
    counts: list[int]

    @property
    def total(self) -> int:
        """All findings; a publication counts once for every rule it fails."""
        return sum(self.counts)


def by_unit(rows: QuerySet[Publication]) -> list[Row]:
    """Counts by unit and rule among these publications, units without findings left out.

    One statement a rule and one for the units, whatever the size of the library.
    """
    found: dict[int | None, list[int]] = {}
    for place, name in enumerate(NAMES):
        numbers = rows.filter(failing(name)).order_by().values_list("unit").annotate(n=Count("pk"))
        for unit, number in numbers:
            found.setdefault(unit, [0] * len(NAMES))[place] = number
    units = Unit.objects.in_bulk([pk for pk in found if pk])
    listed = [Row(units.get(pk or 0), counts) for pk, counts in found.items()]
    return sorted(listed, key=lambda row: row.unit.path if row.unit else "")


def listed(
    rows: QuerySet[Publication], name: str, unit: int | None = None
) -> QuerySet[Publication]:
    """The publications that fail a rule, of all units or one; newest first."""
    rows = rows.filter(failing(name))
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.select_related("unit", "document").order_by("-released_at", "-pk")


def counts_of(units: Iterable[int]) -> dict[int, int]:
    """How many findings each unit has, for notices."""
    rows = Publication.objects.public().filter(unit__in=list(units))
    return {row.unit.pk: row.total for row in by_unit(rows) if row.unit}
