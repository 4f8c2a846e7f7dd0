"""The outlets of a publication, chosen in one step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.lib.titles import quoted
from gongkai.outlets import rules
from gongkai.publishing.forms_deliveries import ChooseForm
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.views_desk.deliveries.common import WHO_CHOOSES, WHO_SEES


@require_http_methods(["GET", "HEAD", "POST"])
def publication_outlets(request: HttpRequest, pk: int) -> HttpResponse:
    """To which outlets a publication goes, in one step for all of them."""
    allow(rules.may_see(request.user), WHO_SEES)
    found: Publication = get_object_or_404(library_of(request.user).select_related("unit"), pk=pk)
    allow(rules.may_deliver(request.user, found.unit), WHO_CHOOSES)
    choices = reads.choices_of(found)
    form = ChooseForm(choices, request.POST) if request.method == "POST" else ChooseForm(choices)

    def act() -> dict[str, Any]:
        standing = deliveries.choose(found, form.chosen(), by=person(request))
        return {"count": len(standing)}

    if (
        request.method == "POST"
        and form.is_valid()
        and settle(form, f"choose-{pk}", act) is not None
    ):
        done(request, "渠道已选定；由人发布的，已列入渠道主办单位的待办。")
        return redirect("desk_publication", pk)
    context = {
        "publication": found,
        "form": form,
        "standing": [choice for choice in choices if choice.done],
        "empty": not choices,
        "back": at("desk_publication", pk),
        "page_title": "选择渠道",
        "lede": f"勾选{quoted(found.title)}要送到的渠道，发布时一次送出，各渠道的内容出自同一份记录。",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title, at("desk_publication", pk)),
            ("选择渠道", ""),
        ),
    }
    return render(
        request, "publishing/delivery_choose.html", context, status=422 if form.errors else 200
    )
