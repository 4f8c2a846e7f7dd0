"""The limits of the five steps, for each government the authority reaches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.base.views_registers.common import done, settle, whole
from gongkai.foi.forms.oversight import LimitsForm
from gongkai.foi.queries.oversight.board import watched_units
from gongkai.foi.queries.steps import ORDER, limits_in_force
from gongkai.foi.services.oversight.limits import set_limits
from gongkai.foi.views_desk.oversight.common import authority, way

_PLAIN = (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE)


@require_http_methods(["GET", "HEAD", "POST"])
def step_limits(request: HttpRequest) -> HttpResponse:
    """The limits of one government, and what holds in the others."""
    user = authority(request)
    units = list(watched_units(user).filter(kind__in=_PLAIN, active_to=None).order_by("path"))
    if not units:  # an authority of something that is no government keeps those of its own unit
        units = list(watched_units(user).filter(active_to=None).order_by("path")[:1])
    pk = whole(request.GET.get("unit"))
    unit = next((one for one in units if one.pk == pk), units[0] if units else None)
    if unit is None or (pk and unit.pk != pk):
        unit = get_object_or_404(Unit.objects.none(), pk=pk)
    limits = limits_in_force()
    form = LimitsForm(request.POST or None, above=limits.above(unit), own=limits.own(unit))
    if request.method == "POST" and form.is_valid():

        def keep() -> dict[str, bool]:
            set_limits(unit, by=user, days=form.days())
            return {"kept": True}

        if settle(form, f"foi-limits-{unit.pk}", keep) is not None:
            done(request, f"{unit.label}的环节时限已保存，马上按新的时限计算。")
            return redirect(f"{reverse('desk_step_limits')}?unit={unit.pk}")
    context = {
        "form": form,
        "unit": unit,
        "steps": [step.label for step in ORDER],
        "rows": [
            {
                "unit": one,
                "days": [(limits.of(one).get(step), step in limits.own(one)) for step in ORDER],
            }
            for one in units
        ],
        "page_title": "环节时限",
        "lede": "接收、移交、办理、审核、答复各用几个工作日；不填的用上一级政府的，都没有填的用平台的标准。",
        "crumbs": way(("环节时限", "")),
    }
    return render(request, "foi/desk_step_limits.html", context, status=422 if form.errors else 200)
