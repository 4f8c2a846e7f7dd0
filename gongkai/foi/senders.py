"""How a short text reaches a phone or a mailbox: one small interface, several ways behind it.

    class Sender:
        def send(self, to: str, text: str) -> None: ...     # raises NotSent

`FOI_SENDER_PHONE` and `FOI_SENDER_EMAIL` name the way: `off`, `file` (not in production), `smtp`
(mail), `http` (a gateway), or the dotted path of a class of one's own.
"""

import json
import logging
import os
import smtplib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from gongkai.foi import outward

logger = logging.getLogger(__name__)
ContactKind = Literal["phone", "email"]
_TIMEOUT = 10
_MAIL_SUBJECT = "验证码"


class NotSent(Exception):
    """The text did not go out; the reason is in the log, never the text or the receiver."""


class Sender(Protocol):
    """One way to send a short text."""

    def send(self, to: str, text: str) -> None:
        """Sends `text` to a phone number or a mail address.

        Raises:
            NotSent: it did not go out.
        """


class FileSender:
    """For development: the last text stands in a file only the owner reads; nothing goes out."""

    def send(self, to: str, text: str) -> None:
        path = file_of_last()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")


class MailSender:
    """Mail by the server of Django's own settings (`EMAIL_HOST` and its companions)."""

    def send(self, to: str, text: str) -> None:
        try:
            EmailMessage(
                _MAIL_SUBJECT, text, to=[to], connection=get_connection(timeout=_TIMEOUT)
            ).send()
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            raise _not_sent("mail", type(problem).__name__) from None


class GatewaySender:
    """A gateway for short messages: address, headers and the JSON it wants come from the settings.

    `{to}` and `{text}` are put into the texts of the JSON after it was read, so that nothing in a
    message can change its form.
    """

    def send(self, to: str, text: str) -> None:
        body = _filled(_json("FOI_GATEWAY_BODY", '{"to": "{to}", "text": "{text}"}'), to, text)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            **_json("FOI_GATEWAY_HEADERS"),
        }
        try:
            answer = outward.call(
                str(getattr(settings, "FOI_GATEWAY_URL", "")),
                method="POST",
                body=json.dumps(body, ensure_ascii=False).encode(),
                headers=headers,
            )
        except outward.Unreachable as problem:
            raise _not_sent("gateway", str(problem)) from None
        expected = str(getattr(settings, "FOI_GATEWAY_EXPECT", ""))
        if not 200 <= answer.status < 300:
            raise _not_sent("gateway", f"status {answer.status}")
        if expected and expected not in answer.body.decode("utf-8", "replace"):
            raise _not_sent("gateway", "the answer does not hold FOI_GATEWAY_EXPECT")


_WAYS: dict[str, type[Sender]] = {"file": FileSender, "smtp": MailSender, "http": GatewaySender}


def sender_for(kind: ContactKind) -> Sender | None:
    """The sender for phones or for mail; None where that way is closed."""
    way = way_of(kind)
    if way == "off" or (way == "smtp" and kind == "phone"):
        return None
    if way in _WAYS:
        return _WAYS[way]()
    if "." not in way:
        raise ImproperlyConfigured(
            f"FOI_SENDER_{kind.upper()} 写的“{way}”没有这种发送方式，请改正。"
        )
    found: Sender = import_string(way)()
    return found


def way_of(kind: ContactKind) -> str:
    """Name of the way; without a setting `file` for development and `off` in production."""
    way = str(getattr(settings, f"FOI_SENDER_{kind.upper()}", "")).strip()
    production = bool(getattr(settings, "PRODUCTION", False))
    if production and way in ("", "file"):
        return "off"
    return way or "file"


def file_of_last() -> Path:
    """Where `FileSender` writes."""
    return Path(settings.DATA) / "development" / "last-code.txt"


def _json(name: str, default: str = "{}") -> Any:
    raw = str(getattr(settings, name, "")) or default
    try:
        return json.loads(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} 不是正确的 JSON，请改正后重新启动。") from None


def _filled(value: Any, to: str, text: str) -> Any:
    if isinstance(value, str):
        return text.join(part.replace("{to}", to) for part in value.split("{text}"))
    if isinstance(value, Mapping):
        return {key: _filled(item, to, text) for key, item in value.items()}
    return [_filled(item, to, text) for item in value] if isinstance(value, list) else value


def _not_sent(way: str, reason: str) -> NotSent:
    logger.warning("code not sent", extra={"way": way, "reason": reason})
    return NotSent()
