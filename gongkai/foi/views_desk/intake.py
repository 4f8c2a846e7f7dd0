"""Registration on the desk: an application written up by keyboard, its receipt, what waits."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.forms import add_refusal
from gongkai.base.models import Unit
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, at, crumbs, done, page_of, person
from gongkai.foi import rules
from gongkai.foi.forms.intake import NewRequestForm
from gongkai.foi.queries import intake as queries
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.services import clocks, intake
from gongkai.foi.services.intake.registering import RULES
from gongkai.foi.states import Channel, FilePurpose, WantedForm, WantedRoute
from gongkai.lib.ids import TYPE_BY_PREFIX

_NOT_DESK = "申请由登记员和公开工作机构登记，您的账号没有这些角色；如需要，请联系安全管理员指定。"
# Choices of the last application, offered again for the next one.
_REMEMBERED = ("unit", "channel", "wanted_form", "wanted_route")
_FIRST = {
    "channel": Channel.IN_PERSON,
    "wanted_form": WantedForm.ELECTRONIC,
    "wanted_route": WantedRoute.ONLINE,
}
_CHOICES = "foi_intake"
_CODES = "foi_codes"
_MOST_CODES = 20
_FILE_FIELDS = ("files", "identity", "mandate")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """Writes up an application; leads to its receipt."""
    user = person(request)
    allow(rules.may_register(user), _NOT_DESK)
    units = list(units_for(user, *rules.DESK).order_by("path"))
    if request.method != "POST":
        initial = _remembered(request, units)
        return _form_page(request, NewRequestForm(units=units, initial=initial))
    form = NewRequestForm(request.POST, request.FILES, units=units)
    answer = _submit(request, form) if form.is_valid() else None
    if answer is None:
        return _form_page(request, form)
    _remember(request, form, answer)
    return redirect("desk_request_slip", answer["case"])


def _submit(request: HttpRequest, form: NewRequestForm) -> dict[str, Any] | None:
    """Once per form token; sent again it leads to the same receipt with the same query code."""
    user = person(request)

    def act() -> dict[str, Any]:
        allow(rules.may_register(user, form.cleaned_data["unit"]), _NOT_DESK)
        made = intake.submit(
            applicant=form.applicant(),
            facts=form.application(),
            files=papers,
            by=user,
            receipt=form.receipt(),
        )
        return {
            "case": made.case.pk,
            "code": intake.sealed_code(made.query_code),
            "doubts": list(made.doubts),
        }

    try:
        # Reading the scans takes its time and must not hold the database.
        papers = intake.check_papers(form.papers())
        answer, fresh = once(form.token, "foi-new", act)
    except Forbidden:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    if fresh:
        done(request, "申请已经保存。", answer["doubts"])
    return answer


def _form_page(request: HttpRequest, form: NewRequestForm) -> HttpResponse:
    chosen = [file.name for name in _FILE_FIELDS for file in request.FILES.getlist(name)]
    context = {
        "form": form,
        "chosen": chosen if form.errors else [],
        "no_unit": not form.fields["unit"].queryset.exists(),  # type: ignore[attr-defined]
        "kinds": json.dumps(TYPE_BY_PREFIX),
        "page_title": "登记申请",
        "lede": "照纸质、传真、邮寄、口头或者自助终端的申请填写，保存以后打印回执；只有申请人、联系方式和所需信息是必填的，不问用途。",
        "crumbs": crumbs(("待登记", at("desk_request_inbox")), ("登记申请", "")),
    }
    return render(request, "foi/desk_intake_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """登记回执 to be printed and handed over; the query code stands on it right after the entry alone."""
    user = person(request)
    rows = visible_to(user).select_related("application__applicant", "unit")
    case = get_object_or_404(rows, pk=pk)
    allow(rules.may_register(user, case.unit), _NOT_DESK)
    note_look(case, by=user, unit=case.unit, what="登记回执")
    acts = list(case.acts.all())
    clock = clocks.clock_of(case, acts, explain=True)
    context = {
        "case": case,
        "application": case.application,
        "code": intake.open_code(request.session.get(_CODES, {}).get(str(pk), "")),
        # How much is left today is nothing for a paper that is kept.
        "story": [said for said in clock.story if not said.startswith("截至")] if clock else [],
        "rule": RULES[case.application.channel],
        "waiting": queries.waiting_rows([case])[0] if case.received_on is None else None,
        "files": case.application.files.exclude(purpose=FilePurpose.LETTER).count(),
        "page_title": "登记回执",
        "crumbs": crumbs(("待登记", at("desk_request_inbox")), ("登记回执", "")),
    }
    return render(request, "foi/desk_intake_slip.html", context)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits to be registered, with what must still be confirmed; oldest first."""
    user = person(request)
    allow(rules.may_register(user), _NOT_DESK)
    page = page_of(request, queries.inbox(user))
    context = {
        "page": page,
        "rows": queries.waiting_rows(list(page)),
        "page_title": "待登记的申请",
        "lede": "逐件确认收到日期后登记，登记以后答复期限开始计算；要与申请人确认的，先联系申请人，联系不上的把情况记下来。",
        "action": {"label": "登记申请", "url": at("desk_request_new")},
        "crumbs": crumbs(("依申请公开", "/desk/requests/"), ("待登记", "")),
    }
    return render(request, "foi/desk_intake_inbox.html", context)


def _remembered(request: HttpRequest, units: list[Unit]) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(_CHOICES, {})
    if kept.get("unit") not in [unit.pk for unit in units]:
        own = person(request).unit_id
        kept = {**kept, "unit": next((unit.pk for unit in units if unit.pk == own), None)}
    return _FIRST | {name: kept[name] for name in _REMEMBERED if kept.get(name)}


def _remember(request: HttpRequest, form: NewRequestForm, answer: dict[str, Any]) -> None:
    data = form.cleaned_data
    request.session[_CHOICES] = {name: data[name] for name in _REMEMBERED if name != "unit"} | {
        "unit": data["unit"].pk
    }
    codes = request.session.get(_CODES, {}) | {str(answer["case"]): answer["code"]}
    request.session[_CODES] = dict(list(codes.items())[-_MOST_CODES:])
