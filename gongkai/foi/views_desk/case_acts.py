"""An act on a case: looked up, allowed, done once, told; or the page again with everything typed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from gongkai.base.forms import add_refusal
from gongkai.base.models import FormToken, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import deeds, rules
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.services import acting, letters
from gongkai.foi.views_desk.case_page import Failed, ids, page
from gongkai.foi.views_desk.common import case_or_404


class _Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


@require_POST
def desk_request_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Does a deed once per form token; sent again it answers the same."""
    deed = deeds.by_key(act)
    if deed is None:
        raise Http404
    user, purpose = person(request), f"foi:{deed.act}:{pk}"
    if _is_done(request, purpose):
        return _onward(user, pk)
    case = case_or_404(request, pk)
    allow(rules.may(user, deed.act, case), _not_allowed(deed))
    form = deed.form(request.POST, request.FILES, case=case, user=user, auto_id=ids(act))
    if "look_letter" in request.POST:
        return _letter(request, case, act, deed, form)

    def do() -> dict[str, Any]:
        _check(case, deed, user)
        if not form.is_valid():
            raise _Wrong
        return {"said": deed.do(case, form, user)}

    try:
        answer, _ = once(form.token, purpose, do)
    except _Wrong:
        return _again(request, pk, act, deed, form, 422)
    except Refusal as refusal:
        form.is_valid()
        add_refusal(form, refusal)
        return _again(request, pk, act, deed, form, refusal.status)
    messages.success(request, answer["said"])
    return _onward(user, pk)


def _is_done(request: HttpRequest, purpose: str) -> bool:
    """Whether this very form was done already: its sender may see the case no more by then."""
    token = request.POST.get("form_token", "")
    return FormToken.objects.filter(pk=token[:64], purpose=purpose).exists()


def _not_allowed(deed: Deed) -> str:
    roles = "、".join(role.label for role in rules.ACT_ROLES[deed.act]) or "本件的承办人"
    return f"“{deed.act.label}”由{roles}办理，您的账号没有这些角色；需要时请与他们联系。"


def _check(case: DisclosureRequest, deed: Deed, user: User) -> None:
    """The stage, and what stands against the deed; the service asks both again under its lock."""
    acting.check_move(case, deed.act)
    sentence = deed.why_not(case, user)
    if sentence:
        raise Refusal(sentence)
    if not deed.shown(case, user):
        raise Refusal(f"这件申请现在不需要“{deed.label}”，请刷新页面核对。")


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
