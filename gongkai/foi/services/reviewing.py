"""保密审查 and 法制审核 of a decision, and the way back to the handler. Nobody reviews the own text."""

from dataclasses import dataclass

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi.models import Decision, DisclosureRequest, ReviewRecord
from gongkai.foi.queries.decisions import (
    REVIEWS,
    decision_of,
    missing_reviews,
    writers,
)
from gongkai.foi.services import acting
from gongkai.foi.services.deciding import page_of, tell
from gongkai.foi.services.decision_text import digest_of
from gongkai.foi.states import Act, ReviewStep, Stage

# What the secrecy reviewer confirms one by one (条例第十七条；保守国家秘密法第三十五条).
SECRECY_POINTS = {
    "secrets": "拟提供的内容不含国家秘密，没有密级标志或者应当定密的内容",
    "work_secrets": "不含工作秘密，答复文字没有泄露不予公开的内容",
    "stability": "提供后不会危及国家安全、公共安全、经济安全、社会稳定",
    "others": "不含商业秘密、个人隐私，或者已经依法征求第三方意见",
    "copies": "要提供的文件已经逐页查看，被遮盖的内容不能恢复，文件名和属性没有泄露",
}
# What the legal reviewer confirms one by one.
LEGAL_POINTS = {
    "outcome": "办理结果与申请内容和条例规定相符",
    "grounds": "引用的依据条款准确，理由与事实相符",
    "procedure": "补正、征求意见、检索、延期等程序完整，证据在卷",
    "separated": "能够区分处理的已经区分处理",
    "redress": "救济途径告知正确",
}
POINTS = {ReviewStep.SECRECY: SECRECY_POINTS, ReviewStep.LEGAL: LEGAL_POINTS}
_ACTS = {step: act for act, step in REVIEWS.items()}
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one reviewer says."""

    passed: bool
    opinion: str
    checklist: list[str]
    digest: str


def secrecy_review(
    case: DisclosureRequest,
    *,
    by: User,
    passed: bool,
    opinion: str,
    checklist: list[str],
    seen: int | None,
    digest: str = "",
) -> ReviewRecord:
    """保密审查 of the decision with its letter and files (条例第十七条; I8).

    1. locks the case; refuses the handler and everybody who wrote on the answer;
    2. records the review with the digest of what was read, one act;
    3. passed, and the other review has passed the very same: the case goes to signature by itself;
       not passed: the case goes back to the handler, with the opinion.

    Args:
        checklist: keys of `SECRECY_POINTS` that were confirmed; to pass, all of them.
        seen: row version of the case on the page.
        digest: digest of what the page showed; another one now is refused.

    Raises:
        Refusal: not under review; content changed meanwhile; points or words missing.
        Forbidden: the reviewer wrote the answer.
    """
    return _review(case, ReviewStep.SECRECY, by, seen, _Finding(passed, opinion, checklist, digest))


def legal_review(
    case: DisclosureRequest,
    *,
    by: User,
    passed: bool,
    opinion: str,
    checklist: list[str],
    seen: int | None,
    digest: str = "",
) -> ReviewRecord:
    """法制审核 of the decision; effects and refusals as `secrecy_review`, points `LEGAL_POINTS`."""
    return _review(case, ReviewStep.LEGAL, by, seen, _Finding(passed, opinion, checklist, digest))


@transaction.atomic
def _review(
    case: DisclosureRequest, step: ReviewStep, by: User, seen: int | None, finding: _Finding
) -> ReviewRecord:
    row = acting.lock(case, seen=seen)
    acting.check_move(row, _ACTS[step])
    decision = _decision(row)
    _check_reviewer(row, by, step)
    digest = digest_of(decision)
    if finding.digest and finding.digest != digest:
        raise Refusal(
            "您打开页面以后，答复或者要提供的文件有了变动，审核意见没有保存。请刷新页面，看过最新内容后再审核。"
        )
    record = _record(row, step, by, finding, digest)
    acting.perform(
        row,
        _ACTS[step],
        by=by,
        data={"passed": record.passed, "digest": digest, "review": record.pk},
        note=record.opinion,
    )
    if not record.passed:
        _back(row, by, record)
    elif not missing_reviews(row, digest):
        tell(row, [Role.SIGNER], f"待签发：{row}的答复", besides={*writers(row), by.pk})
        acting.perform(row, Act.TO_SIGNATURE, by=by, data={"digest": digest})
    return record


def _record(
    row: DisclosureRequest, step: ReviewStep, by: User, finding: _Finding, digest: str
) -> ReviewRecord:
    points = POINTS[step]
    confirmed = [key for key in points if key in finding.checklist]
    opinion = finding.opinion.strip()[:_LONGEST]
    if finding.passed and len(confirmed) < len(points):
        rest = "；".join(text for key, text in points.items() if key not in confirmed)
        raise Refusal(f"{step.label}通过须逐项确认，还有：{rest}。", field="checklist")
    if not finding.passed and not opinion:
        raise Refusal("不通过的，请写明哪里不行、怎样改，承办人会收到这段话。", field="opinion")
    return ReviewRecord.objects.create(
        case=row,
        round=row.round,
        step=step,
        passed=finding.passed,
        opinion=opinion,
        checklist=confirmed,
        digest=digest,
        by=by,
    )


def _check_reviewer(row: DisclosureRequest, by: User, step: ReviewStep) -> None:
    if by.pk in writers(row):
        raise Forbidden(f"您承办或者拟写了这份答复，不能由您作{step.label}，请由其他审核人办理。")


def _decision(row: DisclosureRequest) -> Decision:
    decision = decision_of(row)
    if decision is None:
        raise Refusal("本件还没有拟定答复，无从审核；请退回承办人先拟定答复。")
    return decision


@transaction.atomic
def send_back(
    case: DisclosureRequest, *, by: User, opinion: str, seen: int | None = None
) -> DisclosureRequest:
    """Returns a decision under review, or waiting for the signature, to the handler (退回).

    Effects: a review record that did not pass, in the name of the step the person stands for; one
    act; the handler is told. What was reviewed before holds no more.

    Raises:
        Refusal: no opinion; neither under review nor waiting for the signature.
        Forbidden: the person wrote the answer.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.RETURN)
    decision = _decision(row)
    step = _step_of(row, by)
    _check_reviewer(row, by, step)
    opinion = opinion.strip()[:_LONGEST]
    if not opinion:
        raise Refusal("请写明退回的理由：哪里要改、怎样改，承办人会收到这段话。", field="opinion")
    record = ReviewRecord.objects.create(
        case=row,
        round=row.round,
        step=step,
        passed=False,
        opinion=opinion,
        digest=digest_of(decision),
        by=by,
    )
    _back(row, by, record)
    return row


def _step_of(row: DisclosureRequest, by: User) -> ReviewStep:
    """In whose name somebody returns a decision: the signer's at the end, else the own office's."""
    if row.stage == Stage.SIGNING:
        return ReviewStep.SIGNATURE
    for role, step in ((Role.SECRECY, ReviewStep.SECRECY), (Role.LEGAL, ReviewStep.LEGAL)):
        if has_role(by, role, unit=row.unit):
            return step
    return ReviewStep.SIGNATURE


def _back(row: DisclosureRequest, by: User, record: ReviewRecord) -> None:
    decision = _decision(row)
    people = {user.pk: user for user in (row.handler, decision.proposed_by) if user is not None}
    people.pop(by.pk, None)
    notify(
        people.values(),
        f"退回修改：{row}的答复"[:120],
        text=f"{record.get_step_display()}：{record.opinion}",
        url=page_of(row),
    )
    acting.perform(
        row,
        Act.RETURN,
        by=by,
        data={"review": record.pk, "step": record.step},
        note=record.opinion,
    )
