"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed fingerprint.

The raw data folder, its logs and its backups show nothing without the key (`APPLICANT_KEY`).
"""

import base64
import functools
import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_VERSION = b"\x01"
_NONCE = 12


class Unsealable(Exception):
    """The sealed text was made with another key, or is damaged."""


def seal(plain: bytes) -> bytes:
    """The bytes, unreadable without the key; twice the same gives two different results."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _cipher().encrypt(nonce, plain, _VERSION)


def unseal(sealed: bytes) -> bytes:
    """The bytes `seal` was given.

    Raises:
        Unsealable: another key, or damaged.
    """
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return _cipher().decrypt(nonce, body, sealed[:1])
    except (InvalidTag, ValueError):
        raise Unsealable(
            "存储的个人信息不能解密，密钥与保存时不同，请联系系统管理员恢复密钥。"
        ) from None


def fingerprint(text: str, purpose: str) -> str:
    """A keyed hash of a text (64 hexadecimal characters): equal texts are found, none is read back.

    Args:
        purpose: keeps the fingerprints of different things apart.
    """
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


@functools.lru_cache(maxsize=32)
def _derived(master: str, purpose: str) -> bytes:
    return hashlib.blake2b(purpose.encode(), key=master.encode()[:64], digest_size=32).digest()


def _key(purpose: str) -> bytes:
    return _derived(settings.APPLICANT_KEY, purpose)


class SealedText(models.TextField):
    """A text that is stored sealed and read in the clear; it can be neither searched nor sorted."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        return unseal(base64.b64decode(value)).decode()

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return base64.b64encode(seal(str(text).encode())).decode() if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in ("exact", "isnull"):
            return super().get_lookup(lookup_name)
        raise TypeError(f"a sealed text has no lookup {lookup_name!r}")
