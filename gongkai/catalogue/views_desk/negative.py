"""The negative list (负面清单) on the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.models import Unit
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
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
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.catalogue import rules
from gongkai.catalogue.forms import NegativeForm, NoteForm
from gongkai.catalogue.models import NegativeItem
from gongkai.catalogue.services import negative

_READERS = (
    "负面清单由信息员、公开工作机构、单位负责人、签发人和主管部门使用，您的账号没有这些角色。"
)
_KEEPERS = (
    "负面清单由编制单位的公开工作机构和主管部门维护，您的账号没有这个权限；需要调整请联系他们。"
)


@require_safe
def negative_list(request: HttpRequest) -> HttpResponse:
    """The list: own items may be changed, those of units above are read only."""
    allow(rules.may_see_catalogues(request.user), _READERS)
    text = words(request, "q")
    # 上级编制的事项下级也要遵守, so that everybody at the desk reads all of them.
    rows = NegativeItem.objects.select_related("unit", "ground").order_by(
        "-active", "unit__path", "id"
    )
    if text:
        rows = rows.filter(matter__contains=text)
    if wants_workbook(request):
        head = ("事项", "编制单位", "法定依据", "依据说明", "提示词", "更新日期", "现行")
        return xlsx(
            "负面清单", head,
            ((r.matter, r.unit.name, r.ground and r.ground.name, r.basis, "；".join(r.words), r.updated_on, r.active) for r in rows),
        )  # fmt: skip
    manages = rules.may_keep_catalogues(request.user)
    context = {
        "page": page_of(request, rows),
        "query": text,
        "page_title": "负面清单",
        "lede": "按法律不得公开的事项。认定公开属性时，标题和正文出现提示词就提醒，最后由人决定。",
        "own": set(_own(request).values_list("pk", flat=True)),
        "action": {"label": "增加事项", "url": at("desk_negative_new")} if manages else None,
    }
    return render(request, "catalogue/desk_negative.html", context)


def _own(request: HttpRequest) -> Any:
    return units_for(request.user, *rules.KEEPERS)


@require_http_methods(["GET", "HEAD", "POST"])
def negative_new(request: HttpRequest) -> HttpResponse:
    """Enters an item."""
    allow(rules.may_keep_catalogues(request.user), _KEEPERS)
    user = person(request)
    form = NegativeForm(request.POST or None, user=user, initial={"unit": user.unit_id})

    def act() -> dict[str, Any]:
        unit: Unit = form.cleaned_data["unit"]
        return {"pk": negative.save_item(None, by=user, unit=unit, **form.facts()).pk}

    if request.method == "POST" and form.is_valid() and settle(form, "negative-new", act):
        done(request, "已列入负面清单。")
        return redirect("desk_negative")
    return _form_page(request, form, "增加负面清单事项", "列入清单")


@require_http_methods(["GET", "HEAD", "POST"])
def negative_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes an item, takes it off the list or puts it back."""
    allow(rules.may_see_catalogues(request.user), _READERS)
    found = get_object_or_404(NegativeItem.objects.select_related("unit"), pk=pk)
    allow(rules.may_keep_catalogues(request.user, found.unit), _KEEPERS)
    if request.POST.get("act") == "active":
        return _set_active(request, found)
    user = person(request)
    initial = NegativeForm.initial_of(found)
    form = NegativeForm(request.POST or None, user=user, item=found, initial=initial)

    def act() -> dict[str, Any]:
        return {"pk": negative.save_item(found, by=user, unit=found.unit, **form.facts()).pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"negative-{pk}", act):
        done(request, "负面清单事项已保存。")
        return redirect("desk_negative")
    return _form_page(request, form, "修改负面清单事项", "保存", item=found)


def _set_active(request: HttpRequest, found: NegativeItem) -> HttpResponse:
    note = NoteForm(request.POST, prefix="active")

    def act() -> dict[str, Any]:
        said = note.cleaned_data["note"]
        row = negative.set_active(found, by=person(request), active=not found.active, note=said)
        return {"active": row.active}

    if note.is_valid():
        try:
            answer, _ = once(request.POST.get("form_token", ""), f"negative-active-{found.pk}", act)
        except Refusal as refusal:
            note.add_error(None, refusal.sentence)
        else:
            done(request, "事项已恢复。" if answer["active"] else "事项已移出负面清单。")
            return redirect("desk_negative")
    form = NegativeForm(user=person(request), item=found, initial=NegativeForm.initial_of(found))
    return _form_page(request, form, "修改负面清单事项", "保存", item=found, note=note)


def _form_page(
    request: HttpRequest, form: NegativeForm, title: str, act: str,
    item: NegativeItem | None = None, note: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "item": item,
        "note": (note or NoteForm(prefix="active")) if item else None,
        "act": act,
        "back": at("desk_negative"),
        "page_title": title,
        "lede": "写明什么事项不得公开、依据哪一条；没有依据的不能列入。",
        "crumbs": crumbs(("负面清单", at("desk_negative")), (title, "")),
    }
    wrong = form.errors or (note and note.errors)
    return render(
        request, "catalogue/desk_negative_form.html", context, status=422 if wrong else 200
    )
