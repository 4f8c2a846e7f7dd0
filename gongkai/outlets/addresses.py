"""Addresses as they are typed, and the one judgement of where copies may be sent."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from gongkai.lib.widths import fold

_HOST = re.compile(
    r"(?:[a-z0-9\u4e00-\u9fff](?:[a-z0-9\u4e00-\u9fff-]{0,61}[a-z0-9\u4e00-\u9fff])?\.)+[a-z\u4e00-\u9fff]{2,30}\Z"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# .gov.cn, and 中文域名 .政务 with what it is written as in the name system (国办发〔2017〕47号).
_GOVERNMENT = (".gov.cn", ".政务", ".政务.cn", ".xn--zfr164b")
_LONGEST = 300
# RFC 4291 2.4, RFC 6052 2.1 (NAT64).
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its stored form, or why it is none."""

    normal: str = ""
    host: str = ""
    problem: str = ""


def read_address(text: str) -> Address:
    """The address of a page: full-width letters and a missing https:// are put right."""
    typed = "".join(text.split())[: _LONGEST + 1]
    if not typed:
        return Address()
    typed = typed if typed.isascii() else _narrow(typed)
    if not _SCHEME.match(typed):
        typed = f"https://{typed}"
    wrong = Address(problem=f"“{text[:40]}”不是完整的网址，请按“https://www.example.gov.cn/”填写。")
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return wrong
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not _HOST.match(host) or "@" in parts.netloc:
        return wrong
    place = host if port is None else f"{host}:{port}"
    normal = f"{scheme}://{place}{parts.path or '/'}"
    normal += f"?{parts.query}" if parts.query else ""
    if len(normal) > _LONGEST:
        return Address(problem=f"网址超过{_LONGEST}个字符，请改用较短的网址。")
    return Address(normal, host)


def _narrow(text: str) -> str:
    """Full-width letters and marks made narrow; what is narrow keeps its case."""
    return "".join(c if c.isascii() else fold(c) for c in text).replace("。", ".")


def is_government(host: str) -> bool:
    """Whether the name is one of government sites: 后缀 .gov.cn 或者 .政务."""
    return host.lower().endswith(_GOVERNMENT)


def problem_of_receiver(url: str, private_hosts: tuple[str, ...]) -> str:
    """Why copies may not be sent to this address, as a sentence; empty where they may.

    Only https; http and inner addresses only for hosts that the installation names. What a name
    resolves to is judged again when something is sent (`is_inner`).
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or "@" in parts.netloc or port == 0 or not url.isprintable() or " " in url:
        return "推送地址不是完整的网址，请按“https://主机/路径”填写。"
    if not url.isascii():
        return "推送地址里有中文或者全角字符，请改用英文域名和半角字符。"
    if host in private_hosts:
        return "" if parts.scheme in ("http", "https") else "推送地址必须以 https:// 开头。"
    if parts.scheme != "https":
        return "推送地址必须以 https:// 开头；内网的接收系统如需使用 http，请系统管理员把它的主机名写入设置。"
    if _is_inner_literal(host):
        return "推送地址指向内网，请改用对外的地址，或者请系统管理员把它的主机名写入设置。"
    return ""


def is_inner(address: str) -> bool:
    """Whether an IP address is none of the open internet: loopback, private, link-local, reserved."""
    found = _judged(address)
    if isinstance(found, ipaddress.IPv6Address) and not _is_unicast(found):
        return True
    return not found.is_global or found.is_multicast


def is_never_a_receiver(address: str) -> bool:
    """Whether not even a host that the installation names may stand there.

    Link-local addresses lead to the keys of a cloud machine (169.254.169.254); broadcast and
    unspecified ones lead to nobody in particular.
    """
    found = _judged(address)
    return found.is_link_local or found.is_multicast or found.is_unspecified


def _judged(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address that is reached in the end: an IPv4 address in an IPv6 coat is taken out of it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _TRANSLATED:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found


def _is_unicast(found: ipaddress.IPv6Address) -> bool:
    """Whether it is of the addresses given out on the internet; 6to4 leads on to any IPv4 address.

    Python calls `::127.0.0.1`, `fec0::1` and all of `2002::/16` global.
    """
    return found in _GIVEN_OUT and found.sixtofour is None


def _is_inner_literal(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return is_inner(host)
    except ValueError:
        return False
