"""The entries of a publication: what a draft is meant for, what something public fulfils."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, done, person, settle, whole
from gongkai.catalogue.models import EntryDuty
from gongkai.publishing import rules
from gongkai.publishing.forms_coverage import EntriesForm
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.services import coverage
from gongkai.publishing.views_desk.coverage.common import COVERERS


@require_http_methods(["GET", "HEAD", "POST"])
def publication_entries(request: HttpRequest, pk: int) -> HttpResponse:
    """Chooses entries for a draft; links something public to the duties of its unit."""
    allow(
        rules.may_see_drafts(request.user), "您的账号没有查看草稿的角色；如需要，请联系系统管理员。"
    )
    found = get_object_or_404(library_of(request.user).select_related("unit", "theme"), pk=pk)
    if request.method == "POST":
        allow(reads.may_cover(person(request), found.unit), COVERERS)
        return _link(request, found) if found.is_public else _mean(request, found)
    return _page(request, found)


def _form(found: Publication, data: Any = None) -> EntriesForm:
    choices = reads.entries_of_unit(found.unit) if found.unit else []
    chosen = [str(entry.pk) for entry in reads.meant_for_entries(found)]
    return EntriesForm(
        data, choices=choices, suggestions=reads.suggest_entries(found), initial={"entries": chosen}
    )


def _mean(request: HttpRequest, found: Publication) -> HttpResponse:
    form = _form(found, request.POST)

    def act() -> dict[str, Any]:
        return {"count": len(coverage.mean(found, form.chosen(), by=person(request)))}

    if form.is_valid():
        answer = settle(form, f"mean-{found.pk}", act)
        if answer is not None:
            done(request, f"已选择{answer[0]['count']}个事项，发布以后记为落实。")
            return redirect("desk_publication_entries", found.pk)
    return _page(request, found, form)


def _link(request: HttpRequest, found: Publication) -> HttpResponse:
    """Links one duty to something that is public already."""
    duty = get_object_or_404(EntryDuty, pk=whole(request.POST.get("duty")), unit=found.unit_id)
    token = request.POST.get("form_token", "")
    try:
        once(
            token,
            f"link-{found.pk}",
            lambda: {"pk": coverage.link(found, duty, by=person(request)).pk},
        )
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    done(request, "已登记为事项的落实。")
    return redirect("desk_publication_entries", found.pk)


def _page(
    request: HttpRequest, found: Publication, form: EntriesForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    public = found.is_public
    context = {
        "publication": found,
        "public": public,
        "form": None if public else form or _form(found),
        "fulfilments": list(reads.fulfilled_by(found)),
        "duties": reads.open_duties(found) if public else [],
        "covers": reads.may_cover(person(request), found.unit),
        "refusal": refusal,
        "page_title": "对应的目录事项",
        "lede": "选定这份信息落实哪些目录事项，公开以后自动记为已公开。",
        "crumbs": crumbs(
            ("文件库", reverse("desk_library")),
            (found.title, reverse("desk_publication", args=[found.pk])),
            ("目录事项", ""),
        ),
    }
    status = refusal.status if refusal else 422 if form and form.errors else 200
    return render(request, "catalogue/desk_publication_entries.html", context, status=status)
