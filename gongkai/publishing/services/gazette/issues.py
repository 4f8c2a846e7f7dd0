"""Series and issues: opened, named, numbered."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.publishing.models import GazetteIssue, GazetteSeries
from gongkai.publishing.services.gazette.common import changed, draft
from gongkai.publishing.states import GazetteState

SERIES_FACTS = ("name", "slug", "unit", "serial_code", "cadence", "about", "classes", "sections")


def open_series(*, by: User, **facts: Any) -> GazetteSeries:
    """Founds a gazette; see `edit_series` for the facts."""
    return edit_series(GazetteSeries(), by=by, **facts)


@transaction.atomic
def edit_series(series: GazetteSeries, *, by: User, **facts: Any) -> GazetteSeries:
    """Writes the facts of a gazette (刊名、网址代号、主办单位、刊号、刊期、说明、自动收录、栏目). One event.

    Raises:
        Refusal: name or address code taken; the address code of a gazette that readers know.
    """
    is_new = series.pk is None
    if not is_new and facts.get("slug", series.slug) != series.slug:
        _check_address(series)
    for name in SERIES_FACTS:
        if name in facts:
            setattr(series, name, facts[name])
    try:
        with transaction.atomic():
            series.save()
    except IntegrityError:
        raise Refusal(
            f"刊名“{series.name}”或者网址代号“{series.slug}”已经被另一份公报使用，请换一个。",
            field="slug",
        ) from None
    act = "登记公报" if is_new else "修改公报"
    shown = [("gazette_series", series.pk)]
    record(act, series, by=by, unit=series.unit, changed=shown)
    return series


def _check_address(series: GazetteSeries) -> None:
    if series.issues.filter(state=GazetteState.RELEASED).exists():
        raise Refusal(
            "这份公报已经出版过，读者保存的网址会失效，网址代号不能再改；请保留原来的代号。",
            field="slug",
        )


@transaction.atomic
def open_issue(
    series: GazetteSeries,
    *,
    by: User,
    year: int,
    number: int,
    total_number: int | None = None,
    editor: str = "",
) -> GazetteIssue:
    """Opens an issue for editing. One event.

    Raises:
        Refusal: the number is taken.
    """
    issue = GazetteIssue(
        series=series,
        year=year,
        number=number,
        total_number=total_number,
        editor=editor,
        made_by=by,
    )
    _save_number(issue)
    record("新建公报期次", issue, by=by, unit=series.unit, data={"series": series.name})
    return issue


@transaction.atomic
def edit_issue(
    issue: GazetteIssue,
    *,
    by: User,
    seen: int,
    year: int,
    number: int,
    total_number: int | None,
    editor: str,
    published_on: dt.date | None,
) -> GazetteIssue:
    """Writes number, total number, editor and day of publication of an issue in preparation.

    All of it is printed, so the proof is dropped. One event.

    Raises:
        Refusal: published; changed meanwhile; the number is taken.
    """
    row = draft(issue, seen=seen)
    row.year, row.number, row.total_number = year, number, total_number
    row.editor, row.published_on = editor, published_on
    _save_number(row)
    changed(row)
    data = {"year": year, "number": number, "total": total_number, "editor": editor}
    record("修改公报期次", row, by=by, unit=row.series.unit, data=data)
    return row


def _save_number(issue: GazetteIssue) -> None:
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError:
        raise Refusal(
            f"{issue.series}已经有{issue}，请换一个期号，或者打开那一期继续编辑。", field="number"
        ) from None
