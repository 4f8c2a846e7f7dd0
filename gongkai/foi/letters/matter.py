"""What a letter is written from: the case as plain values, and the facts of the occasion."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.foi.letters.blanks import blank
from gongkai.foi.letters.plain import printable as printable
from gongkai.lib.dates import parse_date, plain_date


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the agency is reached."""

    address: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """The case as the letters see it.

    Letters to others than the applicant get one without applicant, application text and channel, so
    that no builder can print them.

    Args:
        you: how the reader is addressed: 您 to a person, 贵单位 to an organisation.
        how_counted: sentences that say how the due day was found.
    """

    unit: str
    number: str
    dated_on: dt.date
    applicant: str = ""
    you: str = "您"
    wanted: str = ""
    doc_no: str = ""
    wanted_form: str = ""
    wanted_route: str = ""
    channel: str = ""
    application_number: str = ""
    submitted_on: dt.date | None = None
    received_on: dt.date | None = None
    due_on: dt.date | None = None
    provisional: bool = False
    how_counted: str = ""
    contact: Contact = Contact()
    reconsideration_body: str = ""
    court: str = ""


class Facts:
    """The facts of the occasion, each as a text that can be printed; what is missing is a blank."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, key: str) -> bool:
        """Whether something was said there."""
        return bool(_text(self._values.get(key)))

    def text(self, key: str, label: str) -> str:
        """A text, without the full stop it may end with: sentences go on behind it."""
        return _text(self._values.get(key)).rstrip("。；; \n") or blank(label)

    def whole(self, key: str, label: str) -> str:
        """Whole sentences, ended with a full stop where they are not."""
        return sentence(_text(self._values.get(key)) or blank(label))

    def day(self, key: str, label: str) -> str:
        """A day as 2026年3月4日."""
        found = self.date(key)
        return plain_date(found) if found else blank(label)

    def date(self, key: str) -> dt.date | None:
        """A day; None where none was said."""
        value = self._values.get(key)
        if isinstance(value, dt.datetime):
            return value.date()
        return value if isinstance(value, dt.date) else parse_date(_text(value))

    def number(self, key: str, label: str) -> str:
        """A whole number."""
        value = _text(self._values.get(key))
        return value if value.isascii() and value.isdigit() else blank(label)

    def many(self, key: str, label: str) -> list[str]:
        """Several texts."""
        value = self._values.get(key)
        rows = value if isinstance(value, list | tuple) else _text(value).split("\n")
        return [text for row in rows if (text := _text(row).rstrip("。；; "))] or [blank(label)]

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        """Several records; empty where there are none."""
        value = self._values.get(key)
        return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []

    def codes(self, key: str) -> list[str]:
        """Several codes."""
        value = self._values.get(key)
        return [str(row) for row in value] if isinstance(value, list | tuple) else []


def sentence(text: str) -> str:
    """The text, ended with a full stop where it has no end."""
    return text if text.endswith(("。", "！", "？", "”", "；")) else f"{text}。"


def _text(value: Any) -> str:
    return "" if value is None else printable(str(value)).strip()
