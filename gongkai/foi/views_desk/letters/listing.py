"""The letters of a case, and the form for a new draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.foi.forms.letters import NewLetterForm
from gongkai.foi.letters import KINDS
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import letters as queries
from gongkai.foi.services import letters
from gongkai.foi.views_desk.letters.common import NOT_WRITER, case_of


@require_http_methods(["GET", "HEAD", "POST"])
def letters_of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Issued letters and drafts, newest first; no text, no addressee."""
    case = case_of(request, pk)
    may_write = queries.may_write(request.user, case)
    if request.method != "POST":
        return _page(request, case, NewLetterForm(case=case), may_write=may_write)
    allow(may_write, NOT_WRITER)
    form, by = NewLetterForm(request.POST, case=case), person(request)
    answer = None
    if form.is_valid():
        answer = settle(
            form,
            f"foi-letter-{case.pk}",
            lambda: {
                "pk": letters.draft(case, form.cleaned_data["kind"], by=by, facts=_facts(form)).pk
            },
        )
    if answer is None:
        return _page(request, case, form, may_write=may_write)
    done(request, "草稿已经建立，请核对内容，填写带有【】的地方。")
    return redirect("desk_request_letter", case.pk, answer[0]["pk"])


def _facts(form: NewLetterForm) -> dict[str, Any]:
    return {"to": form.cleaned_data["to"], "letter": form.cleaned_data["letter"]}


def _page(
    request: HttpRequest, case: DisclosureRequest, form: NewLetterForm, *, may_write: bool
) -> HttpResponse:
    rows = [(letter, KINDS[letter.kind]) for letter in queries.letters_of(case)]
    context = {
        "case": case,
        "rows": rows,
        "form": form,
        "may_write": may_write,
        "page_title": "案件文书",
        "lede": "办理事项发出的文书和草稿都在这里；大多数文书在办理对应事项时自动生成并编号，需要先改文字的，在这里起草。",
        "crumbs": crumbs(
            ("依申请公开", at("desk_requests")),
            (str(case), at("desk_request", case.pk)),
            ("文书", ""),
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "foi/desk_letters.html", context, status=status)
