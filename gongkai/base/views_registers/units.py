"""The register of units on the desk: the tree, one unit, and what is done to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base import rules
from gongkai.base.calendar import today
from gongkai.base.forms import TokenForm
from gongkai.base.forms_registers import (
    CloseUnitForm,
    MoveUnitForm,
    NewUnitForm,
    RenameForm,
    UnitFactsForm,
)
from gongkai.base.models import Unit
from gongkai.base.queries import registers
from gongkai.base.refusal import Refusal
from gongkai.base.services import units
from gongkai.base.services.forms import once
from gongkai.base.states import UnitKind
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    settle,
    whole,
    words,
)

_KEEPERS = "单位库由系统管理员和本级政府的主管部门登记，您的账号没有这个权限；需要改动请联系他们。"
_STATES = [("", "全部"), ("active", "在用"), ("ended", "已撤销")]


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree, two levels at a time; with a search word or a filter the units found."""
    text, kind, state = words(request, "q"), words(request, "kind", 20), words(request, "state", 10)
    kind = kind if kind in UnitKind.values else ""
    state = state if state in dict(_STATES) else ""
    manages = rules.may_manage_units(request.user)
    context: dict[str, Any] = {
        "query": text,
        "kind": kind,
        "state": state,
        "kinds": [("", "全部"), *UnitKind.choices],
        "states": _STATES,
        "manages": manages,
        "may_found": rules.may_found_registers(request.user),
        "today": today(),
        "page_title": "单位",
        "lede": "平台上的单位和隶属关系：公开、导入、期限、考核都以它为准。",
        "action": {"label": "导入单位表", "url": at("desk_units_import")} if manages else None,
    }
    if text or kind or state:
        context["page"] = page_of(request, registers.find_units(text, kind=kind, state=state))
    else:
        context["tree"] = registers.unit_tree(None, levels=3)
    return render(request, "base/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with everything the register knows of it; small acts in place."""
    found = _found(pk)
    if request.method == "POST":
        allow(rules.may_manage_units(request.user, found), _KEEPERS)
        return _act(request, found)
    return _unit_page(request, found)


def _unit_page(request: HttpRequest, found: Unit, refusal: Refusal | None = None) -> HttpResponse:
    above = list(Unit.objects.filter(path__in=found.ancestor_paths()[:-1]))
    manages = rules.may_manage_units(request.user, found)
    sees_people = rules.may_see_people(request.user)
    tree = registers.unit_tree(found)
    sisters = (
        [row for row in Unit.objects.get_siblings(found) if row.pk != found.pk] if manages else []
    )
    context = {
        "unit": found,
        "above": above,
        "aliases": list(found.aliases.order_by("pk")),
        "predecessors": list(found.predecessors.order_by("path")),
        "tree": tree,
        "people": registers.people_of(found) if sees_people else [],
        "sees_people": sees_people,
        "events": registers.events_of(found) if manages else [],
        "sisters": sisters,
        "manages": manages,
        "ended": found.active_to is not None and found.active_to < today(),
        "today": today(),
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "") for name in ("alias", "after", "note")},
        "page_title": found.name,
        "crumbs": crumbs(
            ("单位", at("desk_units")),
            *((row.label, at("desk_unit", row.pk)) for row in above),
            (found.label, ""),
        ),
        "action": {"label": "修改资料", "url": at("desk_unit_edit", found.pk)} if manages else None,
    }
    return render(request, "base/unit.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, found: Unit) -> HttpResponse:
    """Order, aliases, taking a closing back: acts with one field, done on the page itself."""
    by, wanted = person(request), request.POST.get("act", "")
    typed = {
        name: request.POST.get(name, "").replace("\x00", "")
        for name in ("alias", "after", "note", "pk")
    }
    acts: dict[str, Any] = {
        "order": (lambda: units.place_after(found, _sister(typed["after"]), by=by), "次序已调整。"),
        "alias": (
            lambda: units.add_alias(found, typed["alias"], by=by),
            "别名已登记，任务表里这样写也认得出。",
        ),
        "drop-alias": (
            lambda: units.drop_alias(
                get_object_or_404(found.aliases, pk=whole(typed["pk"])), by=by
            ),
            "别名已删除。",
        ),
        "reopen": (lambda: units.reopen(found, by=by, note=typed["note"]), "已恢复为在用。"),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    act, sentence = acts[wanted]
    try:
        once(request.POST.get("form_token", ""), f"unit-{found.pk}", lambda: {"done": bool(act())})
    except Refusal as refusal:
        return _unit_page(request, _found(found.pk), refusal)
    done(request, sentence)
    return redirect("desk_unit", found.pk)


def _sister(text: str) -> Unit | None:
    return get_object_or_404(Unit, pk=whole(text)) if text else None


def _found(pk: int) -> Unit:
    found: Unit = get_object_or_404(Unit.objects.select_related("successor"), pk=pk)
    return found


# --- forms with a page of their own ------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """Enters a unit below another (`?under=ID`), or a register's first one."""
    allow(rules.may_manage_units(request.user), _KEEPERS)
    under = request.POST.get("under") or request.GET.get("under", "")
    parent = _sister(under)
    if parent is None:
        allow(
            rules.may_found_registers(request.user),
            "没有上级的单位由系统管理员登记；请先打开上级单位，再增设下属单位。",
        )
    else:
        allow(rules.may_manage_units(request.user, parent), _KEEPERS)
    form = NewUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = settle(form, "unit-new", lambda: _establish(request, parent, form))
        if answer is not None:
            done(request, f"{answer[0]['name']}已登记。", form.warnings)
            return redirect("desk_unit", answer[0]["unit"])
    title = f"在{parent.label}下面增设单位" if parent else "登记最上级的单位"
    return _form_page(
        request,
        form,
        parent,
        title,
        "登记",
        back=at("desk_unit", parent.pk) if parent else at("desk_units"),
        under=under,
    )


def _establish(request: HttpRequest, parent: Unit | None, form: NewUnitForm) -> dict[str, Any]:
    made = units.establish(parent=parent, by=person(request), **form.facts())
    return {"unit": made.pk, "name": made.label}


@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects the facts of a unit."""
    found = _kept(request, pk)
    initial = {name: getattr(found, name) for name in units.EDITABLE} | {
        "seen": units.fingerprint(found)
    }
    form = UnitFactsForm(request.POST or None, initial=initial)

    def act() -> dict[str, Any]:
        changed = units.edit(
            found, by=person(request), seen=form.cleaned_data["seen"], **form.facts()
        )
        return {"unit": changed.pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"unit-edit-{pk}", act):
        done(request, "资料已保存。", form.warnings)
        return redirect("desk_unit", pk)
    return _form_page(request, form, found, f"修改{found.label}的资料", "保存", guard=True)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a unit another name; the old one stays as an alias."""
    found = _kept(request, pk)
    form = RenameForm(
        request.POST or None, initial={"name": found.name, "short_name": found.short_name}
    )

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        renamed = units.rename(
            found,
            facts["name"],
            short_name=facts["short_name"],
            by=person(request),
            note=facts["note"],
        )
        return {"unit": renamed.pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"unit-rename-{pk}", act):
        done(request, "已更名，原名称留作别名，旧文件和任务表照样认得出。")
        return redirect("desk_unit", pk)
    return _form_page(request, form, found, f"{found.label}更名", "更名")


@require_http_methods(["GET", "HEAD", "POST"])
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a unit under another superior."""
    found = _kept(request, pk)
    form = MoveUnitForm(request.POST or None)

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        moved = units.move(found, facts["parent"], by=person(request), note=facts["note"])
        return {"unit": moved.pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"unit-move-{pk}", act):
        done(request, "隶属关系已调整，下属单位一起移动。")
        return redirect("desk_unit", pk)
    return _form_page(request, form, found, f"调整{found.label}的上级", "调整隶属")


@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a unit after a reform."""
    found = _kept(request, pk)
    form = CloseUnitForm(request.POST or None)

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        ended = units.close(
            found,
            on=facts["on"],
            successor=facts["successor"],
            by=person(request),
            note=facts["note"],
        )
        return {"unit": ended.pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"unit-close-{pk}", act):
        done(request, "已登记撤销，它公开过的文件仍归在它名下。")
        return redirect("desk_unit", pk)
    held = registers.people_of(found)
    warning = (
        f"还有{len(held)}人属于这个单位或者在这里任职，撤销后请安全管理员结束他们的角色。"
        if held
        else ""
    )
    return _form_page(
        request, form, found, f"撤销{found.label}", "登记撤销", danger=True, warning=warning
    )


def _kept(request: HttpRequest, pk: int) -> Unit:
    """The unit, for somebody who keeps its part of the register."""
    found = _found(pk)
    allow(rules.may_manage_units(request.user, found), _KEEPERS)
    return found


def _form_page(
    request: HttpRequest, form: TokenForm, about: Unit | None, title: str, act: str, **more: Any
) -> HttpResponse:
    back = more.pop("back", "") or (at("desk_unit", about.pk) if about else reverse("desk_units"))
    trail = [("单位", at("desk_units"))] + (
        [(about.label, at("desk_unit", about.pk))] if about else []
    )
    context = {
        "form": form,
        "page_title": title,
        "act": act,
        "back": back,
        "crumbs": crumbs(*trail, (title, "")),
        **more,
    }
    return render(request, "base/unit_form.html", context, status=422 if form.errors else 200)
