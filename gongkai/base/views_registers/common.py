"""What the pages of the registers share."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.models import User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once

PER_PAGE = 50


def person(request: HttpRequest) -> User:
    """Who has signed in; the middleware lets nobody else come to the desk."""
    return cast(User, request.user)


def allow(allowed: bool, sentence: str) -> None:
    """Refuses with 403 and a sentence."""
    if not allowed:
        raise Forbidden(sentence)


def words(request: HttpRequest, name: str, most: int = 100) -> str:
    """A search word of the address, without what no database stores."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def posted(request: HttpRequest, name: str, most: int | None = None) -> str:
    """A text that was sent outside any form, without what no database stores."""
    return request.POST.get(name, "").replace("\x00", "")[:most]


def whole(text: str | None) -> int:
    """The number of a row as an address or a form names it; 0, which no row has, for anything else."""
    fine = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if fine and text else 0


def page_of(
    request: HttpRequest, rows: "QuerySet[Any] | Sequence[Any]", per_page: int = PER_PAGE
) -> "Page[Any]":
    """The wanted page of a list; the nearest one where there is none."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def crumbs(*links: tuple[str, str]) -> list[dict[str, str]]:
    """(label, url name or address or "") pairs as the frame wants them."""
    return [{"label": label, "url": url} for label, url in links]


def at(name: str, *args: Any) -> str:
    """Address of a page."""
    return reverse(name, args=args)


def settle(
    form: TokenForm, purpose: str, act: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool] | None:
    """Does an act once for the form's token; None where it was refused and the form says why."""
    try:
        return once(form.token, purpose, act)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        add_refusal(form, refusal)
        return None


def done(request: HttpRequest, sentence: str, warnings: list[str] | None = None) -> None:
    """A sentence for the next page, and doubts that did not refuse."""
    messages.success(request, sentence)
    for warning in warnings or []:
        messages.warning(request, warning)
