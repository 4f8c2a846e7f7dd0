"""From the proposal to the signature: outcome, grounds, reasons; sent to review; signed."""

from typing import Any

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi import rules
from gongkai.foi.letters import unfilled
from gongkai.foi.models import Decision, DisclosureRequest, FoiLetter, ReviewRecord
from gongkai.foi.outcomes import BY_CODE, outcome
from gongkai.foi.queries.decisions import (
    ITEM_RESULTS,
    decision_of,
    missing_reviews,
    standing_reviews,
    writers,
)
from gongkai.foi.services import acting, letters
from gongkai.foi.services.decision_checks import item_rows, reasons_against
from gongkai.foi.services.decision_text import digest_of, giving, letter_facts
from gongkai.foi.states import Act, LetterState, ReviewStep

__all__ = [
    "digest_of",
    "letter_facts",
    "propose",
    "reasons_against",
    "send_to_review",
    "sign",
    "why_not_sign",
]

_LONGEST = 20_000


@transaction.atomic
def propose(
    case: DisclosureRequest,
    *,
    by: User,
    outcome: str,
    grounds: list[str],
    facts: str,
    reasons: str,
    given: str,
    items: list[dict[str, Any]],
    seen: int | None,
    right_body: str = "",
    right_contact: str = "",
    earlier_reply: str = "",
) -> Decision:
    """Creates or changes the decision of the round; only the handler and the team do that.

    It may be incomplete: what is missing is told by `reasons_against` and holds up the review.
    Effects: the decision with the next row version; one act. A drafted letter that no longer says
    the same is let go of: removed, or left among the drafts where somebody has edited it.

    Args:
        outcome: code of `outcomes.BY_HAND`.
        grounds: codes of `LegalGround`; those the items name are added.
        given: the information given, or where and how to get it (条例第三十六条第一项、第二项).
        items: rows of `what`, `result` (full, partial, withheld) and `ground`.
        seen: row version of the case on the page.
        right_body: the agency that is responsible, or 「不能确定」 (条例第三十六条第五项).
        earlier_reply: number and day of the earlier reply (条例第三十六条第六项).

    Raises:
        Refusal: not being handled; changed since `seen`; no such outcome; too long.
        Forbidden: neither the handler nor in the team.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.PROPOSE)
    if not rules.works_on(by, row):
        raise Forbidden("只有本件的承办人和协办人可以拟定答复；需要您办理的，请先分办给您。")
    _check_outcome(outcome)
    rows = _checked_items(items)
    decision = decision_of(row) or Decision(case=row, round=row.round, proposed_by=by)
    before = digest_of(decision) if decision.pk else ""
    decision.outcome = outcome
    decision.items = rows
    decision.grounds = sorted({*grounds, *(item["ground"] for item in rows if item["ground"])})
    for name, text in (("facts", facts), ("reasons", reasons), ("given", given)):
        setattr(decision, name, _text(name, text))
    decision.right_body = right_body.strip()[:100]
    decision.right_contact = right_contact.strip()[:200]
    decision.earlier_reply = earlier_reply.strip()[:200]
    decision.earlier = _earlier(row, decision.earlier_reply)
    decision.proposed_by = by
    decision.row_version += 1
    stale = decision.letter if digest_of(decision) != before else None
    if stale is not None and stale.state == LetterState.DRAFT:
        decision.letter = None
    decision.save()
    if stale is not None and decision.letter is None and stale.row_version == 0:
        letters.discard(stale)
    acting.perform(row, Act.PROPOSE, by=by, data={"outcome": outcome, "grounds": decision.grounds})
    return decision


def _check_outcome(code: str) -> None:
    found = BY_CODE.get(code)
    if found is None or not found.by_hand:
        raise Refusal(
            "请从列表中选择办理结果；期满视为放弃的，请用“视为放弃”办理。", field="outcome"
        )


def _checked_items(items: list[dict[str, Any]]) -> list[dict[str, str]]:
    rows = item_rows(items)
    for row in rows:
        if not row["what"]:
            raise Refusal(
                "逐项结果里有一项没有写明是什么信息，请补充或者清空这一行。", field="items"
            )
        if row["result"] not in ITEM_RESULTS:
            raise Refusal(f"请为“{row['what'][:40]}”选择提供、部分提供或者不提供。", field="items")
    return rows


def _text(field: str, text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > _LONGEST:
        raise Refusal(f"内容超过{_LONGEST}字，没有保存。请精简，或者作为文件提供。", field=field)
    return text


def _earlier(row: DisclosureRequest, text: str) -> DisclosureRequest | None:
    """The earlier case where the number of a case or of a letter of this unit is named."""
    if not text:
        return None
    others = DisclosureRequest.objects.filter(unit=row.unit).exclude(pk=row.pk)
    exact = others.filter(number=text).first() or others.filter(letters__number=text).first()
    if exact is not None:
        return exact
    # 「明教公开〔2026〕3号，2026年3月4日」: the number is a part of what was written.
    mine = others.filter(same_person_key=row.same_person_key).prefetch_related("letters")
    for other in mine.order_by("-pk"):
        numbers = [other.number, *(letter.number for letter in other.letters.all())]
        if any(number and number in text for number in numbers):
            return other
    return None


@transaction.atomic
def send_to_review(
    case: DisclosureRequest, *, by: User, seen: int | None = None, note: str = ""
) -> Decision:
    """Sends the decision with its letter to 保密审查 and 法制审核.

    Effects: the letter is drafted where there is none, so that the reviews hold for its very words;
    the digest of everything is kept; one act; the reviewers of the unit are told.

    Raises:
        Refusal: every reason against it.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.SEND_TO_REVIEW)
    decision = decision_of(row)
    reasons = reasons_against(row, decision)
    if decision is None or reasons:
        raise Refusal("".join(reasons))
    decision.letter = _drafted(row, decision, by)
    _check_blanks(row, decision.letter)
    decision.digest = digest_of(decision)
    decision.save(update_fields=["letter", "digest"])
    tell(row, [Role.SECRECY, Role.LEGAL], f"待审核：{row}的答复", besides=writers(row))
    acting.perform(
        row,
        Act.SEND_TO_REVIEW,
        by=by,
        data={"digest": decision.digest, "outcome": decision.outcome},
        note=note,
    )
    return decision


