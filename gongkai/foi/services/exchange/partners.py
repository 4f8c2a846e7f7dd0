"""With whom messages are exchanged: names, keys and addresses from the settings.

Keys and numbers of different partners are told apart by the partner's name before them.
"""

import re

from django.conf import settings

LONGEST_NAME = 16
LONGEST = 60
_NAME = re.compile(r"[a-z][a-z0-9-]{0,15}\Z")
_SEPARATOR = "/"
_MEGABYTE = 1024 * 1024


def key_of(partner: str) -> str:
    """The secret shared with a partner; "" where there is none of that name."""
    keys: dict[str, str] = getattr(settings, "FOI_EXCHANGE_KEYS", {}) or {}
    return keys.get(partner, "") if _NAME.match(partner) else ""


def address_of(partner: str) -> str:
    """Where messages to a partner go; "" where nothing is sent."""
    addresses: dict[str, str] = getattr(settings, "FOI_EXCHANGE_URLS", {}) or {}
    return addresses.get(partner, "") if key_of(partner) else ""


def is_on() -> bool:
    """Whether there is any partner at all."""
    return bool(getattr(settings, "FOI_EXCHANGE_KEYS", {}))


def most_bytes() -> int:
    """The longest message that is read, in bytes."""
    return int(getattr(settings, "FOI_EXCHANGE_MB", 20)) * _MEGABYTE


def window_seconds() -> int:
    """How far the time of a signature may lie from the clock of this machine."""
    return int(getattr(settings, "FOI_EXCHANGE_SECONDS", 300))


def own(partner: str, text: str) -> str:
    """A key or number of a partner as it is stored."""
    return f"{partner}{_SEPARATOR}{text}"


def split(stored: str) -> tuple[str, str]:
    """Partner, and the key or number as the partner writes it."""
    partner, _, text = stored.partition(_SEPARATOR)
    return partner, text
