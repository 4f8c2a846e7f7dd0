"""Coverage of the catalogues on the desk: the heat map, entries, one duty."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.models import Unit
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, done, person, settle, words
from gongkai.catalogue import rules as catalogue_rules
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty
from gongkai.catalogue.queries.lights import Light
from gongkai.catalogue.services.duties import formed
from gongkai.lib.titles import quoted
from gongkai.publishing.forms_coverage import DeclareForm, EditionForm, FormedForm, ReasonForm
from gongkai.publishing.models import Fulfilment, Publication
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.services import coverage, empty_periods

READERS = "落实情况由信息员、公开工作机构、单位负责人、签发人和主管部门查看，您的账号没有这些角色。"
COVERERS = "登记落实和声明由本单位的信息员、公开工作机构和主管部门办理，您的账号没有这个权限。"
SIGNERS = "无信息声明由本单位的单位负责人或者公开工作机构签字，您的账号没有这个角色。"
_PER_PAGE = 50
# Shape beside the colour: the same as the desk's states.
TONES = {
    Light.OVERDUE: "late",
    Light.SOON: "soon",
    Light.BLANK: "unknown",
    Light.DECLARED: "declared",
    Light.FULFILLED: "ok",
}
_LIGHTS = [("", "全部"), (reads.PRESSING, "逾期和即将到期"), *Light.choices]


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Units by fields: how much is settled, what presses; every figure leads to its cases."""
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    units = reads.units_covered(user)
    found = reads.board(units)
    rows = list(
        units.filter(pk__in=found.units).order_by("path").only("name", "short_name", "path")
    )
    fields = sorted(found.fields, key=lambda name: (name == reads.NO_FIELD, name))
    if request.GET.get("format") == "xlsx":
        return _board_file(rows, fields, found)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "fields": [{"name": name, "url": _entries_url(field=name)} for name in fields],
        "rows": [_board_row(unit, fields, found) for unit in page],
        "sums": _board_sums(fields, found),
        "figures": figures(found.total),
        "page_title": "目录落实",
        "lede": "各单位按目录公开得怎样：由发布的信息和公开时限算出，不用填报。点数字看是哪些事项。",
        "action": {"label": "待签字的声明", "url": reverse("desk_declarations")},
    }
    return render(request, "catalogue/desk_coverage.html", context)


def _entries_url(**query: Any) -> str:
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('desk_coverage_entries')}?{said}"


def figures(total: "Counter[str]") -> list[dict[str, Any]]:
    """The totals by light, each with the address of its cases."""
    return [
        {
            "label": light.label,
            "count": total[light.value],
            "tone": TONES[light],
            "url": _entries_url(light=light.value),
        }
        for light in Light
    ]


def _cell(counts: "Counter[str]", **query: Any) -> dict[str, Any] | None:
    total = sum(counts.values())
    if not total:
        return None
    pressing = counts[Light.OVERDUE] + counts[Light.SOON]
    settled = counts[Light.FULFILLED] + counts[Light.DECLARED]
    worst = next(light for light in Light if counts[light.value])
    return {
        "total": total,
        "settled": settled,
        "pressing": pressing,
        "late": counts[Light.OVERDUE],
        "tone": TONES[worst],
        "word": worst.label,
        "url": _entries_url(**query),
    }


def _board_row(unit: Unit, fields: list[str], found: reads.Board) -> dict[str, Any]:
    cells = []
    for name in fields:
        cell = found.cells.get((unit.pk, name))
        cells.append(_cell(cell.counts, unit=unit.pk, field=name) if cell else None)
    return {"unit": unit, "cells": cells, "sum": _cell(found.units[unit.pk], unit=unit.pk)}


def _board_sums(fields: list[str], found: reads.Board) -> dict[str, Any]:
    return {
        "cells": [_cell(found.fields[name], field=name) for name in fields],
        "sum": _cell(found.total),
    }


