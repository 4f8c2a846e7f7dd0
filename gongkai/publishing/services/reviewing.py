"""三审三校: submit, review, send back, sign. Nobody acts twice, and no text slips in between."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.catalogue.models import LegalGround
from gongkai.lib.titles import quoted
from gongkai.publishing import rules
from gongkai.publishing.models import (
    Publication,
    Review,
    ReviewStep,
    Signature,
    Submission,
    UrgentRelease,
)
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services import attributes, interpretation
from gongkai.publishing.services.content import (
    join_digests,
    keep_version,
    package,
    package_digest,
)
from gongkai.publishing.services.reasons import (
    reasons_against_signature,
    reasons_against_submission,
)
from gongkai.publishing.services.rows import a_reason, check_digest, locked_head, move
from gongkai.publishing.states import Act, Attribute, AttributeStep, ReviewOutcome, State

REVIEWED = "审校修改"


@transaction.atomic
def submit(publication: Publication, *, by: User, seen: int, note: str = "") -> Publication:
    """Sends a draft with its companions for review (报审).

    1. locks the row, checks the move and every reason against it;
    2. opens a new round; versions of all members are kept, and the hash of the whole;
    3. one event; whoever may do the first review is told.

    Raises:
        Refusal: names every reason; changed since `seen` (row version).
    """
    row = locked_head(publication)
    state = move(row, Act.SUBMIT)
    if row.row_version != seen:
        raise Refusal("这份草稿刚刚被别人改过，没有报审；请刷新页面，看过最新内容后再报审。")
    interpretation.settle_obligation(row)
    attributes.carry_proposal(row, by=by)
    members = package(row)
    reasons = reasons_against_submission(row)
    if (
        attributes.latest(row, AttributeStep.PROPOSED) is None
        and row.attribute != Attribute.UNKNOWN
    ):
        reasons.append("公开属性还没有由拟稿人提出，请在“公开属性”处确认一次。")
    if reasons:
        raise Refusal("".join(dict.fromkeys(reasons)))
    row.round += 1
    digest = join_digests([keep_version(m, by=by, note=turns.DRAFTING).digest for m in members])
    _set_state([row, *members[1:]], state, row.round)
    Submission.objects.create(
        publication=row, round=row.round, digest=digest, note=note.strip()[:300], by=by
    )
    first = turns.next_step(row, [])
    _tell(
        row, list(first.roles) if first else [], f"待{first.name if first else '签发'}", besides=by
    )
    record("报审", row, by=by, unit=row.unit, note=note.strip()[:300],
           data={"round": row.round, "digest": digest})  # fmt: skip
    return row


@transaction.atomic
def review(
    publication: Publication,
    *,
    by: User,
    seen_digest: str,
    opinion: str,
    proof_note: str,
    findings: list[dict[str, Any]] | None = None,
) -> Review:
    """Passes the review and proof-reading whose turn it is.

    1. locks the row, checks the move, the turn (role or substitution, nobody twice) and the content;
    2. keeps the versions as this reviewer leaves them, with what was found and changed;
    3. after an urgent release the same call makes up a missing review; the last one ends the red flag.

    Args:
        seen_digest: hash of the package as the reviewer saw it.
        opinion: the review (审); empty means no objection.
        proof_note: the proof-reading (校): what was found, or that nothing was.

    Raises:
        Refusal: not under review; every step done; not this person's turn; content changed.
    """
    row = locked_head(publication)
    move(row, Act.REVIEW)
    passed = turns.passed_reviews(row)
    step, turn = _turn(row, by, passed)
    if not proof_note.strip():
        raise Refusal(
            f"请写{step.proof_name}记录：发现并改正了什么；没有发现问题，就写“未发现差错”。",
            field="proof_note",
        )
    versions = [keep_version(m, by=by, note=REVIEWED) for m in package(row)]
    after = join_digests([version.digest for version in versions])
    check_digest(seen_digest, after)
    done = Review.objects.create(
        publication=row, round=row.round, level=step.level, outcome=ReviewOutcome.PASSED,
        opinion=opinion.strip()[:500], proof_note=proof_note.strip()[:500], findings=findings or [],
        version_before=passed[-1].version_after if passed else _submitted_version(row),
        version_after=versions[0].number, digest_before=_last_digest(row, passed), digest_after=after,
        made_up=row.state == State.RELEASED, reviewer=by, instead_of=turn.instead_of,
    )  # fmt: skip
    _after_review(row, [*passed, done], by, made_up=done.made_up)
    _record_review(row, step, done)
    return done


def _turn(row: Publication, by: User, passed: list[Review]) -> tuple[ReviewStep, turns.Turn]:
    """The step whose turn it is, and this person's right to it."""
    if row.state == State.RELEASED and not _is_urgent(row):
        raise Refusal(f"{quoted(row.title)}已经按程序审校发布，没有需要补办的审校。")
    step = turns.next_step(row, passed)
    if step is None:
        raise Refusal(f"{quoted(row.title)}的审校已经全部完成，下一步是签发。")
    turn = turns.turn_of(by, row, step, passed=passed)
    if not turn.may:
        raise Forbidden(turn.why_not)
    return step, turn


