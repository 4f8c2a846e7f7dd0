"""A partner, and the receiver of acts joined as in the running program."""

from collections.abc import Iterator
from typing import Any

import pytest

from gongkai.foi.services import exchange
from gongkai.foi.signals import acted
from tests.foi.conftest import OnDay
from tests.foi.exchange.world import KEY, PARTNER
from tests.foi.factories import RECEIVED, Office

_UID = "tests.foi.exchange"


@pytest.fixture
def bureau(office: Office, settings: Any, on_day: OnDay) -> Iterator[Office]:
    """The bureau on the day of receipt, with a partner."""
    on_day(RECEIVED)
    settings.FOI_EXCHANGE_KEYS = {PARTNER: KEY}
    settings.FOI_EXCHANGE_URLS = {PARTNER: "https://sheng.example.gov.cn/exchange"}
    joined = acted.receivers  # the program joins it itself, once it is wired
    if not any("exchange" in str(row[0]) for row in joined):
        acted.connect(exchange.queue_act, dispatch_uid=_UID)
    yield office
    acted.disconnect(dispatch_uid=_UID)
