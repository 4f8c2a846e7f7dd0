"""One act on many things: each in a transaction of its own, each with its own answer."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import DatabaseError

from gongkai.base import outages
from gongkai.base.models import FormToken, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import is_token, once

MOST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing: done or not, and the sentence that says so."""

    pk: int
    title: str
    done: bool
    sentence: str


def run(
    items: Iterable[Any],
    act: Callable[[Any, User], str],
    *,
    by: User,
    token: str,
    purpose: str,
) -> list[Outcome]:
    """Does the act to each thing; a refusal of one stops none of the others.

    Every thing has a token of its own, made from that of the form: sent twice, or sent again after
    the program died half-way, nothing is done twice and what was left is done. Once the database
    fails, the rest is not tried.

    Args:
        act: does it to one thing and returns what is said of it; raises `Refusal`.
        purpose: what the form is for, with the person; at most 40 characters.

    Raises:
        Refusal: the form has no token.
    """
    if not is_token(token):
        raise Refusal(
            "这张表单缺少校验标记，无法确认是否重复提交。请返回列表，重新勾选后再办理。", status=400
        )
    outcomes: list[Outcome] = []
    outage = ""
    for item in items:
        if not outage:
            outcome, outage = _one(item, act, by, _token_of(token, item.pk), purpose)
        if outage:
            outcome = Outcome(
                item.pk, str(item), False, f"{outage}这一份没有办理，请过一会儿再试。"
            )
        outcomes.append(outcome)
    return outcomes


def _one(
    item: Any, act: Callable[[Any, User], str], by: User, token: str, purpose: str
) -> tuple[Outcome, str]:
    """The outcome, and the sentence of an outage where there is one."""
    title = str(item)
    try:
        answer, _ = once(token, purpose, lambda: {"sentence": act(item, by)})
    except Refusal as refusal:
        return Outcome(item.pk, title, False, refusal.sentence), ""
    except DatabaseError as problem:
        outage = outages.recognise(problem)
        if outage is None:
            raise
        return Outcome(item.pk, title, False, ""), outage
    return Outcome(item.pk, title, True, answer["sentence"]), ""


def keep(outcomes: Sequence[Outcome], *, token: str, purpose: str) -> None:
    """Keeps the outcomes with the token of the form, so that their page can be opened again."""
    once(token, purpose, lambda: {"outcomes": [asdict(outcome) for outcome in outcomes]})


def kept(token: str, purpose: str) -> list[Outcome] | None:
    """The outcomes kept with that token for that purpose; None where there are none."""
    row = (
        FormToken.objects.filter(token=token, purpose=purpose).first() if is_token(token) else None
    )
    if row is None or "outcomes" not in row.answer:
        return None
    return [Outcome(**outcome) for outcome in row.answer["outcomes"]]


def _token_of(token: str, pk: int) -> str:
    """A token for one thing of the form: 43 characters that follow from the form's."""
    digest = hashlib.sha256(f"{token}:{pk}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
