"""The wire to a receiving system: its address is judged once, and that very address is called."""

import contextlib
import http.client
import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from gongkai.outlets.addresses import is_inner, is_never_a_receiver, problem_of_receiver
from gongkai.outlets.services import private_hosts
from gongkai.publishing.services.webhooks.parcels import Parcel

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0
# A receiver that answers letter by letter never runs into a timeout. All together stays below the 50
# seconds that a job may take.
LONGEST_SECONDS = 30.0
_CONNECT_SECONDS = 5.0
_PLACES_TRIED = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status, or a problem in a sentence."""

    status: int | None
    milliseconds: int
    problem: str

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it: any answer of the 2xx kind."""
        return self.status is not None and 200 <= self.status < 300


class _InnerAddress(Exception):
    """The name leads inside, and nobody allowed that."""


class _TooSlow(Exception):
    """The connection was cut at the end of its time."""


def post(parcel: Parcel) -> Outcome:
    """Sends a parcel; whatever goes wrong is a sentence, never an exception."""
    began = time.monotonic()
    status, problem = None, problem_of_receiver(parcel.url, private_hosts())
    if not problem:
        try:
            status = _call(parcel)
            problem = _problem_of_status(status)
        except (_InnerAddress, _TooSlow, OSError, http.client.HTTPException, ValueError) as error:
            logger.info(
                "push failed", extra={"delivery": parcel.delivery, "error": type(error).__name__}
            )
            problem = _problem_of_error(error)
    return Outcome(status, int((time.monotonic() - began) * 1000), problem)


def _problem_of_status(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"接收系统要求转到别的地址（{status}），没有跟随；请把推送地址改为最终的地址。"
    return f"接收系统应答{status}，没有接收。"


def _problem_of_error(error: Exception) -> str:
    match error:
        case _InnerAddress():
            return "推送地址的主机名解析到了内网地址，没有发送；确属内网的接收系统，请系统管理员写入设置。"
        case _TooSlow():
            return f"接收系统应答太慢，{LONGEST_SECONDS:.0f}秒内没有答完。"
        case ssl.SSLCertVerificationError():
            return "接收系统的安全证书无效，请对方更换证书。"
        case ssl.SSLError():
            return "与接收系统建立不了安全连接，请对方检查 https 的设置。"
        case TimeoutError():
            return f"接收系统在{TIMEOUT_SECONDS:.0f}秒内没有应答。"
    return "连接不上接收系统，或者它的应答无法识别。"


def _call(parcel: Parcel) -> int:
    """Sends and reads the status, and nothing of what comes after it; redirects are not followed."""
    parts = urlsplit(parcel.url)
    wire = _connected(parts)
    late = threading.Event()
    clock = threading.Timer(LONGEST_SECONDS, _cut, (wire, late))
    clock.daemon = True
    clock.start()
    try:
        return _exchange(wire, parts, parcel)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set():
            raise _TooSlow from error
        raise
    finally:
        clock.cancel()
        wire.close()


def _cut(wire: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):  # closed at this very moment
        # Of the plain socket: the one of TLS would take its state from under the reader.
        socket.socket.shutdown(wire, socket.SHUT_RDWR)


def _exchange(wire: socket.socket, parts: SplitResult, parcel: Parcel) -> int:
    if isinstance(wire, ssl.SSLSocket):
        wire.do_handshake()
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", _port(parts))  # it names the host, and connects nowhere
    connection.sock = wire
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {**parcel.headers, "Connection": "close"}
    connection.request("POST", path, body=parcel.body, headers=headers)
    return connection.getresponse().status


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _connected(parts: SplitResult) -> socket.socket:
    """A connection to the first of the judged addresses that takes one; TLS not yet begun."""
    wire = _first_open(judged_places(parts.hostname or "", _port(parts)), _port(parts))
    wire.settimeout(TIMEOUT_SECONDS)
    if parts.scheme != "https":
        return wire
    try:
        return ssl.create_default_context().wrap_socket(
            wire, server_hostname=parts.hostname, do_handshake_on_connect=False
        )
    except BaseException:
        wire.close()
        raise


def _first_open(addresses: list[str], port: int) -> socket.socket:
    for address in addresses[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), timeout=_CONNECT_SECONDS)
    return socket.create_connection((addresses[-1], port), timeout=_CONNECT_SECONDS)


def judged_places(host: str, port: int) -> list[str]:
    """The addresses of a host that may be called; the name is not looked up again after this.

    Raises:
        _InnerAddress: one of them, whichever, leads inside.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    is_closed = is_never_a_receiver if host in private_hosts() else is_inner
    if any(is_closed(address) for address in addresses):
        raise _InnerAddress
    return addresses[:_PLACES_TRIED]
