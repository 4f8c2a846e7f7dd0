"""One entry on the desk: its columns, whose duty it is, its history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.catalogue import rules
from gongkai.catalogue.forms import AssignForm, EntryForm, NoteForm
from gongkai.catalogue.models import CatalogueEntry
from gongkai.catalogue.queries import catalogues as reads
from gongkai.catalogue.services import duties, entries
from gongkai.catalogue.views_desk.catalogues import (
    KEEPERS,
    READERS,
    changes_context,
    form_page,
    kept,
)
from gongkai.lib.catalogue_tables.channels import channels_text


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters an entry into a catalogue."""
    catalogue = kept(request, pk)
    initial = {"proactive": True, "to_all": True, "county": True, "limit_kind": "after"}
    form = EntryForm(request.POST or None, initial=initial)

    def act() -> dict[str, Any]:
        note = form.cleaned_data["note"]
        made = entries.add(catalogue, by=person(request), note=note, **form.facts())
        return {"pk": made.pk}

    if request.method == "POST" and form.is_valid():
        answer = settle(form, f"entry-new-{pk}", act)
        if answer is not None:
            done(request, "事项已增加，请接着指定责任单位。")
            return redirect("desk_entry", answer[0]["pk"])
    return form_page(
        request,
        form,
        "增加事项",
        "增加",
        back=at("desk_catalogue", pk),
        about=catalogue,
        guard=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes the columns of an entry."""
    found = _found(request, pk)
    allow(rules.may_keep_catalogues(request.user, found.catalogue.unit), KEEPERS)
    form = EntryForm(request.POST or None, initial=EntryForm.initial_of(found))

    def act() -> dict[str, Any]:
        typed = form.cleaned_data
        changed = entries.change(
            found, by=person(request), note=typed["note"], seen=typed["seen"], **form.facts()
        )
        return {"pk": changed.pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"entry-{pk}", act):
        done(request, "事项已保存，调整记录里写明了改动。")
        return redirect("desk_entry", pk)
    return form_page(
        request,
        form,
        "修改事项",
        "保存",
        back=at("desk_entry", pk),
        about=found.catalogue,
        guard=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with its duties and history; assigning and retiring in place."""
    found = _found(request, pk)
    if request.method == "POST":
        allow(rules.may_keep_catalogues(request.user, found.catalogue.unit), KEEPERS)
        return _act(request, found)
    return _page(request, found)


def _found(request: HttpRequest, pk: int) -> CatalogueEntry:
    allow(rules.may_see_catalogues(request.user), READERS)
    rows = CatalogueEntry.objects.select_related("catalogue__unit")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, found: CatalogueEntry, assign: AssignForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    held = list(found.duties.select_related("unit").order_by("unit__path"))
    names = [duty.unit.name for duty in held]
    context = {
        "entry": found,
        "channels": channels_text(reads.channel_rows(found)),
        "audience": reads.audience_text(found),
        "method": reads.method_text(found),
        "levels": reads.levels_text(found),
        "duties": held,
        "assign": assign or AssignForm(initial={"units": names}),
        "note": note or NoteForm(prefix="active"),
        "changes": changes_context(reads.changes_of(found.catalogue, found)[:50]),
        "manages": rules.may_keep_catalogues(request.user, found.catalogue.unit),
        "page_title": str(found),
        "crumbs": crumbs(
            ("公开目录", at("desk_catalogues")),
            (found.catalogue.name, at("desk_catalogue", found.catalogue_id)),
            (found.level2 or found.level1, ""),
        ),
    }
    wrong = (assign and assign.errors) or (note and note.errors)
    return render(request, "catalogue/desk_entry.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, found: CatalogueEntry) -> HttpResponse:
    if request.POST.get("act") == "assign":
        return _assign(request, found)
    note = NoteForm(request.POST, prefix="active")
    wanted = request.POST.get("act")
    services = {"retire": entries.retire, "restore": entries.restore}
    if wanted not in services:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if note.is_valid():
        try:
            once(
                request.POST.get("form_token", ""), f"entry-active-{found.pk}",
                lambda: {"pk": services[wanted](found, by=person(request), note=note.cleaned_data["note"]).pk},
            )  # fmt: skip
        except Refusal as refusal:
            note.add_error(None, refusal.sentence)
            return _page(request, _found(request, found.pk), note=note)
        done(
            request,
            "事项已停用，不再计算落实情况。" if wanted == "retire" else "事项已恢复为现行。",
        )
        return redirect("desk_entry", found.pk)
    return _page(request, found, note=note)


def _assign(request: HttpRequest, found: CatalogueEntry) -> HttpResponse:
    form = AssignForm(request.POST)

    def act() -> dict[str, Any]:
        units = form.cleaned_data["units"] or None
        made = duties.assign(found, by=person(request), units=units, note=form.cleaned_data["note"])
        return {"added": len(made.added), "removed": len(made.removed), "warnings": made.warnings}

    if form.is_valid():
        answer = settle(form, f"entry-assign-{found.pk}", act)
        if answer is not None:
            said = answer[0]
            done(
                request,
                f"责任单位已保存：增加{said['added']}个，减少{said['removed']}个。",
                said["warnings"],
            )
            return redirect("desk_entry", found.pk)
    return _page(request, found, assign=form)
