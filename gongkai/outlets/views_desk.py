"""The register of outlets on the desk: list, one outlet with its acts, columns and their freshness."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.models import StoredFile
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.states import FileZone
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    settle,
    words,
)
from gongkai.outlets import queries, rules, services
from gongkai.outlets.forms import ColumnForm, FilingForm, NewOutletForm, OutletForm
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import OUTLET_MOVES, OutletAct, OutletKind, OutletState

_SEERS = "渠道登记由信息员、公开工作机构、签发人和主管部门查看，您的账号没有这些角色；如需要，请联系系统管理员。"
_KEEPERS = "渠道由本单位的公开工作机构或者主管部门登记和管理，您的账号没有这个单位的办理角色。"
_TONES = {
    OutletState.FILING: "soon",
    OutletState.RUNNING: "ok",
    OutletState.PAUSED: "soon",
    OutletState.CLOSED: "idle",
}
_HEAD = (
    "类型", "平台", "名称", "账号", "地址", "主办单位", "承办或者运维单位", "负责人", "联系电话",
    "网站标识码", "ICP备案号", "公安备案号", "状态", "开通日期", "注销日期",
)  # fmt: skip


# --- the list ----------------------------------------------------------------------------------


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Sites, accounts, zones and receiving systems of the person's units."""
    allow(rules.may_see(request.user), _SEERS)
    kind, state = words(request, "kind", 10), words(request, "state", 10)
    unit, text = words(request, "unit", 60), words(request, "q")
    rows = _filtered(request, kind, state, unit, text)
    if request.GET.get("format") == "xlsx":
        return xlsx("渠道登记", _HEAD, (_cells(row) for row in rows.iterator()))
    may = rules.may_keep(request.user)
    context = {
        "page": page_of(request, rows),
        "tones": _TONES,
        "kinds": [("", "全部"), *OutletKind.choices],
        "states": [("", "全部"), *OutletState.choices],
        "kind": kind,
        "state": state,
        "unit": unit,
        "query": text,
        "may_keep": may,
        "page_title": "渠道",
        "lede": "登记网站、政务新媒体、公开专区和接收系统，办理开通、变更、暂停和注销；发布时信息送到这里的渠道。",
    }
    return render(request, "outlets/outlets.html", context)


def _filtered(request: HttpRequest, kind: str, state: str, unit: str, text: str) -> Any:
    rows = queries.outlets_of(request.user).order_by("unit__path", "kind", "name")
    if kind in OutletKind.values:
        rows = rows.filter(kind=kind)
    if state in OutletState.values:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit__name__contains=unit) | rows.filter(unit__short_name__contains=unit)
    if text:
        rows = rows.filter(name__contains=text) | rows.filter(account_id__contains=text)
    return rows


def _cells(row: Outlet) -> list[Any]:
    return [
        row.get_kind_display(), row.get_platform_display(), row.name, row.account_id, row.url, row.unit.name,
        row.operator, row.contact, row.phone, row.site_code, row.icp_no, row.police_no, row.get_state_display(),
        row.opened_on, row.closed_on,
    ]  # fmt: skip


# --- one outlet --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enters an outlet of one kind, in filing."""
    if kind not in OutletKind.values:
        raise Http404
    allow(rules.may_keep(request.user), _KEEPERS)
    label = OutletKind(kind).label
    unit = units_for(request.user, *rules.KEEPERS).first()
    form = NewOutletForm(kind, request.POST or None, initial={"unit": unit})

    def act() -> dict[str, Any]:
        host, reason = form.cleaned_data["unit"], form.cleaned_data.get("reason", "")
        outlet, warnings = services.register(
            by=person(request), unit=host, kind=OutletKind(kind), facts=form.facts(), reason=reason
        )
        return {"outlet": outlet.pk, "warnings": warnings}

    if request.method == "POST" and form.is_valid():
        allow(rules.may_keep(request.user, form.cleaned_data["unit"]), _KEEPERS)
        answer = settle(form, "outlet-new", act)
        if answer is not None:
            done(request, "已登记，状态是备案中；批准后在这里办理开通。", answer[0]["warnings"])
            return redirect("desk_outlet", answer[0]["outlet"])
    return _form_page(request, form, f"登记{label}", "登记", at("desk_outlets"), lede=_NEW_LEDE)


