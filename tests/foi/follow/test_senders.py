"""How a text goes out: to a file, by mail, through a gateway; nothing where nothing is configured."""

import json
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from gongkai.foi import outward, senders


class Gateway:
    """A gateway in this process: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.body, self.location = 200, b'{"code":"OK"}', ""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", "0"))
                owner.seen.append((self.path, dict(self.headers), self.rfile.read(size)))
                self.send_response(owner.status)
                if owner.location:
                    self.send_header("Location", owner.location)
                self.send_header("Content-Length", str(len(owner.body)))
                self.end_headers()
                self.wfile.write(owner.body)

            def log_message(self, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/send?key=1"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    made = Gateway()
    settings.FOI_SENDER_PHONE = "http"
    settings.FOI_GATEWAY_URL = made.url
    settings.FOI_GATEWAY_HEADERS = '{"Authorization": "Bearer t"}'
    settings.FOI_GATEWAY_BODY = '{"mobile": ["{to}"], "content": {"text": "【明湖】{text}"}}'
    yield made
    made.server.shutdown()
    made.server.server_close()


def send(kind: senders.ContactKind, to: str, text: str) -> None:
    sender = senders.sender_for(kind)
    assert sender is not None
    sender.send(to, text)


def test_in_development_the_text_lies_in_a_file_only_the_owner_reads(
    settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    send("phone", "13900000001", "您的验证码是123456")
    path = senders.file_of_last()
    assert path.read_text(encoding="utf-8") == "您的验证码是123456\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("way", ["", "file"])
def test_in_production_nothing_is_written_to_a_file(settings: Any, way: str) -> None:
    settings.PRODUCTION, settings.FOI_SENDER_PHONE = True, way
    assert senders.sender_for("phone") is None


def test_a_closed_way_has_no_sender(settings: Any) -> None:
    settings.FOI_SENDER_EMAIL, settings.FOI_SENDER_PHONE = "off", "smtp"
    assert (senders.sender_for("email"), senders.sender_for("phone")) == (None, None)


def test_mail_goes_by_the_server_of_the_settings(settings: Any) -> None:
    settings.FOI_SENDER_EMAIL = "smtp"
    send("email", "a@example.cn", "您的验证码是123456")
    (letter,) = mail.outbox
    assert (letter.to, letter.body) == (["a@example.cn"], "您的验证码是123456")


def test_the_gateway_gets_its_own_json(gateway: Gateway) -> None:
    send("phone", "13900000001", '验证码是1"}, {to}')
    ((path, headers, body),) = gateway.seen
    assert (path, headers["Authorization"]) == ("/send?key=1", "Bearer t")
    assert json.loads(body) == {
        "mobile": ["13900000001"],
        "content": {"text": '【明湖】验证码是1"}, {to}'},
    }


@pytest.mark.parametrize("status", [301, 302, 400, 500])
def test_an_answer_other_than_yes_is_not_sent_and_no_redirect_is_followed(
    gateway: Gateway, status: int
) -> None:
    gateway.status, gateway.location = status, gateway.url
    with pytest.raises(senders.NotSent):
        send("phone", "13900000001", "x")
    assert len(gateway.seen) == 1


def test_a_gateway_that_says_no_with_200_is_noticed(gateway: Gateway, settings: Any) -> None:
    settings.FOI_GATEWAY_EXPECT = '"code":"OK"'
    send("phone", "13900000001", "x")
    gateway.body = b'{"code":"LIMIT"}'
    with pytest.raises(senders.NotSent):
        send("phone", "13900000001", "x")


def test_an_answer_without_end_is_cut(gateway: Gateway) -> None:
    gateway.body = b"x" * (outward.MOST_BYTES + 1)
    with pytest.raises(senders.NotSent):
        send("phone", "13900000001", "x")


def test_neither_text_nor_receiver_stands_in_the_log(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.status = 500
    with caplog.at_level("INFO"), pytest.raises(senders.NotSent):
        send("phone", "13900000001", "验证码是123456")
    said = " ".join(str(record.__dict__) for record in caplog.records)
    assert "status 500" in said
    assert [word for word in ("13900000001", "123456") if word in said] == []


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.example/", "http://gateway.example/", "https://u:p@a.example/", "https://a:x/"],
)
def test_addresses_that_are_not_called(url: str) -> None:
    with pytest.raises(outward.Unreachable):
        outward.call(url)


def test_an_unknown_way_and_bad_json_are_told_to_the_keeper(settings: Any) -> None:
    settings.FOI_SENDER_PHONE = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        senders.sender_for("phone")
    settings.FOI_SENDER_PHONE, settings.FOI_GATEWAY_BODY = "http", "{"
    with pytest.raises(ImproperlyConfigured, match="FOI_GATEWAY_BODY"):
        send("phone", "1", "x")


class Pigeon:
    """A way of one's own."""

    sent: list[str] = []

    def send(self, to: str, text: str) -> None:
        self.sent.append(to)


def test_a_class_of_ones_own_is_a_way(settings: Any) -> None:
    settings.FOI_SENDER_PHONE = f"{__name__}.Pigeon"
    send("phone", "13900000001", "x")
    assert Pigeon.sent == ["13900000001"]
