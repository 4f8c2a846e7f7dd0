"""What a reader asked for: the query string of the results page as clean data."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from gongkai.lib.doc_no import find_doc_nos

PAGE = 10
FACETS = ("validity", "unit", "theme", "type", "year", "kind")
# `unit` of the address means the unit with all below it; the index calls that `within`.
ENGINE_NAMES = {"unit": "within"}
_NUMBERS = frozenset({"unit", "year", "item"})
_LAST_PAGE = 100


@dataclass(slots=True)
class Asked:
    """Query, filters, order and page, all bounded; whatever cannot be read is left out."""

    text: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1

    @property
    def hides_ended(self) -> bool:
        """Whether what is no longer in force is left out.

        It is until asked for, except where the query names a document: whoever does wants that one.
        """
        return "validity" not in self.chosen and not find_doc_nos(self.text)

    @property
    def filters(self) -> dict[str, Any]:
        """The filters as the engine names them."""
        found: dict[str, Any] = {"validity": ["valid", "pending"]} if self.hides_ended else {}
        for name, value in self.chosen.items():
            if (name, value) != ("validity", "all"):
                found[ENGINE_NAMES.get(name, name)] = int(value) if name in _NUMBERS else value
        return found

    def url(self, **changes: str | int | None) -> str:
        """The address of the same question with some things changed; the page starts anew."""
        parts: dict[str, str | int] = {"q": self.text} if self.text else {}
        parts |= self.chosen
        if self.sort != "relevance":
            parts["sort"] = self.sort
        parts |= {name: value for name, value in changes.items() if value is not None}
        for name, value in changes.items():
            if value is None:
                parts.pop(name, None)
        return f"{reverse('search')}?{urlencode(parts)}" if parts else reverse("search")


def read(query: QueryDict) -> Asked:
    """The question in a query string; never raises, whatever was typed into the address."""
    asked = Asked(text=" ".join(query.get("q", "")[:2000].replace("\x00", " ").split()))
    for name in (*FACETS, "item", "subtheme", "doc_class"):
        value = query.get(name, "").strip()[:60]
        if value and (
            name not in _NUMBERS or (value.isascii() and value.isdigit() and len(value) < 10)
        ):
            asked.chosen[name] = value
    if asked.chosen.get("validity") not in (None, "all", "valid", "pending", "ended"):
        del asked.chosen["validity"]
    if query.get("sort") == "date":
        asked.sort = "date"
    page = query.get("page", "")
    if page.isascii() and page.isdigit() and len(page) < 4:
        asked.page = max(1, min(int(page), _LAST_PAGE))
    return asked