_NEW_LEDE = "先登记备案要写的内容，登记后是“备案中”；批准以后再办理开通。"


def _form_page(
    request: HttpRequest,
    form: Any,
    title: str,
    act: str,
    back: str,
    *,
    outlet: Outlet | None = None,
    lede: str = "",
    danger: bool = False,
) -> HttpResponse:
    path = [("渠道", at("desk_outlets"))]
    if outlet is not None:
        path.append((outlet.name, at("desk_outlet", outlet.pk)))
    context = {
        "form": form,
        "act": act,
        "back": back,
        "danger": danger,
        "page_title": title,
        "lede": lede,
        "crumbs": crumbs(*path, (title, "")),
    }
    return render(request, "outlets/form.html", context, status=422 if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Outlet:
    allow(rules.may_see(request.user), _SEERS)
    found: Outlet = get_object_or_404(queries.outlets_of(request.user), pk=pk)
    return found


def _kept(request: HttpRequest, pk: int) -> Outlet:
    found = _visible(request, pk)
    allow(rules.may_keep(request.user, found.unit), _KEEPERS)
    return found


@require_safe
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet: its filing, what was done with it, its columns, what can be done now."""
    found = _visible(request, pk)
    keeps = rules.may_keep(request.user, found.unit)
    state = OutletState(found.state)
    columns = (
        list(found.columns.select_related("unit", "parent").order_by("position", "id"))
        if found.kind == OutletKind.SITE
        else None
    )
    context = {
        "outlet": found,
        "tone": _TONES[state],
        "facts": _facts(found),
        "until": queries.paused_until(found),
        "records": [(r, _changes(r.changes)) for r in found.records.select_related("by", "file")],
        "columns": columns,
        "keeps": keeps,
        "acts": [act for act in OUTLET_MOVES.allowed(state) if keeps],
        "change": OutletAct.CHANGE,
        "page_title": found.name,
        "crumbs": crumbs(("渠道", at("desk_outlets")), (found.name, "")),
    }
    return render(request, "outlets/outlet.html", context)


def _facts(found: Outlet) -> list[tuple[str, Any]]:
    pairs = [
        ("类型", found.get_kind_display()),
        ("平台", found.get_platform_display()),
        ("账号", found.account_id),
        ("主办单位", found.unit.name),
        ("承办或者运维单位", found.operator),
        ("地址", found.url),
        ("地点", found.place),
        ("开放时间", found.hours),
        ("网站标识码", found.site_code),
        ("ICP备案号", found.icp_no),
        ("公安备案号", found.police_no),
        ("负责人", found.contact),
        ("联系电话", found.phone),
        ("主账号", "是" if found.main else ""),
        (
            "更新周期",
            f"{found.update_days}天" if found.kind in (OutletKind.SITE, OutletKind.ACCOUNT) else "",
        ),
    ]
    return [(label, value) for label, value in pairs if value]


def _changes(changes: dict[str, Any]) -> list[str]:
    """What a record says was changed, in words."""
    lines = []
    for label, value in changes.items():
        if label == "until":
            lines.append(f"暂停到{value}")
        elif isinstance(value, list) and len(value) == 2:
            before, after = value
            lines.append(
                f"{label}：{before or '空'} → {after or '空'}" if before else f"{label}：{after}"
            )
    return lines


_DONE = {
    OutletAct.OPEN: "已开通，公众的渠道名录里已经能看到。",
    OutletAct.CHANGE: "变更已登记。",
    OutletAct.PAUSE: "已登记暂停，暂停期间不再送达；到期前请办理恢复。",
    OutletAct.RESUME: "已恢复运行。",
    OutletAct.CLOSE: "已注销，公众的渠道名录里会写明注销日期。",
}
_LEDES = {
    OutletAct.OPEN: "备案齐全并经批准后开通；文号和材料会与日期一并留存。",
    OutletAct.PAUSE: "先公告再暂停；一年一次，最多30天。",
    OutletAct.RESUME: "恢复运行以后，发布的信息重新送达。",
    OutletAct.CLOSE: "先公告再注销；注销以后不能恢复，名录里保留它的名称和注销日期。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Opening, pause, resumption and closing, each with its document and day."""
    if act not in OutletAct.values or act == OutletAct.CHANGE:
        raise Http404
    found, verb = _kept(request, pk), OutletAct(act)
    form = FilingForm(
        verb, found, request.POST or None, request.FILES or None, initial={"on": today()}
    )
    if request.method == "POST" and form.is_valid():
        answer = settle(form, f"outlet-{act}-{pk}", lambda: _do(request, found, verb, form))
        if answer is not None:
            done(request, _DONE[verb], answer[0]["warnings"])
            return redirect("desk_outlet", pk)
    title = f"{verb.label}“{found.name}”"
    return _form_page(
        request, form, title, f"登记{verb.label}", at("desk_outlet", pk),
        outlet=found, lede=_LEDES[verb], danger=verb == OutletAct.CLOSE,
    )  # fmt: skip


def _do(request: HttpRequest, found: Outlet, act: OutletAct, form: FilingForm) -> dict[str, Any]:
    by, filing = person(request), _filing(request, form.cleaned_data)
    warnings: list[str] = []
    if act == OutletAct.OPEN:
        _, warnings = services.open_outlet(found, by=by, filing=filing)
    else:
        verbs = {
            OutletAct.PAUSE: services.pause,
            OutletAct.RESUME: services.resume,
            OutletAct.CLOSE: services.close,
        }
        verbs[act](found, by=by, filing=filing)
    return {"outlet": found.pk, "warnings": warnings}


def _filing(request: HttpRequest, facts: dict[str, Any]) -> services.Filing:
    material: StoredFile | None = None
    if facts.get("file") is not None:
        try:
            material = files.store(
                facts["file"], name=facts["file"].name, zone=FileZone.ORIGINAL, by=person(request)
            )
        except Refusal as refusal:
            raise Refusal(refusal.sentence, field="file", status=refusal.status) from None
    return services.Filing(
        on=facts["on"],
        document_no=facts["document_no"],
        note=facts["note"],
        announced=facts["announced"],
        file=material,
        security=facts.get("security") or "",
        until=facts.get("until"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes what is filed of an outlet (变更)."""
    found = _kept(request, pk)
    sent = request.POST or None
    initial = {name: getattr(found, name) for name in OutletForm(found.kind).fields}
    form = OutletForm(found.kind, sent, initial=initial)
    filing = FilingForm(
        OutletAct.CHANGE, found, sent, request.FILES or None, initial={"on": today()}, prefix="f"
    )
    seen = request.POST.get("seen", "") if sent else str(found.row_version)

    def act() -> dict[str, Any]:
        _, warnings = services.change(
            found,
            by=person(request),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            facts=form.facts(),
            filing=_filing(request, filing.cleaned_data),
        )
        return {"outlet": pk, "warnings": warnings}

    if sent and form.is_valid() and filing.is_valid():
        answer = settle(form, f"outlet-change-{pk}", act)
        if answer is not None:
            done(request, _DONE[OutletAct.CHANGE], answer[0]["warnings"])
            return redirect("desk_outlet", pk)
    context = {
        "form": form,
        "filing": filing,
        "seen": seen,
        "back": at("desk_outlet", pk),
        "page_title": f"变更“{found.name}”",
        "lede": "改动备案的内容，并写明依据；改了什么会逐项留存。",
        "crumbs": crumbs(
            ("渠道", at("desk_outlets")), (found.name, at("desk_outlet", pk)), ("变更", "")
        ),
    }
    wrong = bool(form.errors or filing.errors)
    return render(request, "outlets/change.html", context, status=422 if wrong else 200)


@require_safe
def outlet_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The material of a record, for those who see the outlet."""
    found = _visible(request, pk)
    row = get_object_or_404(found.records.exclude(file=None).select_related("file"), pk=number)
    stored = row.file
    if stored is None:
        raise Http404
    with files.open_file(stored) as stream:
        response = HttpResponse(stream.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    response["Cache-Control"] = "no-store"
    return response


# --- columns -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def column_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a column to a site."""
    found = _kept(request, pk)
    form = ColumnForm(found, request.POST or None, initial={"unit": found.unit})
    if request.method == "POST" and form.is_valid():
        answer = settle(
            form,
            f"column-new-{pk}",
            lambda: {
                "column": services.add_column(found, by=person(request), facts=form.facts()).pk
            },
        )
        if answer is not None:
            done(request, "栏目已增设。")
            return redirect("desk_outlet", pk)
    return _form_page(
        request, form, "增设栏目", "增设", at("desk_outlet", pk), outlet=found,
        lede="栏目要有责任单位和更新周期；到期没有新内容的会提醒责任单位。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def column_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a column."""
    allow(rules.may_see(request.user), _SEERS)
    column = get_object_or_404(
        Column.objects.filter(outlet__in=queries.outlets_of(request.user)).select_related(
            "outlet__unit", "unit"
        ),
        pk=pk,
    )
    allow(rules.may_keep(request.user, column.outlet.unit), _KEEPERS)
    form = (
        ColumnForm(column.outlet, request.POST, column=column)
        if request.method == "POST"
        else ColumnForm.of(column.outlet, column)
    )
    if request.method == "POST" and form.is_valid():
        answer = settle(
            form,
            f"column-{pk}",
            lambda: {
                "column": services.change_column(column, by=person(request), facts=form.facts()).pk
            },
        )
        if answer is not None:
            done(request, "栏目已修改。")
            return redirect("desk_outlet", column.outlet_id)
    return _form_page(
        request, form, f"修改栏目“{column.name}”", "保存", at("desk_outlet", column.outlet_id), outlet=column.outlet
    )  # fmt: skip


_COLUMN_HEAD = (
    "网站",
    "栏目",
    "责任单位",
    "更新周期（天）",
    "最近更新",
    "应更新日期",
    "剩余天数",
    "状态",
)


@require_safe
def column_list(request: HttpRequest) -> HttpResponse:
    """How fresh the columns are: overdue and blank ones first."""
    allow(rules.may_see(request.user), _SEERS)
    day = today()
    rows = queries.columns(day, units_for(request.user, *rules.SEERS))
    wanted = words(request, "state", 10)
    counts = {key: sum(row.key == key for row in rows) for key in queries.FRESHNESS}
    if wanted in queries.FRESHNESS:
        rows = [row for row in rows if row.key == wanted]
    if request.GET.get("format") == "xlsx":
        return xlsx("栏目更新", _COLUMN_HEAD, (_column_cells(row) for row in rows))
    context = {
        "page": page_of(request, rows),  # type: ignore[arg-type]
        "counts": [(key, label, counts[key]) for key, label in queries.FRESHNESS.items()],
        "state": wanted,
        "page_title": "栏目更新",
        "lede": f"截至{day.year}年{day.month}月{day.day}日，各栏目离下一次应当更新还有几天；发布时自动收录到栏目的，日期自动更新。",
        "crumbs": crumbs(("渠道", at("desk_outlets")), ("栏目更新", "")),
    }
    return render(request, "outlets/columns.html", context)


def _column_cells(row: queries.ColumnState) -> list[Any]:
    column = row.column
    cycle = column.cycle_days or column.outlet.update_days
    return [
        column.outlet.name,
        column.name,
        column.unit.name,
        cycle,
        row.last_on,
        row.due,
        row.days,
        row.word,
    ]
