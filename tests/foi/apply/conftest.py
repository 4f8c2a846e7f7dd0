"""An applicant at the door of the bureau."""

import datetime as dt

import pytest
from django.test import Client

from tests.foi.apply.walk import Applicant
from tests.foi.conftest import OnDay
from tests.foi.factories import Office

DAY = dt.date(2026, 3, 4)  # a Wednesday


@pytest.fixture
def applicant(office: Office, on_day: OnDay) -> Applicant:
    """Somebody with an ordinary browser, on `DAY`."""
    on_day(DAY)
    return Applicant(Client(headers={"user-agent": "Mozilla/5.0 (X11) Firefox/140.0"}), office.unit)
