"""Public institutions and enterprises: their service window and their sector's basic catalogue."""

from typing import Any

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.base.states import UnitKind
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryChange, ServiceWindow
from gongkai.catalogue.sector_entries import entries_of_sector
from gongkai.catalogue.services import catalogues, history
from gongkai.catalogue.services.duties import assign_many
from gongkai.catalogue.states import SECTORS, CatalogueKind
from gongkai.lib.catalogue_tables import facts_of

WINDOW_FACTS = (
    "place", "hours", "phone", "online", "answer_days", "complaint_unit", "complaint_phone",
    "complaint_way",
)  # fmt: skip


@transaction.atomic
def save_window(unit: Unit, *, by: User | None, sector: str, **facts: Any) -> ServiceWindow:
    """Enters or changes the consultation window (咨询窗口) and the complaint route (申诉) of a unit.

    Raises:
        Refusal: no public institution or enterprise; an unknown sector; no way to reach the window
            or no authority for complaints (国办发〔2020〕50号).
    """
    _check_body(unit)
    _check_sector(sector)
    if not facts.get("phone") and not facts.get("place") and not facts.get("online"):
        raise Refusal("咨询窗口至少写明电话、地址或者网上咨询地址中的一项。", field="phone")
    if facts.get("complaint_unit") is None:
        raise Refusal(
            "请指定受理申诉的主管部门：公民对公共企事业单位的信息公开有异议的，向它申诉（条例第五十五条）。",
            field="complaint_unit",
        )
    catalogues.hold(unit)
    window = ServiceWindow.objects.select_for_update(of=("self",)).filter(pk=unit.pk).first()
    row = window or ServiceWindow(unit=unit)
    row.sector = sector
    for name in WINDOW_FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    row.save()
    act = "修改咨询窗口" if window else "设立咨询窗口"
    record(act, row, by=by, unit=unit, data={"sector": sector}, changed=[("unit", unit.pk)])
    return row


@transaction.atomic
def seed_sector(unit: Unit, sector: str, *, by: User | None) -> Catalogue:
    """Gives a unit the basic catalogue of its sector, every entry its own duty; once.

    Raises:
        Refusal: no public institution or enterprise; an unknown sector; it has one already.
    """
    _check_body(unit)
    _check_sector(sector)
    catalogues.hold(unit)
    held = Catalogue.objects.filter(unit=unit, kind=CatalogueKind.SECTOR, active=True).first()
    if held is not None:
        raise Refusal(f"{unit.label}已经有《{held.name}》，请在那里增减事项。")
    catalogue = catalogues.create(
        unit=unit, by=by, kind=CatalogueKind.SECTOR, name=f"{unit.label}信息公开目录"[:100],
        field=sector, source="公共企事业单位信息公开规定制定办法（国办发〔2020〕50号）",
    )  # fmt: skip
    entries = [
        _entry(catalogue, place, texts) for place, texts in enumerate(entries_of_sector(sector), 1)
    ]
    CatalogueEntry.objects.bulk_create(entries)
    EntryChange.objects.bulk_create(
        history.change(
            "增加事项", catalogue, entry, by=by, after=history.facts_of_entry(entry),
            note="按行业基本目录编制",
        )
        for entry in entries
    )  # fmt: skip
    assign_many([(entry, [unit]) for entry in entries], today())
    record(
        "编制行业目录", catalogue, by=by, unit=unit, data={"entries": len(entries)},
        changed=[("catalogue", catalogue.pk)],
    )  # fmt: skip
    return catalogue


def _entry(catalogue: Catalogue, place: int, texts: dict[str, str]) -> CatalogueEntry:
    facts = facts_of({**texts, "number": str(place)})
    stored = {name: getattr(facts, name) for name in history.FACTS}
    return CatalogueEntry(catalogue=catalogue, position=place, **stored)


def _check_body(unit: Unit) -> None:
    if unit.kind not in (UnitKind.ENTERPRISE, UnitKind.INSTITUTION):
        raise Refusal(
            f"{unit.label}在单位库中是“{UnitKind(unit.kind).label}”，咨询窗口和行业目录只给事业单位和公共企事业单位；"
            "类别登记错的，请先在单位库改正。"
        )


def _check_sector(sector: str) -> None:
    if sector not in SECTORS:
        raise Refusal(f"没有“{sector}”这个行业，请从{'、'.join(SECTORS)}中选择。", field="sector")
