"""The working-day calendar on the desk: the years, one year by months, loading a year."""

import calendar as months
import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base import rules
from gongkai.base.calendar import today, working_calendar
from gongkai.base.forms_registers import CalendarForm
from gongkai.base.models import CalendarYear
from gongkai.base.queries import registers
from gongkai.base.services.calendar import days_of, load_year
from gongkai.base.services.unit_facts import digest
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.lib.calendar_lines import write_lines
from gongkai.lib.workdays import Calendar, YearDays, workdays_between

_LOADERS = "工作日历由主管部门或者系统管理员载入，您的账号没有这些角色。"


@require_safe
def calendar_years(request: HttpRequest) -> HttpResponse:
    """The years that are known, with their source, and whether the coming one is missing."""
    may_load = rules.may_load_calendar(request.user)
    years = registers.calendar_years()
    known = {row.year for row in years}
    day = today()
    missing = [year for year in (day.year, day.year + 1) if year not in known]
    context = {
        "years": [{"row": row, "workdays": _workdays(row.year)} for row in years],
        "missing": missing,
        "late": day.year in missing or (day.month == 12 and day.year + 1 in missing),
        "may_load": may_load,
        "page_title": "工作日历",
        "lede": "答复、公开、征求意见的期限都按这里的工作日推算。",
        "action": {"label": "载入一年", "url": at("desk_calendar_load")} if may_load else None,
    }
    return render(request, "base/calendar.html", context)


def _workdays(year: int) -> int:
    return workdays_between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31), working_calendar())


@require_safe
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year month by month."""
    row = CalendarYear.objects.filter(pk=year).first()
    if row is None:
        raise Http404
    days = days_of(row)
    may_load = rules.may_load_calendar(request.user)
    context = {
        "row": row,
        "days": days,
        "months": year_months(year, days),
        "listed": _listed(days),
        "workdays": _workdays(year),
        "page_title": f"{year}年工作日历",
        "crumbs": crumbs(("工作日历", at("desk_calendar")), (f"{year}年", "")),
        "action": {"label": "更改这一年", "url": f"{at('desk_calendar_load')}?year={year}"}
        if may_load
        else None,
    }
    return render(request, "base/calendar_year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_load(request: HttpRequest) -> HttpResponse:
    """Type, paste or choose a year's list; look at it; load it."""
    allow(rules.may_load_calendar(request.user), _LOADERS)
    if request.method != "POST":
        return _load_page(request, CalendarForm(initial=_initial(request)))
    form = CalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _load_page(request, _with_text(form))
    seen = _digest(form)
    if request.POST.get("act") != "load" or form.cleaned_data["agreed"] != seen:
        return _load_page(request, _with_text(form), previewed=form)
    facts = form.cleaned_data

    def act() -> dict[str, Any]:
        assert form.reading is not None  # noqa: S101 - a valid form has read its list
        return {
            "year": load_year(
                facts["year"], form.reading.days, by=person(request), reason=facts["reason"]
            ).year
        }

    if settle(form, f"calendar-{facts['year']}", act):
        done(request, f"{facts['year']}年的日历已载入，涉及这一年的期限从现在起按它推算。")
        return redirect("desk_calendar_year", facts["year"])
    return _load_page(request, form)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The form for a known year (`?year=2026`) begins with what is known of it."""
    asked = request.GET.get("year", "")
    known = (
        CalendarYear.objects.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdigit() and len(asked) == 4
        else None
    )
    if known is None:
        return {"year": asked[:4]}
    return {"year": known.year, "source": known.source, "lines": write_lines(days_of(known))}


def _with_text(form: CalendarForm) -> CalendarForm:
    """The form as it was sent, with the text of the chosen file in the field for text."""
    if form.files and form.reading is not None:
        form.data = {**{name: form.data[name] for name in form.data}, "lines": form.text}
    return form


def _digest(form: CalendarForm) -> str:
    """What the person has looked at: the days and the notice."""
    assert form.reading is not None  # noqa: S101 - only asked of a valid form
    days = form.reading.days
    return digest([form.cleaned_data["year"], days.notice, write_lines(days)])


def _load_page(
    request: HttpRequest, form: CalendarForm, previewed: CalendarForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "page_title": "载入工作日历",
        "lede": "照国务院办公厅的放假通知逐日填写，先预览，确认后载入。",
        "crumbs": crumbs(("工作日历", at("desk_calendar")), ("载入", "")),
    }
    if previewed is not None and previewed.reading is not None:
        year, days = previewed.cleaned_data["year"], previewed.reading.days
        known = CalendarYear.objects.filter(pk=year).first()
        before = days_of(known) if known else None
        context |= {
            "year": year,
            "warnings": previewed.reading.warnings,
            "months": year_months(year, days),
            "listed": _listed(days),
            "off": len(days.holidays),
            "worked": len(days.workdays),
            "workdays": workdays_between(
                dt.date(year - 1, 12, 31), dt.date(year, 12, 31), Calendar({year: days})
            ),
            "known": known,
            "same": before == days,
            "differences": _differences(before, days) if before else [],
            "agreed": _digest(previewed),
        }
    return render(request, "base/calendar_load.html", context, status=422 if form.errors else 200)


def _differences(before: YearDays, after: YearDays) -> list[dict[str, Any]]:
    """Days whose kind changes."""
    old, new = _kinds(before), _kinds(after)
    return [
        {"day": day, "before": old.get(day, ""), "after": new.get(day, "")}
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    ]


def _kinds(days: YearDays) -> dict[dt.date, str]:
    return {**dict.fromkeys(days.holidays, "休"), **dict.fromkeys(days.workdays, "班")}


def _listed(days: YearDays) -> list[dict[str, Any]]:
    rows = [
        {"day": day, "mark": mark, "name": days.holidays.get(day, "")}
        for day, mark in _kinds(days).items()
    ]
    return sorted(rows, key=lambda row: row["day"])


def year_months(year: int, days: YearDays) -> list[dict[str, Any]]:
    """Twelve months as weeks of days, Monday first; each day with its mark, name and class."""
    plan = months.Calendar(firstweekday=0)
    return [
        {
            "label": f"{month}月",
            "weeks": [
                [_day(day, days) if day.month == month else None for day in week]
                for week in plan.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _day(day: dt.date, days: YearDays) -> dict[str, Any]:
    if day in days.holidays:
        return {"day": day, "mark": "休", "name": days.holidays[day], "tone": "off"}
    if day in days.workdays:
        return {"day": day, "mark": "班", "name": "调休上班", "tone": "worked"}
    return {
        "day": day,
        "mark": "",
        "name": "",
        "tone": "weekend" if day.weekday() >= 5 else "plain",
    }
