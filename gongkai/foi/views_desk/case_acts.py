"""An act on a case: looked up, allowed, done once, told; or the page again with everything typed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from gongkai.base.forms import add_refusal
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.views_registers.common import person
from gongkai.foi import deeds
from gongkai.foi.deeds import doing
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.services import letters
from gongkai.foi.views_desk.case_page import Failed, ids, page
from gongkai.foi.views_desk.common import case_or_404


@require_POST
def desk_request_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Does a deed once per form token; sent again it answers the same."""
    deed = deeds.by_key(act)
    if deed is None:
        raise Http404
    user = person(request)
    if doing.is_done(request.POST.get("form_token", ""), deed, pk):
        return _onward(user, pk)
    case = case_or_404(request, pk)
    doing.check_allowed(case, deed, user)
    form = deed.form(request.POST, request.FILES, case=case, user=user, auto_id=ids(act))
    if "look_letter" in request.POST:
        return _letter(request, case, act, deed, form)
    try:
        said = doing.attempt(case, deed, form, user)
    except doing.Wrong:
        return _again(request, pk, act, deed, form, 422)
    except Refusal as refusal:
        form.is_valid()
        add_refusal(form, refusal)
        return _again(request, pk, act, deed, form, refusal.status)
    messages.success(request, said)
    return _onward(user, pk)


def _onward(user: User, pk: int) -> HttpResponse:
    """Back to the case, or to the list where the person has given it out of hand."""
    if visible_to(user).filter(pk=pk).exists():
        return redirect("desk_request", pk)
    return redirect("desk_requests")


def _again(
    request: HttpRequest, pk: int, key: str, deed: Deed, form: DeedForm, status: int
) -> HttpResponse:
    """The page as it stands now, with the form as it was sent."""
    files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    failed = Failed(key, deed, form, status, files)
    return page(request, case_or_404(request, pk), failed=failed)


def _letter(
    request: HttpRequest, case: DisclosureRequest, key: str, deed: Deed, form: DeedForm
) -> HttpResponse:
    """The letter as it would be with what was typed: beside the form, or the page with it."""
    if not deed.letter:
        raise Http404
    form.is_valid()
    secrets = case_pages.secrets_of(case)
    try:
        told = letters.preview(case, deed.letter, form.cleaned_data)
    except Refusal as refusal:
        told = [refusal.sentence]
    paragraphs = [veiled(text, secrets) for text in told]
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "foi/_letter.html", {"paragraphs": paragraphs})
    return page(request, case, failed=Failed(key, deed, form, 200, letter=paragraphs))
