"""What the tests of the pages share: sending forms, reading pages, counting statements."""

import re
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import User
from gongkai.base.services.forms import new_token

SignedIn = Callable[[User], Client]


def send(client: Client, url: str, **fields: object) -> HttpResponse:
    """A form with a fresh token."""
    return client.post(url, {"form_token": new_token(), **fields})  # type: ignore[return-value]


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def value_of(answer: HttpResponse, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', text_of(answer))
    found = found or re.search(rf'name="{name}"[^>]*>\s*([^<]*)</textarea>', text_of(answer))
    assert found is not None, name
    return found[1]


def statements(client: Client, url: str) -> int:
    """How many statements a page costs once the caches are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
