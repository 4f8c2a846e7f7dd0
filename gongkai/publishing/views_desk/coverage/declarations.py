"""Declarations that wait for a signature."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.queries.people import has_role, units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, done, page_of, person, whole
from gongkai.catalogue.models import EmptyDeclaration
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.services import empty_periods
from gongkai.publishing.views_desk.coverage.common import READERS, SIGNERS


@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: HttpRequest) -> HttpResponse:
    """Declarations that wait for the person's signature."""
    allow(has_role(person(request), *reads.READERS), READERS)
    if request.method != "POST":
        return _page(request)
    allow(has_role(person(request), *empty_periods.SIGNERS), SIGNERS)
    return _sign(request)


def _sign(request: HttpRequest) -> HttpResponse:
    """Any of the person's units, waiting or not: sent twice, the second answer is that of the first."""
    user = person(request)
    rows = EmptyDeclaration.objects.filter(duty__unit__in=units_for(user, *empty_periods.SIGNERS))
    row = get_object_or_404(
        rows.select_related("duty__entry"), pk=whole(request.POST.get("declaration"))
    )
    try:
        once(
            request.POST.get("form_token", ""),
            f"declaration-{row.pk}",
            lambda: {"pk": empty_periods.sign(row, by=user).pk},
        )
    except Refusal as refusal:
        return _page(request, refusal)
    done(request, f"“{row.duty.entry}”的声明已签字。")
    return redirect("desk_declarations")


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    user = person(request)
    context = {
        "page": page_of(request, reads.declarations_to_sign(user)),
        "refusal": refusal,
        "signs": has_role(user, *empty_periods.SIGNERS),
        "page_title": "待签字的无信息声明",
        "lede": "信息员声明一段期间没有应当公开的信息，由另一个人签字以后才对外显示。",
        "crumbs": crumbs(("目录落实", reverse("desk_coverage")), ("待签字的声明", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "catalogue/desk_declarations.html", context, status=status)
