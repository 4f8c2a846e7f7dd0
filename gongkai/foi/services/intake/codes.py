"""The query code: shown once to who applied, kept only as a fingerprint."""

import base64
import hmac
import secrets

from gongkai.base.sealed import Unsealable, fingerprint, seal, unseal
from gongkai.lib.shortcode import ALPHABET
from gongkai.lib.widths import fold, strip_spaces

LENGTH = 8
# What people read for a character the alphabet leaves out.
_READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """Eight characters of an alphabet without I, L, O and U: 40 bits that nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(typed: str) -> str:
    """A code as people type it: any width and case, with spaces or hyphens, O for 0, I and L for 1."""
    text = strip_spaces(fold(typed[:40])).upper().replace("-", "")
    return text.translate(_READ_AS)


def normal_number(typed: str) -> str:
    """A number of an application as people type it."""
    return strip_spaces(fold(typed[:40])).upper().replace("-", "")


def code_print(number: str, code: str) -> str:
    """What is stored of a code: it fits one application alone."""
    return fingerprint(f"{number}\n{code}", "query")


def fits(number: str, typed: str, stored: str) -> bool:
    """Whether a typed code is the one, in a time that says nothing of it."""
    return hmac.compare_digest(code_print(number, normal_code(typed)), stored)


def sealed_code(code: str) -> str:
    """A code that has to be handed to the next page, unreadable where that is kept."""
    return base64.b64encode(seal(code.encode())).decode()


def open_code(text: str) -> str:
    """What `sealed_code` was given; "" for anything else."""
    try:
        return unseal(base64.b64decode(text, validate=True)).decode()
    except (ValueError, Unsealable):
        return ""
