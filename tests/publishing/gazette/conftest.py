"""What tests of the gazette share."""

import pytest

from gongkai.publishing.models import GazetteIssue, GazetteSeries
from gongkai.publishing.render import pdf
from tests.cast import City
from tests.publishing.gazette.factories import make_issue, make_series


@pytest.fixture
def series(city: City) -> GazetteSeries:
    """The gazette of the city."""
    return make_series(city.city)


@pytest.fixture
def issue(series: GazetteSeries) -> GazetteIssue:
    """Its issue 1 of 2024, in preparation and empty."""
    return make_issue(series)


@pytest.fixture
def with_font() -> None:
    """Skips where no PDF can be made."""
    if not pdf.available():
        pytest.skip("no Chinese font on this machine")
