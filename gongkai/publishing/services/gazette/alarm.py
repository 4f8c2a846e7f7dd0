"""标准文本: whoever makes the gazette is told when the library says something else than was printed."""

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role, UnitKind
from gongkai.lib.titles import quoted
from gongkai.publishing.models import GazetteItem, GazetteSeries
from gongkai.publishing.queries.gazette import Difference, differences

_NOTE = 300


@transaction.atomic
def note_difference(item: GazetteItem, *, by: User, note: str) -> GazetteItem:
    """Settles a difference: readers of the item are told in a sentence what changed after printing.

    Holds for the text the library has now; the next change raises the alarm anew. One event.

    Raises:
        Refusal: no sentence.
    """
    note = " ".join(note.split())
    if not note:
        raise Refusal(
            "请写一句更正说明，告诉读者印出以后文字有什么变化，例如“第三条的日期应为2024年5月6日”。",
            field="note",
        )
    row = (
        GazetteItem.objects.select_for_update(of=("self",))
        .select_related("issue__series__unit", "publication__text")
        .get(pk=item.pk)
    )
    row.note, row.noted_version = note[:_NOTE], row.publication.text.version
    row.save(update_fields=["note", "noted_version"])
    record(
        "说明公报差异",
        row.issue,
        by=by,
        unit=row.issue.series.unit,
        note=f"{quoted(row.publication.title)}：{row.note}",
        data={"publication": row.publication_id, "version": row.noted_version},
        changed=[("gazette", row.issue_id)],
    )
    return row


@transaction.atomic
def tell_differences() -> int:
    """Notifies the makers of each gazette of texts that differ; once for each text. Returns how many.

    Daily. Everything is compared, not only what has a newer version.
    """
    found = differences()
    for difference in found:
        _tell(difference)
    return len(found)


def _tell(difference: Difference) -> None:
    item = difference.item
    parts = "、".join(difference.parts)
    notify(
        makers(item.issue.series),
        f"公报文本与文件库不一致：{item.publication.title}"[:120],
        text=f"{item.issue.series}{item.issue}所载的{parts}与文件库现在的文本不同，请核对并写更正说明。",
        url="/desk/gazette/differences/",
        key=f"gazette-difference-{item.pk}-{item.publication.text.version}",
    )


def makers(series: GazetteSeries) -> list[User]:
    """Who makes this gazette: 公开工作机构 of its unit, 主管部门 of the unit or of its office."""
    units = [series.unit, *Unit.objects.get_children(series.unit).filter(kind=UnitKind.OFFICE)]
    found: dict[int, User] = {}
    for unit in units:
        for role in (Role.OPENNESS, Role.AUTHORITY):
            found |= {user.pk: user for user in active_holders(role, unit=unit)}
    return list(found.values())
