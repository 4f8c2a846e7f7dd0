"""The door: not there unless configured, signature first, a limit, JSON whatever goes wrong."""

from typing import Any

from django.test import Client

from gongkai.foi.models import ExchangeMessage
from tests.foi.exchange.world import ADDRESS, application, envelope, post, raw
from tests.foi.factories import Office


def message(office: Office) -> bytes:
    return raw(envelope("application.submitted", 1, application(office)))


def test_there_is_no_door_without_a_partner(bureau: Office, client: Client, settings: Any) -> None:
    settings.FOI_EXCHANGE_KEYS = {}
    assert post(client, message(bureau)).status_code == 404


def test_a_signed_message_is_taken_without_a_form_token(bureau: Office) -> None:
    answer = post(Client(enforce_csrf_checks=True), message(bureau))
    assert answer.status_code == 200
    assert answer.json()["state"] == "applied"
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_nothing_is_read_of_what_is_not_signed_as_agreed(bureau: Office, client: Client) -> None:
    body = message(bureau)
    wrong = [
        post(client, body, key="another"),
        post(client, body, late=301),
        post(client, body, late=-310),
        post(client, body, **{"Gongkai-Partner": "nobody"}),
        post(client, body, **{"Gongkai-Signature": ""}),
        post(client, body, **{"Gongkai-Timestamp": "１２３"}),
        client.post(ADDRESS, b"{", content_type="application/json"),
    ]
    assert [answer.status_code for answer in wrong] == [401] * 7
    assert all(answer.json()["sentence"].endswith("。") for answer in wrong)
    assert ExchangeMessage.objects.count() == 0


def test_what_is_too_long_is_not_read(bureau: Office, client: Client, settings: Any) -> None:
    settings.FOI_EXCHANGE_MB = 1
    answer = post(client, b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "1兆字节" in answer.json()["sentence"]


def test_only_posts_are_taken(bureau: Office, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
