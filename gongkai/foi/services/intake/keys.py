"""Keyed fingerprints that find a person, a name, a phone or a matter again, and the digest of a text."""

import json
from collections.abc import Sequence
from typing import Any

from gongkai.base.sealed import fingerprint
from gongkai.foi.models import Applicant, Application
from gongkai.lib import matters
from gongkai.lib.widths import fold, strip_spaces

_DOTS = str.maketrans(dict.fromkeys("\u00b7\u2022\u2027\u30fb\uff65.", "\u00b7"))


def normal_name(name: str) -> str:
    """A name without spaces, widths, case and kinds of middle dots, for matching only."""
    return strip_spaces(fold(name)).translate(_DOTS)


def person_key(*, id_number: str, name: str, contact: str) -> str:
    """Who applies: by the number of the paper, else by name and contact together.

    Args:
        id_number: in its normal form, "" where none was shown.
        contact: phone, e-mail or address; where there is none, something that nobody else has, since
            a name alone would make one person of many.
    """
    who = id_number or f"{normal_name(name)}\n{strip_spaces(fold(contact))}"
    return fingerprint(who, "person")


def name_key(name: str) -> str:
    """Finds a name again."""
    return fingerprint(normal_name(name), "name")


def phone_key(phone: str) -> str:
    """Finds a telephone number again; "" where there is none."""
    return fingerprint(phone, "phone") if phone else ""


def matter_key(matter: str) -> str:
    """Finds a matter again, also with another title around it."""
    return fingerprint(matters.core(matter), "matter")


def digest_of(application: Application, applicant: Applicant, files: Sequence[str]) -> str:
    """Keyed digest over what was submitted, word for word, with its files (their SHA-256).

    Keyed, because a plain hash over a name and a phone number could be guessed.
    """
    facts: dict[str, Any] = {
        "number": application.number,
        "unit": application.unit_id,
        "channel": str(application.channel),
        "wanted": application.wanted,
        "doc_no": application.doc_no,
        "form": str(application.wanted_form),
        "route": str(application.wanted_route),
        "proposes": application.proposes_publication,
        "arrived_on": str(application.arrived_on or ""),
        "applicant": [str(getattr(applicant, name)) for name in _APPLICANT],
        "files": sorted(files),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return fingerprint(text, "application")


def is_unchanged(application: Application) -> bool:
    """Whether the application and its files still say what was submitted."""
    files = list(application.files.values_list("sha256", flat=True))
    return application.digest == digest_of(application, application.applicant, files)


_APPLICANT = (
    "kind",
    "name",
    "id_kind",
    "id_number",
    "contact_name",
    "phone",
    "fax",
    "email",
    "address",
    "agent_name",
    "agent_id_number",
    "help_needed",
)
