"""Find first: what is public already need not be applied for."""

import base64
import hashlib
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.models import Unit
from gongkai.base.services.forms import is_token, new_token, once
from gongkai.foi.queries.applying import Answer, answers_to, public_by_address
from gongkai.foi.services.applying import FoundAct, count_found
from gongkai.foi.views_public import apply
from gongkai.foi.views_public import apply_state as state
from gongkai.publishing.models import Publication

_ROBOT = re.compile(r"bot|spider|crawl|slurp|curl|wget|python|java/|httpclient", re.IGNORECASE)
_MOST_TYPED = 500


@require_safe
@state.private
def find(request: HttpRequest) -> HttpResponse:
    """A page of its own for those without scripts: what may be the answer to what is wanted."""
    draft = state.draft_of(request)
    asked = request.GET.get("q", "").replace("\x00", "")  # no database stores it
    text = " ".join((asked or str(draft.answers.get("wanted", "") if draft else "")).split())
    unit = apply.unit_of(str(draft.answers.get("unit", ""))) if draft else None
    found = answers_to(text[:_MOST_TYPED], unit) if len(text) > 1 else []
    token = new_token()
    if draft is not None and not _is_robot(request):
        for one in found:
            _count(token, one.publication, FoundAct.SHOWN, unit)
    return render(request, "foi/apply_find.html", _context(text, found, token, unit, draft))


def _context(
    text: str, found: list[Answer], token: str, unit: Unit | None, draft: Any
) -> dict[str, Any]:
    return {
        "text": text[:_MOST_TYPED],
        "found": found,
        "token": token,
        "unit": unit,
        "sealed": "",
        "kiosk": bool(draft and draft.kiosk),
        "next_url": apply.address_of_step(apply.first_open(draft))
        if draft
        else reverse("foi_apply"),
        "back_url": apply.address_of_step(2) if draft else reverse("foi_start"),
        "page_title": "先查一查是否已经公开",
        "search_url": reverse("search"),
    }


@require_POST
@state.private
def count(request: HttpRequest) -> HttpResponse:
    """Counts that an answer was shown, opened, or ended the application; of nobody in person.

    Scripts get an empty answer. A button without scripts is led on: to the text, or back to the
    first page with a word that nothing was submitted.
    """
    act, publication = _act(request), public_by_address(request.POST.get("url", "")[:300])
    if publication is None:
        raise Http404
    unit = apply.unit_of(request.POST.get("unit", ""))
    token = request.POST.get("form_token", "")
    if is_token(token) and not _is_robot(request) and not state.is_stale(request):
        _count(token, publication, act, unit)
    if request.POST.get("script") == "1":
        return HttpResponse(status=204)
    if act == FoundAct.OPENED:
        return redirect(publication.get_absolute_url())
    context = {"publication": publication, "page_title": "已经找到，不用申请了"}
    return render(request, "foi/apply_ended.html", context)


def _act(request: HttpRequest) -> FoundAct:
    try:
        return FoundAct(request.POST.get("act", ""))
    except ValueError:
        raise Http404 from None


def _count(token: str, publication: Publication, act: FoundAct, unit: Unit | None) -> None:
    """Once for each page shown, text and act, however often the button is pressed."""
    seal = hashlib.sha256(f"{token}\n{publication.pk}\n{act}".encode()).digest()
    key = base64.urlsafe_b64encode(seal).decode().rstrip("=")
    once(key, "foi-found", lambda: {"counted": count_found(publication, act, unit=unit)})


def _is_robot(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or bool(_ROBOT.search(agent[:300]))