def _board_file(rows: list[Unit], fields: list[str], found: reads.Board) -> HttpResponse:
    head = ("单位", "领域", *(light.label for light in Light), "合计")

    def lines() -> Iterator[list[Any]]:
        for unit in rows:
            for name in fields:
                cell = found.cells.get((unit.pk, name))
                if cell:
                    counts = [cell.counts[light.value] for light in Light]
                    yield [unit.name, name, *counts, cell.total]

    return xlsx("目录落实", head, lines())


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Duties by unit, field, light and words; what presses stands first."""
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    units = reads.units_covered(user)
    unit = units.filter(pk=_number(request.GET.get("unit", ""))).first()
    field, light, text = (
        words(request, "field", 40),
        words(request, "light", 10),
        words(request, "q"),
    )
    light = light if light in dict(_LIGHTS) else ""
    entry = CatalogueEntry.objects.filter(pk=_number(request.GET.get("entry", ""))).first()
    found = reads.duties_of(units, unit=unit, field_name=field, light=light, entry=entry, text=text)
    if request.GET.get("format") == "xlsx":
        return _entries_file(found)
    page: Page[Any] = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, TONES[row.light]) for row in reads.load(list(page))],
        "unit": unit,
        "entry": entry,
        "field": field,
        "light": light,
        "lights": _LIGHTS,
        "query": text,
        "page_title": _title(unit, field),
        "lede": "逾期的排在最前面。点事项登记落实、声明无信息，或者看已经公开了什么。",
        "crumbs": crumbs(("目录落实", reverse("desk_coverage")), (_title(unit, field), "")),
    }
    return render(request, "catalogue/desk_coverage_entries.html", context)


def _title(unit: Unit | None, field: str) -> str:
    parts = [part for part in (unit.label if unit else "", field) if part]
    return f"{' · '.join(parts)}的公开事项" if parts else "公开事项"


def _entries_file(found: list[tuple[int, Any]]) -> HttpResponse:
    head = (
        "单位",
        "目录",
        "领域",
        "事项",
        "公开时限",
        "状态",
        "到期日期",
        "最近公开日期",
        "声明无信息至",
    )
    rows = (
        (
            row.duty.unit.name, row.duty.entry.catalogue.name, row.duty.entry.catalogue.field,
            str(row.duty.entry), row.duty.entry.limit_text, row.light.label, row.standing.due,
            row.duty.last_on, row.duty.declared_to,
        )
        for start in range(0, len(found), 500)
        for row in reads.load(found[start : start + 500])
    )  # fmt: skip
    return xlsx("公开事项落实", head, rows)


# --- one duty --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: how it stands and why, what fulfils it, periods declared empty."""
    found = _found(request, pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _found(request: HttpRequest, pk: int) -> EntryDuty:
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    rows = EntryDuty.objects.filter(unit__in=reads.units_covered(user))
    return get_object_or_404(rows.select_related("unit", "entry__catalogue__unit"), pk=pk)


def _page(
    request: HttpRequest, found: EntryDuty, *, refusal: Refusal | None = None, **forms: Any
) -> HttpResponse:
    user = person(request)
    standing = reads.standing_of(found)
    text = words(request, "q")
    declarations = found.declarations.select_related("declared_by", "signed_by")
    context = {
        "duty": found,
        "entry": found.entry,
        "standing": standing,
        "tone": TONES[standing.light],
        "fulfilments": list(reads.fulfilments_of(found)[:_PER_PAGE]),
        "declarations": list(declarations[:_PER_PAGE]),
        "query": text,
        "choices": reads.may_fulfil(found, text),
        "covers": reads.may_cover(user, found.unit),
        "signs": reads.may_sign(user, found.unit),
        "me": user.pk,
        "formed": forms.get("formed") or FormedForm(initial={"on": found.formed_on}),
        "declare": forms.get("declare") or DeclareForm(),
        "refusal": refusal,
        "note": request.POST.get("note", "")[:200],
        "noted": request.POST.get("fulfilment", "") or request.POST.get("declaration", ""),
        "page_title": str(found.entry),
        "lede": found.unit.name,
        "crumbs": crumbs(
            ("目录落实", reverse("desk_coverage")),
            (found.unit.label, _entries_url(unit=found.unit_id)),
            (found.entry.level2 or found.entry.level1, ""),
        ),
    }
    status = refusal.status if refusal else 422 if forms else 200
    return render(request, "catalogue/desk_duty.html", context, status=status)


def _act(request: HttpRequest, found: EntryDuty) -> HttpResponse:
    user, wanted = person(request), request.POST.get("act", "")
    if wanted in ("formed", "declare"):
        allow(reads.may_cover(user, found.unit), COVERERS)
        return _form_act(request, found, wanted)
    acts = {"link": _link, "unlink": _unlink, "sign": _sign, "revoke": _revoke}
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if wanted == "sign":
        allow(reads.may_sign(user, found.unit), SIGNERS)
    elif wanted == "revoke":
        either = reads.may_sign(user, found.unit) or reads.may_cover(user, found.unit)
        allow(either, COVERERS)
    else:
        allow(reads.may_cover(user, found.unit), COVERERS)
    token, purpose = request.POST.get("form_token", ""), f"duty-{wanted}-{found.pk}"
    try:
        answer, _ = once(token, purpose, lambda: {"said": acts[wanted](request, found)})
    except Refusal as refusal:
        return _page(request, _found(request, found.pk), refusal=refusal)
    done(request, answer["said"])
    return redirect("desk_duty", found.pk)


def _form_act(request: HttpRequest, found: EntryDuty, wanted: str) -> HttpResponse:
    form: TokenForm = FormedForm(request.POST) if wanted == "formed" else DeclareForm(request.POST)

    def act() -> dict[str, Any]:
        if wanted == "formed":
            formed(found, by=person(request), on=form.cleaned_data["on"])
            return {"said": "日期已登记，公开时限从这一天起计算。"}
        url = reverse("desk_declarations")
        empty_periods.declare(found, by=person(request), url=url, **form.cleaned_data)
        return {"said": "声明已登记，单位负责人或者公开工作机构签字以后生效。"}

    if form.is_valid():
        answer = settle(form, f"duty-{wanted}-{found.pk}", act)
        if answer is not None:
            done(request, answer[0]["said"])
            return redirect("desk_duty", found.pk)
    forms: dict[str, Any] = {wanted: form}
    return _page(request, _found(request, found.pk), **forms)


def _link(request: HttpRequest, found: EntryDuty) -> str:
    public = Publication.objects.public()
    row = get_object_or_404(public, pk=_number(request.POST.get("publication", "")))
    coverage.link(row, found, by=person(request))
    return f"已把{quoted(row.title)}登记为这一事项的落实。"


def _unlink(request: HttpRequest, found: EntryDuty) -> str:
    rows = Fulfilment.objects.filter(duty=found)
    row = get_object_or_404(rows, pk=_number(request.POST.get("fulfilment", "")))
    coverage.unlink(row, by=person(request), note=_note(request))
    return "已取消，这份信息仍然公开。"


def _sign(request: HttpRequest, found: EntryDuty) -> str:
    row = get_object_or_404(found.declarations, pk=_number(request.POST.get("declaration", "")))
    empty_periods.sign(row, by=person(request))
    return "声明已签字，公众页面会显示这段期间没有信息。"


def _revoke(request: HttpRequest, found: EntryDuty) -> str:
    row = get_object_or_404(found.declarations, pk=_number(request.POST.get("declaration", "")))
    empty_periods.revoke(row, by=person(request), note=_note(request))
    return "声明已撤回。"


def _note(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    form.is_valid()
    return str(form.cleaned_data.get("note") or request.POST.get("note", ""))[:200].replace(
        "\x00", ""
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


# --- declarations, editions ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: HttpRequest) -> HttpResponse:
    """Declarations that wait for the person's signature."""
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    refusal = None
    if request.method == "POST":
        allow(has_role(user, *empty_periods.SIGNERS), SIGNERS)
        waiting = reads.declarations_to_sign(user)
        row = get_object_or_404(waiting, pk=_number(request.POST.get("declaration", "")))
        token = request.POST.get("form_token", "")
        try:
            once(
                token, f"declaration-{row.pk}", lambda: {"pk": empty_periods.sign(row, by=user).pk}
            )
        except Refusal as problem:
            refusal = problem
        else:
            done(request, f"“{row.duty.entry}”的声明已签字。")
            return redirect("desk_declarations")
    page = Paginator(reads.declarations_to_sign(user), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "refusal": refusal,
        "signs": has_role(user, *empty_periods.SIGNERS),
        "page_title": "待签字的无信息声明",
        "lede": "信息员声明一段期间没有应当公开的信息，由另一个人签字以后才对外显示。",
        "crumbs": crumbs(("目录落实", reverse("desk_coverage")), ("待签字的声明", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "catalogue/desk_declarations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition of a catalogue for another year."""
    found = get_object_or_404(Catalogue.objects.select_related("unit"), pk=pk)
    allow(
        catalogue_rules.may_keep_catalogues(request.user, found.unit),
        "公开目录由编制单位的公开工作机构和本级主管部门维护，您的账号没有这个权限；需要调整请联系他们。",
    )
    form = EditionForm(request.POST or None)

    def act() -> dict[str, Any]:
        return {"pk": coverage.new_edition(found, by=person(request), **form.cleaned_data).pk}

    if request.method == "POST" and form.is_valid():
        answer = settle(form, f"edition-{pk}", act)
        if answer is not None:
            done(request, "新版已编制，事项、责任单位和落实记录都带了过来，旧版已停用。")
            return redirect("desk_catalogue", answer[0]["pk"])
    context = {
        "form": form,
        "page_title": f"编制《{found.name}》新版",
        "lede": "现行的事项、责任单位和落实记录带到新版，旧版停用，历史保留。",
        "act": "编制新版",
        "back": reverse("desk_catalogue", args=[pk]),
        "crumbs": crumbs(
            ("公开目录", reverse("desk_catalogues")),
            (found.name, reverse("desk_catalogue", args=[pk])),
            ("编制新版", ""),
        ),
    }
    return render(request, "catalogue/desk_form.html", context, status=422 if form.errors else 200)