def _record_review(row: Publication, step: ReviewStep, done: Review) -> None:
    """The event of a review; one made up after the release changes what is public."""
    data = {"round": row.round, "level": step.level, "digest": done.digest_after}
    if done.instead_of:
        data["instead_of"] = done.instead_of.name
    record(
        f"{step.name}{step.proof_name}" + ("（补办）" if done.made_up else ""),
        row,
        by=done.reviewer,
        unit=row.unit,
        note=done.opinion,
        data=data,
        changed=[("publication", row.pk)] if done.made_up else [],
    )


def _after_review(row: Publication, passed: list[Review], by: User, *, made_up: bool) -> None:
    """The next in line is told; the last review after an urgent release ends the red flag."""
    following = turns.next_step(row, passed)
    if following is not None:
        _tell(row, list(following.roles), f"待{following.name}", besides=by)
    elif made_up:
        UrgentRelease.objects.filter(publication=row, made_up_at=None).update(
            made_up_at=timezone.now()
        )
    else:
        _tell(row, [Role.SIGNER], "待签发", besides=by)


@transaction.atomic
def send_back(
    publication: Publication,
    *,
    by: User,
    reason: str,
    findings: list[dict[str, Any]] | None = None,
) -> Publication:
    """Returns what is under review, or signed but not released, to the drafter with reasons (退回).

    Whoever may do the next step, the signer, the secrecy reviewer and the drafter may do this; the
    round ends, and what comes next begins with the first review again.
    """
    row = locked_head(publication)
    state = move(row, Act.RETURN)
    reason = a_reason(reason, what="退回的理由", longest=500)
    passed = turns.passed_reviews(row)
    step = turns.next_step(row, passed)
    level = step.level if step else len(passed) + 1
    if not may_send_back(by, row, step, passed):
        raise Forbidden("现在轮到别的同志办理，您不能退回；如果发现问题，请告诉办理人或者拟稿人。")
    last = _last_digest(row, passed)
    Review.objects.create(
        publication=row, round=row.round, level=level, outcome=ReviewOutcome.RETURNED, opinion=reason,
        findings=findings or [], version_before=row.text.version, version_after=row.text.version,
        digest_before=last, digest_after=last, reviewer=by,
    )  # fmt: skip
    _set_state([row, *package(row)[1:]], state, row.round)
    sent = row.submissions.filter(round=row.round).select_related("by").first()
    people = {user.pk: user for user in (row.created_by, sent.by if sent else None) if user}
    people.pop(by.pk, None)
    if people:
        notify(people.values(), f"退回修改：{row.title}", text=reason, url=_page(row))
    record("退回", row, by=by, unit=row.unit, note=reason, data={"round": row.round})
    return row


