"""The page of a conferral for the unit that is asked: the question, neither the case nor who applies."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.forms.consulting import AnswerForm
from gongkai.foi.models import CaseFile, Consultation
from gongkai.foi.queries import consulting as queries
from gongkai.foi.services import vault
from gongkai.foi.services.conferring import confer_answer
from gongkai.foi.states import Act, ConsultationKind


@require_http_methods(["GET", "HEAD", "POST"])
def conferral(request: HttpRequest, pk: int) -> HttpResponse:
    """What another unit asks, and the answer to it."""
    found = _visible(request, pk)
    if request.method != "POST":
        return _page(request, found)
    user, form = person(request), AnswerForm(request.POST, request.FILES)
    allow(
        queries.may_answer(user, found),
        "会商由被征求单位的登记员、公开工作机构人员或者承办人答复，您的账号没有这些角色。",
    )

    def act() -> dict[str, Any]:
        if not form.is_valid():
            raise _Wrong
        data = form.cleaned_data
        confer_answer(found, by=user, opinion=data["opinion"], files=data["files"] or [])
        return {}

    try:
        once(form.token, f"foi-confer-{found.pk}", act)
    except _Wrong:
        return _page(request, found, form=form, status=422)
    except Refusal as refusal:
        if form.is_valid():
            add_refusal(form, refusal)
        return _page(request, _visible(request, pk), form=form, status=refusal.status)
    messages.success(request, "会商意见已经送达对方。")
    return redirect("desk_request_confer", found.pk)


@require_safe
def conferral_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file that came with the answer."""
    found = _visible(request, pk)
    row = get_object_or_404(CaseFile, pk=file, case=found.case, pk__in=_file_ids(found))
    response = HttpResponse(vault.read(row), content_type=row.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


def _visible(request: HttpRequest, pk: int) -> Consultation:
    """The conferral, for the unit that is asked and for those who see the case; else it is not there."""
    rows = Consultation.objects.filter(kind=ConsultationKind.CONFER)
    found = rows.select_related("case__unit", "unit", "letter").filter(pk=pk).first()
    if found is None:
        raise Http404
    user = person(request)
    if not queries.may_answer(user, found) and not rules.may_see(user, found.case):
        raise Http404
    return found


def _file_ids(found: Consultation) -> list[int]:
    answers = found.case.acts.filter(kind=Act.CONFER_ANSWER)
    return [pk for act in answers if act.data.get("ref") == found.ref for pk in act.data["files"]]


def _page(
    request: HttpRequest, found: Consultation, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    open_now = found.answered_on is None and queries.conferral_is_open(found)
    context = {
        "row": found,
        "asker": found.case.unit,
        "form": form or AnswerForm(),
        "may_answer": open_now and queries.may_answer(user, found),
        "closed": found.answered_on is None and not open_now,
        "answer": found.opinion,
        "files": CaseFile.objects.filter(pk__in=_file_ids(found)) if found.answered_on else [],
        "case": found.case if rules.may_see(user, found.case) else None,
        "page_title": f"{found.case.unit.label}请求会商",
        "lede": "看清对方的问题，写明贵单位的意见；这里不显示申请人和案件的其他内容。",
        "crumbs": crumbs(("会商", "")),
    }
    return render(request, "foi/desk_confer.html", context, status=status)
