"""The day on which the decisions of these tests are made, and what a module has made before them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.foi.children import clean_in_process
from tests.foi.conftest import OnDay
from tests.foi.decide.way import DAY
from tests.foi.standing import Standing, standing_in


@pytest.fixture(autouse=True)
def _the_day(on_day: OnDay) -> None:
    on_day(DAY)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    clean_in_process(monkeypatch)


@pytest.fixture(scope="module")
def standing(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Standing]:
    """An office and what `carried(office)` of the module has made in it, once for all its tests."""
    with standing_in(django_db_blocker, request.module.carried, on=DAY) as rows:
        yield rows
