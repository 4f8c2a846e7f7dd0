"""The wire to a receiver: which address is called, under which name, and for how long."""

import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from gongkai.publishing.services.webhooks import wire
from gongkai.publishing.services.webhooks.parcels import Parcel
from tests.publishing.deliveries.receiver import Receiver, receiver

HOST = "hook.minghu.gov.cn"
INNER = "推送地址的主机名解析到了内网地址，没有发送；确属内网的接收系统，请系统管理员写入设置。"


def parcel(url: str) -> Parcel:
    headers = dict.fromkeys(("Gongkai-Event", "Gongkai-Delivery"), "released")
    return Parcel(delivery=1, generation=1, attempt=1, url=url, headers=headers, body=b"{}")


def named(there: Receiver) -> str:
    """The address of a receiver under a name instead of a number."""
    return there.url.replace("127.0.0.1", HOST)


@pytest.fixture
def leads_to(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Lets the name system answer with these addresses; gives the names it was asked for."""
    really = socket.getaddrinfo

    def answer_with(*addresses: str) -> list[str]:
        asked: list[str] = []

        def answer(host: str, port: int, *args: Any, **facts: Any) -> Any:
            asked.append(host)
            if host != HOST:
                return really(host, port, *args, **facts)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", answer)
        return asked

    return answer_with


def test_the_name_is_looked_up_once_and_that_address_is_called(
    settings: Any, leads_to: Callable[..., list[str]]
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [HOST]
    asked = leads_to("127.0.0.1")
    with receiver() as there:
        outcome = wire.post(parcel(named(there)))
        assert (outcome.status, len(there.got)) == (200, 1)
    assert asked == [HOST, "127.0.0.1"]


@pytest.mark.parametrize(
    "addresses",
    [("10.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("169.254.169.254",), ("64:ff9b::7f00:1",)],
)
def test_one_inner_address_among_many_closes_the_name(
    settings: Any, leads_to: Callable[..., list[str]], addresses: tuple[str, ...]
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = []
    asked = leads_to(*addresses)
    assert wire.post(parcel(f"https://{HOST}/hook")).problem == INNER
    assert asked == [HOST]


def test_a_host_that_was_named_is_not_called_where_a_machine_keeps_its_keys(
    settings: Any, leads_to: Callable[..., list[str]]
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [HOST]
    leads_to("169.254.169.254")
    assert wire.post(parcel(f"http://{HOST}/latest")).problem == INNER


def test_the_names_in_the_settings_are_read_as_people_write_them(
    settings: Any, leads_to: Callable[..., list[str]]
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [HOST.upper()]
    leads_to("127.0.0.1")
    with receiver() as there:
        assert wire.post(parcel(named(there))).arrived


def test_where_the_first_address_does_not_answer_the_next_one_is_called(
    settings: Any, leads_to: Callable[..., list[str]]
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [HOST]
    leads_to("127.0.0.2", "127.0.0.1")
    with receiver() as there:
        assert wire.post(parcel(named(there))).arrived


def test_a_receiver_that_never_ends_its_answer_is_cut_off(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(wire, "LONGEST_SECONDS", 0.1)
    over = threading.Event()
    with receiver() as there:
        there.before_answer = lambda: over.wait(30)
        outcome = wire.post(parcel(there.url))
        over.set()
    assert (outcome.status, outcome.problem) == (None, "接收系统应答太慢，0秒内没有答完。")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (f"https://{HOST}/hook", HOST),
        (f"https://{HOST}:8443/hook", f"{HOST}:8443"),
        (f"http://{HOST}/hook", HOST),
        ("https://[2606:2800::1]/hook", "[2606:2800::1]"),
    ],
)
def test_the_host_is_named_as_in_the_address(url: str, host: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        assert wire._exchange(ours, urlsplit(url), parcel(url)) == 204
        sent = theirs.recv(2000).decode().split("\r\n")
    assert [line for line in sent if line.startswith("Host:")] == [f"Host: {host}"]


@pytest.mark.parametrize("path", ["/a\r\nX-Own: 1", "/a b", "/a\x00"])
def test_an_address_with_a_header_hidden_in_it_is_not_called(settings: Any, path: str) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with receiver() as there:
        outcome = wire.post(parcel(there.url + path))
        assert there.got == []
    assert outcome.problem == "推送地址不是完整的网址，请按“https://主机/路径”填写。"


def test_a_receiver_without_tls_where_it_is_promised_is_told_so(settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with receiver() as there:
        outcome = wire.post(parcel(there.url.replace("http:", "https:")))
    assert outcome.problem == "与接收系统建立不了安全连接，请对方检查 https 的设置。"
