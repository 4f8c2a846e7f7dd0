"""A new edition of a catalogue, with what was published under it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.views_registers.common import allow, crumbs, done, person, settle
from gongkai.catalogue import rules
from gongkai.catalogue.models import Catalogue
from gongkai.catalogue.views_desk.catalogues import KEEPERS
from gongkai.publishing.forms_coverage import EditionForm
from gongkai.publishing.services import coverage


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition of a catalogue for another year."""
    found = get_object_or_404(Catalogue.objects.select_related("unit"), pk=pk)
    allow(rules.may_keep_catalogues(request.user, found.unit), KEEPERS)
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
