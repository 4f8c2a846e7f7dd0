"""Calls to the few hosts an installation names: a gateway for messages, a provincial login.

Nothing is called that the settings do not name; redirects are not followed; an answer is read up to
a limit and for a limited time.
"""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 10.0
LONGEST_SECONDS = 20.0
MOST_BYTES = 256 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Unreachable(Exception):
    """The host did not answer as it should; the text is a whole sentence for the system's keeper."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes


def call(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Calls a configured address once.

    Args:
        url: https; plain http only on this machine and for the hosts in `WEBHOOK_PRIVATE_HOSTS`.

    Raises:
        Unreachable: no such address, no answer in time, an answer too large, a redirect.
    """
    problem = problem_of(url)
    if problem:
        raise Unreachable(problem)
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        return _read(connection.getresponse())
    except ssl.SSLError:
        raise Unreachable(f"与{parts.hostname}建立不了安全连接，请检查证书。") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable(f"连接不上{parts.hostname}，或者它的应答无法识别。") from None
    finally:
        connection.close()


def problem_of(url: str) -> str:
    """Why an address is not called, a whole sentence; "" where it may be."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "设置的网址写错了，请改正。"
    if not host or parts.scheme not in ("http", "https") or parts.username is not None:
        return "设置的网址应当是完整的 https 网址，其中不能写用户名。"
    inner = host in _LOOPBACK or host in settings.WEBHOOK_PRIVATE_HOSTS
    if parts.scheme == "http" and not inner:
        return f"{host}不在内网主机的名单里，网址应当用 https。"
    return ""


def _read(response: http.client.HTTPResponse) -> Answer:
    if 300 <= response.status < 400:
        raise Unreachable(f"对方要求转到别的地址（{response.status}），没有跟随。")
    ends, found = time.monotonic() + LONGEST_SECONDS, b""
    while part := response.read1(65536):
        found += part
        if len(found) > MOST_BYTES:
            raise Unreachable("对方的应答太大，没有读完。")
        if time.monotonic() > ends:
            raise Unreachable("对方应答太慢，没有读完。")
    return Answer(response.status, found)
