"""The signature of a message: HMAC-SHA-256 over time and body, in a window of time."""

import hashlib
import hmac
import re

from gongkai.foi.services.exchange.partners import key_of, window_seconds

_TIME = re.compile(r"[0-9]{9,11}\Z")
_NOBODY = "no partner has this key"


class Unsigned(Exception):
    """Not signed as agreed; the text is a whole sentence that tells no more than that."""


def signature(key: str, timestamp: int | str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA-256 of `timestamp.body` under the key as text."""
    digest = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def check_signature(partner: str, timestamp: str, given: str, body: bytes, *, now: int) -> None:
    """Whether the message is from that partner and was signed just now.

    An unknown partner costs the same time as a wrong signature.

    Args:
        now: seconds since 1970 by the clock of this machine.

    Raises:
        Unsigned: one sentence for all that can be wrong but the clock, which the partner can mend.
    """
    key = key_of(partner)
    stamp = timestamp if _TIME.match(timestamp) else "0"
    fits = hmac.compare_digest(
        signature(key or _NOBODY, stamp, body).encode(), given.encode("utf-8", "replace")
    )
    if not (key and fits):
        raise Unsigned("报文的签名不对，没有处理。请核对对接方代号、密钥和签名方法后重新发送。")
    if abs(now - int(stamp)) > window_seconds():
        raise Unsigned(
            f"报文签名的时间与本平台相差超过{window_seconds()}秒，没有处理。请校准时钟，重新签名后发送。"
        )