def _drafted(row: DisclosureRequest, decision: Decision, by: User) -> FoiLetter:
    """The draft of the letter: the one at hand, one edited since the proposal, or a new one."""
    kept, kind = decision.letter, outcome(decision.outcome).letter
    if kept is not None and kept.state == LetterState.DRAFT and kept.kind == kind:
        return kept
    edited = row.letters.filter(
        kind=kind, state=LetterState.DRAFT, replaces=None, at__gte=decision.proposed_at
    )
    found: FoiLetter | None = edited.order_by("-id").first()
    return found or letters.draft(row, kind, by=by, facts=letter_facts(decision))


def _check_blanks(row: DisclosureRequest, letter: FoiLetter) -> None:
    names = unfilled(letters.paragraphs_of(letter), [row.application.wanted])
    if names:
        listed = "、".join(f"【{name}】" for name in names[:8])
        raise Refusal(f"答复文书里还有没有填写的内容：{listed}。请补充以后再送审。")


def why_not_sign(case: DisclosureRequest, user: User) -> str:
    """Why this person may not sign this decision, "" where nothing speaks against the person (I7).

    Our reading of 「signer ≠ handler ≠ sole reviewer」: three hands at least touch every answer. Who
    handles the case or has written on the answer does not sign it; who has made one of its reviews
    does not sign it either, whether the other review was made by the same person or by somebody else,
    because nobody confirms the own work.
    """
    if user.pk in writers(case):
        return "您承办或者拟写了这份答复，不能由您签发，请由其他签发人签发。"
    if user.pk in {review.by_id for review in standing_reviews(case).values()}:
        return "您审核过这份答复，不能再由您签发，请由其他签发人签发。"
    return ""


@transaction.atomic
def sign(case: DisclosureRequest, *, by: User, seen: int | None = None, note: str = "") -> Decision:
    """签发: fixes the decision, issues its letter with a number, moves the case to 已签发.

    1. locks the case; asks the move, the person (I7, see `why_not_sign`), every reason against the
       decision, and that both reviews passed exactly this text and these files (I8);
    2. issues the letter of the decision kind (文号) from the reviewed draft;
    3. the decision keeps who signed, the day and the digest; the case gets the outcome, and in the
       first round the day of the decision, by which the national report counts it;
    4. one act, with the hashes of the files that go out.

    Raises:
        Refusal: as above, with all reasons.
        Forbidden: the person wrote or reviewed it.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.SIGN)
    decision = decision_of(row)
    why_not = why_not_sign(row, by)
    if why_not:
        raise Forbidden(why_not)
    reasons = reasons_against(row, decision)
    if decision is None or reasons:
        raise Refusal("".join(reasons))
    digest = digest_of(decision)
    missing = missing_reviews(row, digest)
    if missing:
        names = "、".join(step.label for step in missing)
        raise Refusal(
            f"{names}没有通过现在的内容：送审以后答复或者文件有了变动。请退回承办人，重新送审后再签发。"
        )
    decision.letter = letters.issue_for(
        row,
        outcome(decision.outcome).letter,
        by=by,
        facts=letter_facts(decision),
        dated_on=today(),
        draft=decision.letter,
    )
    decision.signed_by, decision.signed_on, decision.digest = by, today(), digest
    decision.row_version += 1
    decision.save(update_fields=["letter", "signed_by", "signed_on", "digest", "row_version"])
    review = ReviewRecord.objects.create(
        case=row,
        round=row.round,
        step=ReviewStep.SIGNATURE,
        passed=True,
        opinion=note.strip(),
        digest=digest,
        by=by,
    )
    tell(row, [Role.REGISTRAR, Role.OPENNESS], f"待送达：{row}的答复", besides={by.pk})
    acting.perform(
        row,
        Act.SIGN,
        by=by,
        data={
            "outcome": decision.outcome,
            "digest": digest,
            "review": review.pk,
            "files": [file.sha256 for file in giving(row).given],
        },
        note=note,
        letter=decision.letter,
        sets={"outcome": decision.outcome} | ({"decided_on": today()} if row.round == 1 else {}),
    )
    return decision


def tell(row: DisclosureRequest, roles: list[str], title: str, *, besides: set[int]) -> None:
    """A notice to those of the unit who may act next, and to the handler where it goes back."""
    people = {
        user.pk: user
        for role in roles
        for user in active_holders(role, unit=row.unit)
        if user.pk not in besides
    }
    notify(people.values(), title[:120], url=page_of(row))


def page_of(row: DisclosureRequest) -> str:
    """Where the case is on the desk."""
    return f"/desk/requests/{row.pk}/"
