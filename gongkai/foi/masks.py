"""Personal data as those read it who need not know whose it is (个人信息保护法第六条)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.lib.ids import find_personal_numbers, mask_id, mask_phone

STARS = "**"
_SHORTEST_SECRET = 2
# Governments in an address, from the province to the county; what follows leads to a door.
_PLACES = re.compile(r"(?:[^省市区县旗州]{1,8}(?:自治区|自治州|[省市区县旗州])){1,3}")


def masked_name(name: str, *, organisation: bool = False) -> str:
    """陈一诺 → 陈**; an organisation keeps its first and its last two characters."""
    name = name.strip()
    if not name:
        return ""
    if organisation and len(name) > 5:
        return f"{name[:2]}{STARS}{name[-2:]}"
    return name[0] + STARS


def masked_id(number: str) -> str:
    """First three and last four characters; a short number is hidden whole."""
    return mask_id(number.strip())


def masked_phone(phone: str) -> str:
    """139****0001; of a fixed number the area code and the last four figures stay."""
    return mask_phone(phone.strip())


def masked_email(address: str) -> str:
    """The first letter and the domain: c***@example.cn."""
    name, at, domain = address.strip().partition("@")
    return f"{name[:1]}***{at}{domain}" if at else "*" * len(name)


def masked_address(address: str) -> str:
    """Down to the county; nothing where no place is named."""
    address = address.strip()
    if not address:
        return ""
    found = _PLACES.match(address)
    return (found[0] if found and found[0] != address else "") + "****"


class Secret(NamedTuple):
    """Words that name or reach a person, and what stands in their place."""

    words: str
    mask: str


def veiled(text: str, secrets: Iterable[Secret]) -> str:
    """A text in which nobody is named: the secrets wherever they occur word for word, and every
    identity, mobile and bank card number that passes its check."""
    for secret in sorted(secrets, key=lambda secret: -len(secret.words)):
        if len(secret.words) >= _SHORTEST_SECRET:
            text = text.replace(secret.words, secret.mask)
    for found in reversed(find_personal_numbers(text)):
        text = text[: found.start] + masked_id(found.normal) + text[found.end :]
    return text
