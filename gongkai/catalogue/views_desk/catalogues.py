"""Catalogues on the desk: the list, one with its dense table and history, what is done to it."""

from typing import Any, cast

from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
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
from gongkai.catalogue.forms import CatalogueForm, EditCatalogueForm
from gongkai.catalogue.models import Catalogue, CatalogueEntry
from gongkai.catalogue.queries import catalogues as reads
from gongkai.catalogue.services import catalogues
from gongkai.catalogue.services.history import FACTS
from gongkai.catalogue.states import CatalogueKind
from gongkai.lib.catalogue_tables.channels import channels_text

READERS = "公开目录由信息员、公开工作机构、单位负责人、签发人和主管部门使用，您的账号没有这些角色。"
KEEPERS = (
    "公开目录由编制单位的公开工作机构和本级主管部门维护，您的账号没有这个权限；需要调整请联系他们。"
)
_HEAD = (
    "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体",
    "公开渠道和载体", "公开对象", "公开方式", "公开层级", "责任单位数", "状态",
)  # fmt: skip


@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """All catalogues by kind and field, those in force first."""
    allow(rules.may_see_catalogues(request.user), READERS)
    kind, text = words(request, "kind", 10), words(request, "q")
    rows = reads.catalogues(kind=kind, text=text)
    if wants_workbook(request):
        head = ("名称", "类型", "领域", "编制单位", "年份", "现行事项数", "现行", "依据文件")
        return xlsx(
            "公开目录", head,
            ((r.name, r.get_kind_display(), r.field, r.unit.name, r.year, getattr(r, "entry_count", 0), r.active, r.source) for r in rows),
        )  # fmt: skip
    manages = rules.may_keep_catalogues(request.user)
    context = {
        "page": page_of(request, rows),
        "query": text,
        "kind": kind,
        "kinds": [("", "全部"), *CatalogueKind.choices],
        "manages": manages,
        "page_title": "公开目录",
        "lede": "哪些信息应当公开、由谁公开、多久之内公开，都以这里的目录为准。",
        "action": {"label": "导入目录", "url": at("desk_catalogue_import")} if manages else None,
    }
    return render(request, "catalogue/desk_catalogues.html", context)


@require_safe
def catalogue(request: HttpRequest, pk: int) -> HttpResponse:
    """One catalogue: every column of every entry, and its history."""
    allow(rules.may_see_catalogues(request.user), READERS)
    found = get_object_or_404(Catalogue.objects.select_related("unit"), pk=pk)
    text = words(request, "q")
    rows = reads.entries_of(found, text=text)
    if wants_workbook(request):
        return xlsx(found.name, _HEAD, (_cells(entry) for entry in rows))
    page = page_of(request, rows)
    manages = rules.may_keep_catalogues(request.user, found.unit)
    context = {
        "catalogue": found,
        "page": page,
        "rows": [_row(entry) for entry in page],
        "query": text,
        "editions": reads.editions_of(found),
        "changes": changes_context(reads.changes_of(found)[:20]),
        "manages": manages,
        "page_title": found.name,
        "crumbs": crumbs(("公开目录", at("desk_catalogues")), (found.name, "")),
        "action": {"label": "增加事项", "url": at("desk_entry_new", pk)} if manages else None,
    }
    return render(request, "catalogue/desk_catalogue.html", context)


def _row(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        "entry": entry,
        "channels": channels_text(reads.channel_rows(entry)),
        "audience": reads.audience_text(entry),
        "method": reads.method_text(entry),
        "levels": reads.levels_text(entry),
    }


def _cells(entry: CatalogueEntry) -> list[Any]:
    row = _row(entry)
    return [
        entry.number, entry.level1, entry.level2, entry.content, entry.basis, entry.limit_text,
        entry.body_text, row["channels"], row["audience"], row["method"], row["levels"],
        entry.duty_count, "现行" if entry.active else "停用",  # type: ignore[attr-defined]
    ]  # fmt: skip


def _label(model: type[Model], name: str) -> str:
    return str(cast("Field[Any, Any]", model._meta.get_field(name)).verbose_name)


_LABELS = {
    **{name: _label(CatalogueEntry, name) for name in FACTS},
    **{
        name: _label(Catalogue, name)
        for name in ("kind", "name", "field", "year", "source", "active")
    },
    "units": "责任单位",
    "entries": "事项数",
}


def changes_context(changes: Any) -> list[dict[str, Any]]:
    """Lines of history with their differences in words."""
    return [
        {
            "change": change,
            "differences": [
                (_LABELS.get(name, name), shown(name, change.before.get(name)), shown(name, value))
                for name, value in change.after.items()
            ]
            if change.before
            else [],
        }
        for change in changes
    ]


def shown(name: str, value: Any) -> str:
    """A fact in words."""
    if name == "channels" and isinstance(value, list):
        return channels_text(
            [r if isinstance(r, dict) else {"name": r, "must": True} for r in value]
        )
    if name in ("limit_kind", "limit_unit", "kind"):
        model = Catalogue if name == "kind" else CatalogueEntry
        field = cast("Field[Any, Any]", model._meta.get_field(name))
        return str(dict(field.flatchoices).get(value, value or "空"))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value)) or "空"
    return "空" if value in (None, "") else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_new(request: HttpRequest) -> HttpResponse:
    """Opens a catalogue."""
    allow(rules.may_keep_catalogues(request.user), KEEPERS)
    form = CatalogueForm(request.POST or None, initial={"unit": person(request).unit})

    def act() -> dict[str, Any]:
        facts = dict(form.cleaned_data)
        allow(rules.may_keep_catalogues(request.user, facts["unit"]), KEEPERS)
        return {"pk": catalogues.create(by=person(request), **facts).pk}

    if request.method == "POST" and form.is_valid():
        answer = settle(form, "catalogue-new", act)
        if answer is not None:
            done(request, "目录已建立，可以增加事项了。")
            return redirect("desk_catalogue", answer[0]["pk"])
    return form_page(request, form, "建立目录", "建立", back=at("desk_catalogues"))


@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a catalogue as a whole, closes it or opens it again."""
    found = kept(request, pk)
    form = EditCatalogueForm(request.POST or None, initial=EditCatalogueForm.initial_of(found))

    def act() -> dict[str, Any]:
        facts = dict(form.cleaned_data)
        return {"pk": catalogues.edit(found, by=person(request), **facts).pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"catalogue-{pk}", act):
        done(request, "目录已保存，调整记录里写明了改动。")
        return redirect("desk_catalogue", pk)
    return form_page(
        request, form, f"修改《{found.name}》", "保存", back=at("desk_catalogue", pk), about=found
    )


def kept(request: HttpRequest, pk: int) -> Catalogue:
    """The catalogue, for somebody who keeps it."""
    allow(rules.may_see_catalogues(request.user), READERS)
    found = get_object_or_404(Catalogue.objects.select_related("unit"), pk=pk)
    allow(rules.may_keep_catalogues(request.user, found.unit), KEEPERS)
    return found


def form_page(
    request: HttpRequest, form: Any, title: str, act: str, *, back: str, about: Catalogue | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form on a page of its own."""
    trail = [(about.name, at("desk_catalogue", about.pk))] if about else []
    context = {
        "form": form,
        "page_title": title,
        "lede": "保存后立即生效，公众看到的目录同时更新；每次改动都留在目录的调整记录里。",
        "act": act,
        "back": back,
        "crumbs": crumbs(("公开目录", at("desk_catalogues")), *trail, (title, "")),
        **more,
    }
    return render(request, "catalogue/desk_form.html", context, status=422 if form.errors else 200)
