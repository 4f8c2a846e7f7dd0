"""保密审查: apart from all approval, by another person than the drafter, on one exact content."""

from typing import Any

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.lib.proofread.found import Found
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication, SecrecyReview
from gongkai.publishing.queries.reviewing import drafters
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.services.proofreading import personal_data
from gongkai.publishing.services.rows import check_digest, locked_head
from gongkai.publishing.states import SecrecyOutcome, State

# What the reviewer confirms one by one (条例第十七条；保守国家秘密法第三十五条).
CHECKLIST = {
    "secrets": "不含国家秘密，没有密级标志或者应当定密的内容",
    "work_secrets": "不含工作秘密和内部管理信息",
    "stability": "公开后不会危及国家安全、公共安全、经济安全、社会稳定",
    "business": "不含商业秘密，或者已征得权利人同意",
    "privacy": "不含个人隐私，需要公开的个人信息已作必要处理",
    "attachments": "附件和图片已逐一查看，没有未公开文件的标题和文号",
}


@transaction.atomic
def review(
    publication: Publication,
    *,
    by: User,
    outcome: SecrecyOutcome,
    checklist: list[str],
    opinion: str,
    seen_digest: str,
    referred_to: str = "",
    findings: list[dict[str, Any]] | None = None,
) -> SecrecyReview:
    """Records a secrecy review of the content as it stands.

    Args:
        checklist: keys of `CHECKLIST` that were confirmed; to pass, all of them.
        seen_digest: hash of what the reviewer read; another one now is refused.
        referred_to: whom the question goes to when it cannot be decided here.
        findings: what the scan pointed at when the reviewer looked.

    Raises:
        Refusal: not under review; the reviewer drafted it; content changed; points or words missing.
    """
    row = locked_head(publication)
    _check_turn(row, by)
    digest = package_digest(package(row))
    check_digest(seen_digest, digest)
    confirmed = [key for key in CHECKLIST if key in checklist]
    opinion = " ".join(opinion.split())[:500]
    _check(outcome, confirmed, opinion, referred_to)
    done = SecrecyReview.objects.create(
        publication=row,
        digest=digest,
        outcome=outcome,
        checklist={key: key in confirmed for key in CHECKLIST},
        findings=findings or [],
        opinion=opinion,
        referred_to=referred_to.strip()[:100],
        by=by,
    )
    if outcome != SecrecyOutcome.PASSED:
        _tell(row, outcome, opinion)
    record("保密审查", row, by=by, unit=row.unit, note=opinion,
           data={"outcome": outcome, "digest": digest})  # fmt: skip
    return done


def _check_turn(row: Publication, by: User) -> None:
    if row.state != State.REVIEWING:
        raise Refusal(
            f"{quoted(row.title)}现在是“{State(row.state).label}”，审校中的文件才能作保密审查。"
        )
    if by.pk in drafters(row):
        raise Refusal("您参与了起草，保密审查要由另一位同志办理（条例第十七条）。", status=403)


def _tell(row: Publication, outcome: SecrecyOutcome, opinion: str) -> None:
    """Whoever drafted it learns what must not be public."""
    if row.created_by:
        notify(
            [row.created_by],
            f"保密审查：{outcome.label}",
            text=f"{quoted(row.title)}{opinion}",
            url=f"/desk/library/{row.pk}/",
        )


def _check(outcome: SecrecyOutcome, confirmed: list[str], opinion: str, referred_to: str) -> None:
    if outcome == SecrecyOutcome.PASSED and len(confirmed) < len(CHECKLIST):
        missing = next(text for key, text in CHECKLIST.items() if key not in confirmed)
        raise Refusal(
            f"还有审查要点没有确认：{missing}。逐项确认后才能得出“可以公开”的结论。",
            field="checklist",
        )
    if outcome != SecrecyOutcome.PASSED and not opinion:
        raise Refusal("请写明哪些内容不得公开或者难以确定，便于拟稿人修改。", field="opinion")
    if outcome == SecrecyOutcome.REFERRED and not referred_to.strip():
        raise Refusal("请写明提请哪个部门确定。", field="referred_to")


def passed(publication: Publication, digest: str) -> SecrecyReview | None:
    """The review that lets exactly this content be released, or None.

    The last word on the content counts: a later refusal undoes an earlier pass.
    """
    last = publication.secrecy_reviews.filter(digest=digest).select_related("by").last()
    return last if last is not None and last.outcome == SecrecyOutcome.PASSED else None


def scan(publication: Publication) -> list[Found]:
    """What the scan points at in the package: personal data, mentions of what is not public.

    An aid that names the place, never the decision. Attachments are named, not read.
    """
    return [
        found
        for member in package(publication)
        for found in personal_data(member.text.plain, publication=member)
    ]
