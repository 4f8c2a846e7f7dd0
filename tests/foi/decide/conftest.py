"""The day on which the decisions of these tests are made."""

import pytest

from tests.foi.conftest import OnDay
from tests.foi.decide.way import DAY


@pytest.fixture(autouse=True)
def _the_day(on_day: OnDay) -> None:
    on_day(DAY)
