"""What long lists share: paging that counts no further than anybody leafs, sorting by name."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 25
# A count of everything costs a walk through the table; beyond this many rows one narrows down.
COUNTED = 10_000


class CappedPaginator(Paginator):
    """Pages of a long list; counts up to `COUNTED` rows and then says that there are more."""

    @cached_property
    def _counted(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[: COUNTED + 1].count()

    @property
    def capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > COUNTED

    @cached_property
    def count(self) -> int:
        return min(self._counted, COUNTED)

    def page(self, number: Any) -> "Page[Any]":
        """The rows of a page: their keys first, so that the database sorts numbers, not whole rows."""
        number = self.validate_number(number)
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        first = (number - 1) * self.per_page
        keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return Page([found[key] for key in keys if key in found], number, self)


def page_of(request: HttpRequest, rows: "QuerySet[Any]", per_page: int = PER_PAGE) -> "Page[Any]":
    """The wanted page of a long list; the nearest one where there is none."""
    return CappedPaginator(rows, per_page).get_page(request.GET.get("page"))


def chosen(request: HttpRequest, name: str, choices: Mapping[str, Any], default: str = "") -> str:
    """The value of a closed choice in the address; the default where it is none of them."""
    value = request.GET.get(name, default)
    return value if value in choices else default


def wants_workbook(request: HttpRequest) -> bool:
    """Whether the list is asked for as an Excel file."""
    return request.GET.get("format") == "xlsx"
