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
from gongkai.lib.dates import plain_date
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
from gongkai.publishing.services import attributes, interpretation, secrecy
from gongkai.publishing.services.content import (
    join_digests,
    keep_version,
    package,
    package_digest,
)
from gongkai.publishing.services.proof_gate import open_errors
from gongkai.publishing.services.rows import a_reason, check_digest, locked_head, move
from gongkai.publishing.states import Act, Attribute, AttributeStep, ReviewOutcome, State

REVIEWED = "审校修改"


def reasons_against_submission(publication: Publication, *, proofread: bool = True) -> list[str]:
    """Everything that stands against sending a draft for review, each a whole sentence.

    Args:
        proofread: whether the texts are proof-read, too; a page that only shows the rest goes without.
    """
    companions = package(publication)[1:]
    members = [publication, *companions]
    return [
        *(reason for row in members for reason in _reasons_of(row)),
        *filter(None, [interpretation.missing_sentence(publication, companions)]),
        *(reason for row in members for reason in open_errors(row) if proofread),
    ]


def _reasons_of(row: Publication) -> list[str]:
    name = f"{quoted(row.title)}" if row.companion_of_id else ""
    reasons = []
    if not row.title.strip():
        reasons.append("还没有标题，请先补上标题。")
    if row.unit_id is None:
        reasons.append("还没有确定发布机构，请先选择发布机构。")
    if row.attribute == Attribute.UNKNOWN and row.companion_of_id is None:
        reasons.append(
            "还没有提出公开属性，请先选择主动公开、依申请公开或者不予公开。"
        )  # 条例第十七条
    text = getattr(row, "text", None)
    if (text is None or not text.plain.strip()) and not row.attachments.exists():
        reasons.append(f"{name}正文是空的，也没有附件，请先写入正文。")
    if row.corrects_id and not row.correction_note.strip():
        reasons.append("这是更正稿，请写明更正了什么；更正说明会对外公布。")
    reasons += _document_reasons(row)
    if row.attribute == Attribute.PROACTIVE:
        closed = row.attachments.exclude(attribute=Attribute.PROACTIVE).count()
        if closed:
            reasons.append(
                f"{name}有{closed}个附件不是主动公开。主动公开的文件不能带不公开的内容，请移去或者区分处理后改为主动公开。"
            )
    return reasons


def _document_reasons(row: Publication) -> list[str]:
    """成文 ≤ 印发, no draft mark, a class where the obligations hang on it."""
    document = getattr(row, "document", None)
    if document is None:
        return []
    reasons = []
    if document.status_mark:
        reasons.append(
            f"文稿标有“{document.status_mark}”，不是正式印发的文件，不能作为正式文件发布。"
        )
    if document.document_class_id is None:
        reasons.append("还没有选择文件类别，解读、备案和有效期的要求要按类别确定。")
    if document.signed_on and document.printed_on and document.printed_on < document.signed_on:
        reasons.append(
            f"印发日期{plain_date(document.printed_on)}早于成文日期{plain_date(document.signed_on)}，请核对后改正。"
        )
    return reasons


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
    made_up = row.state == State.RELEASED
    if made_up and not _is_urgent(row):
        raise Refusal(f"{quoted(row.title)}已经按程序审校发布，没有需要补办的审校。")
    passed = turns.passed_reviews(row)
    step = turns.next_step(row, passed)
    if step is None:
        raise Refusal(f"{quoted(row.title)}的审校已经全部完成，下一步是签发。")
    turn = turns.turn_of(by, row, step, passed=passed)
    if not turn.may:
        raise Forbidden(turn.why_not)
    if not proof_note.strip():
        raise Refusal(
            f"请写{step.proof_name}记录：发现并改正了什么；没有发现问题，就写“未发现差错”。",
            field="proof_note",
        )
    members = package(row)
    before = _last_digest(row, passed)
    versions = [keep_version(m, by=by, note=REVIEWED) for m in members]
    after = join_digests([version.digest for version in versions])
    check_digest(seen_digest, after)
    done = Review.objects.create(
        publication=row, round=row.round, level=step.level, outcome=ReviewOutcome.PASSED,
        opinion=opinion.strip()[:500], proof_note=proof_note.strip()[:500], findings=findings or [],
        version_before=passed[-1].version_after if passed else _submitted_version(row),
        version_after=versions[0].number, digest_before=before, digest_after=after,
        made_up=made_up, reviewer=by, instead_of=turn.instead_of,
    )  # fmt: skip
    _after_review(row, [*passed, done], by, made_up)
    record(
        f"{step.name}{step.proof_name}" + ("（补办）" if made_up else ""),
        row,
        by=by,
        unit=row.unit,
        note=done.opinion,
        data={"round": row.round, "level": step.level, "digest": after}
        | ({"instead_of": turn.instead_of.name} if turn.instead_of else {}),
        changed=[("publication", row.pk)] if made_up else [],
    )
    return done


def _after_review(row: Publication, passed: list[Review], by: User, made_up: bool) -> None:
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


def reasons_against_signature(
    row: Publication, members: list[Publication], digest: str
) -> list[str]:
    """What is still missing before the signature, all of it, each a whole sentence."""
    passed = turns.passed_reviews(row)
    missing = turns.next_step(row, passed)
    reasons = []
    if not turns.steps():
        reasons.append("还没有设置审校环节，请主管部门先在“审校环节”里设置三审三校的角色。")
    if missing is not None:
        reasons.append(f"还没有{missing.name}{missing.proof_name}，请先完成审校。")
    if attributes.latest(row, AttributeStep.CHECKED) is None:
        reasons.append("公开属性还没有核定，请先由公开工作机构核定。")
    if not chain_holds(row, passed, digest):
        reasons.append("最后一次审校以后内容又有改动，请退回，重新审校。")
    if row.attribute == Attribute.PROACTIVE and secrecy.passed(row, digest) is None:
        reasons.append("现在的内容还没有通过保密审查；审查以后改动过内容的，要重新审查。")
    reasons += filter(None, [interpretation.missing_sentence(row, members[1:])])
    return reasons


def chain_holds(row: Publication, passed: list[Review], digest: str) -> bool:
    """Whether the hashes lead without a gap from the submission over the reviews to this content."""
    submission = row.submissions.filter(round=row.round).first()
    if submission is None:
        return False
    link = submission.digest
    for done in passed:
        if done.digest_before != link:
            return False
        link = done.digest_after
    return link == digest


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
