"""The day on which these tests look, with cases of two units in several lights."""

import datetime as dt

import pytest

from tests.foi.conftest import OnDay

# A Tuesday; the answer to what was received on 4 March is due on 1 April.
DAY = dt.date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _the_day(on_day: OnDay) -> None:
    on_day(DAY)