def may_send_back(
    by: User, row: Publication, step: ReviewStep | None, passed: list[Review]
) -> bool:
    """Whose turn it is, the signer, the office, the secrecy reviewer; the drafter while under review."""
    if step is not None and turns.turn_of(by, row, step, passed=passed).may:
        return True
    if by.pk in turns.drafters(row):
        return row.state == State.REVIEWING  # taking one's own draft back
    if turns.may_sign(by, row, passed).may:
        return True
    return rules.may_review_secrecy(by, row.unit) or rules.may_check_attribute(by, row.unit)


@transaction.atomic
def sign(
    publication: Publication,
    *,
    by: User,
    seen_digest: str,
    attribute: Attribute,
    legal_ground: LegalGround | None = None,
    reason: str = "",
    note: str = "",
) -> Publication:
    """签发: fixes the attribute and signs exactly this content.

    1. locks the row, checks the turn and everything that must be there before;
    2. the third name of the attribute; what is not 主动公开 comes to rest here, with the day on which
       it is looked at again (条例第十八条);
    3. one signature, one event.
    """
    row = locked_head(publication)
    move(row, Act.SIGN)
    turn = turns.may_sign(by, row)
    if not turn.may:
        raise Forbidden(turn.why_not)
    members = package(row)
    digest = package_digest(members)
    members[0] = row  # the locked one, which is written
    check_digest(seen_digest, digest)
    row.attribute = attribute
    reasons = reasons_against_signature(row, members, digest)
    if reasons:
        raise Refusal("".join(reasons))
    write_signature(row, by=by, turn=turn, digest=digest, note=note)
    attributes.fix(row, by=by, attribute=attribute, legal_ground=legal_ground, reason=reason)
    act = Act.SIGN if attribute == Attribute.PROACTIVE else Act.FILE
    state = move(row, act)
    if act == Act.FILE:
        row.reassess_on = timezone.localdate() + attributes.REASSESS_AFTER
    _set_state(members, state, row.round)
    record("签发", row, by=by, unit=row.unit, note=note.strip()[:300],
           data={"round": row.round, "digest": digest, "attribute": attribute})  # fmt: skip
    return row


def write_signature(
    row: Publication, *, by: User, turn: turns.Turn, digest: str, note: str
) -> Signature:
    """The signature of this round; belongs to the caller's transaction and checks nothing."""
    return Signature.objects.create(
        publication=row,
        round=row.round,
        digest=digest,
        note=note.strip()[:300],
        by=by,
        instead_of=turn.instead_of,
    )


def _set_state(members: list[Publication], state: State, number: int) -> None:
    """All members of a package go the same way."""
    head, *companions = members
    for member in members:
        member.state, member.round = state, number
        member.row_version += 1
    head.save()
    for companion in companions:  # their attribute is the head's, which may just have changed it
        companion.save(update_fields=["state", "round", "row_version", "updated_at"])


def _last_digest(row: Publication, passed: list[Review]) -> str:
    if passed:
        return passed[-1].digest_after
    submission = row.submissions.filter(round=row.round).first()
    return submission.digest if submission else ""


def _submitted_version(row: Publication) -> int:
    """The text version that was submitted: the last one kept when the round began."""
    submission = row.submissions.filter(round=row.round).first()
    kept = row.versions.filter(made_at__lte=submission.at) if submission else row.versions.all()
    last = kept.order_by("-number").first()
    return last.number if last else 0


def _is_urgent(row: Publication) -> bool:
    return UrgentRelease.objects.filter(publication=row, made_up_at=None).exists()


def _tell(row: Publication, roles: list[str], word: str, *, besides: User) -> None:
    """A notice to those who may act next; at most once a round, step and person."""
    if row.unit is None or not roles:
        return
    people = {
        user.pk: user
        for role in roles
        for user in active_holders(role, unit=row.unit)
        if user.pk != besides.pk
    }
    key = f"review-{row.pk}-{row.round}-{word}"
    notify(people.values(), f"{word}：{row.title}"[:120], url=_page(row), key=key)


def _page(row: Publication) -> str:
    return f"/desk/library/{row.pk}/"
