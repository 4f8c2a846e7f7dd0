"""A draft travels with its person, sealed: in the page and in the session, in no table of its own."""

import base64
import json
import secrets
import time
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from gongkai.base.sealed import Unsealable, seal, unseal

HOURS = 24
# Nobody comes back to the counter: what was left at a kiosk is gone after this time.
KIOSK_SECONDS = 10 * 60
# Longer than any draft; what is longer was not made here.
_LONGEST = 120_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers given so far.

    Args:
        id: a secret of the draft; its files are found by it.
        at: when it was last saved, in seconds.
        kiosk: filled in at a terminal that others use afterwards.
        answers: by name of the field.
        done: the steps that were answered.
    """

    id: str
    at: float
    kiosk: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    done: tuple[str, ...] = ()

    def with_answers(self, step: str, answers: dict[str, Any]) -> "Draft":
        """The draft after that step was answered."""
        done = self.done if step in self.done else (*self.done, step)
        return replace(self, at=time.time(), answers=self.answers | answers, done=done)


def new_draft(*, kiosk: bool = False, answers: dict[str, Any] | None = None) -> Draft:
    """An empty draft, or one with what is known already."""
    return Draft(secrets.token_urlsafe(24), time.time(), kiosk, dict(answers or {}))


def sealed_draft(draft: Draft) -> str:
    """The draft as text that nobody reads or changes without the key."""
    plain = json.dumps(asdict(draft), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(seal(zlib.compress(plain))).decode()


def open_draft(text: str) -> Draft | None:
    """What `sealed_draft` was given; None for anything else, and once its time is over."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        facts = json.loads(zlib.decompress(unseal(base64.urlsafe_b64decode(text))))
    except (ValueError, Unsealable, zlib.error):
        return None
    draft = Draft(**(facts | {"done": tuple(facts["done"])}))
    limit = KIOSK_SECONDS if draft.kiosk else HOURS * 3600
    return draft if time.time() - draft.at < limit else None
