"""All that a decision says and gives, under one hash: reviews and the signature hold for exactly that."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from gongkai.foi.models import CaseFile, Decision, DisclosureRequest, FoiLetter
from gongkai.foi.services import redacting
from gongkai.foi.states import LetterState

# 条例第三十六条第五项 wants the name where it can be told, and these words where it cannot.
UNKNOWN_BODY = "不能确定"


@dataclass(slots=True)
class Giving:
    """The files of the requested information, by what becomes of them.

    Args:
        given: the copies that go out, never an original (I9).
        withheld: originals of which nothing goes out.
        problems: sentences of the redaction why a copy cannot go out yet.
        grounds: grounds the marks of the copies name.
    """

    given: list[CaseFile] = field(default_factory=list)
    withheld: list[CaseFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    grounds: set[str] = field(default_factory=set)

    @property
    def redacted(self) -> list[CaseFile]:
        """Copies in which something is covered."""
        return [copy for copy in self.given if not copy.given_whole]


def giving(case: DisclosureRequest) -> Giving:
    """What becomes of the files of the requested information."""
    problems = redacting.undecided(case)
    copies = [] if problems else redacting.delivered_files_of(case)
    found = Giving(given=copies, problems=problems)
    sources = {copy.original_id for copy in copies}
    for file in redacting.records_of(case):
        if file.removed_at is None and file.pk not in sources:
            found.withheld.append(file)
    for copy in found.redacted:
        made_by = getattr(copy, "made_by", None)
        if made_by is not None:
            found.grounds |= {str(mark["ground"]) for mark in made_by.marks if mark.get("ground")}
    return found


def digest_of(decision: Decision) -> str:
    """SHA-256 of everything the applicant will read and receive, and of what is kept back."""
    files = giving(decision.case)
    facts: dict[str, Any] = {
        "case": decision.case.pk,
        "round": decision.round,
        "outcome": decision.outcome,
        "grounds": sorted(decision.grounds),
        "facts": decision.facts or "",
        "reasons": decision.reasons or "",
        "given": decision.given or "",
        "items": decision.items,
        "right_body": [decision.right_body, decision.right_contact],
        "earlier": [decision.earlier_reply, decision.earlier_id],
        "files": [[file.name, file.sha256] for file in files.given],
        "withheld": [file.sha256 for file in files.withheld],
        "open": files.problems,
        "letter": _letter_text(decision.letter),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _letter_text(letter: FoiLetter | None) -> list[str] | None:
    """What the draft of the letter says; its number and day come with the signature."""
    if letter is None or letter.state == LetterState.CANCELLED:
        return None
    return [letter.title, letter.addressee or "", letter.body or ""]


def letter_facts(decision: Decision) -> dict[str, Any]:
    """What the letter of a decision is written from, besides the case (`letters`)."""
    known = decision.right_body and decision.right_body != UNKNOWN_BODY
    names = [file.name for file in giving(decision.case).given]
    files = f"随本告知书提供：{'、'.join(names)}。" if names else ""
    return {
        "outcome": decision.outcome,
        "grounds": decision.grounds,
        "facts": decision.facts,
        "reasons": decision.reasons,
        "given": "\n".join(text for text in (decision.given or "", files) if text),
        "items": decision.items,
        "agency": decision.right_body if known else "",
        "agency_contact": decision.right_contact if known else "",
        "earlier": decision.earlier_reply,
    }
