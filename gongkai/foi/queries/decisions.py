"""What a decision stands on: who wrote it, and who has passed its text."""

from collections.abc import Iterable

from gongkai.base.models import Event
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseAct, Decision, DisclosureRequest, ReviewRecord
from gongkai.foi.states import Act, ReviewStep

# The result of one item of a decision.
FULL, PARTIAL, WITHHELD = "full", "partial", "withheld"
ITEM_RESULTS = {FULL: "提供", PARTIAL: "部分提供", WITHHELD: "不提供"}

# What the trail says of somebody who changed the words of a drafted letter.
EDITED = "修改文书草稿"

REVIEWS = {Act.SECRECY_REVIEW: ReviewStep.SECRECY, Act.LEGAL_REVIEW: ReviewStep.LEGAL}


def decision_of(case: DisclosureRequest) -> Decision | None:
    """The decision of the round the case is in."""
    found = (
        Decision.objects.filter(case=case, round=case.round)
        .select_related("letter", "proposed_by", "earlier")
        .first()
    )
    if found is not None:
        found.case = case
    return found


def writers(case: DisclosureRequest) -> set[int]:
    """Everybody who has a hand in the text of this round: the handler, whoever proposed, and whoever
    drafted or edited the letter of the answer."""
    rows = case.acts.filter(round=case.round, kind=Act.PROPOSE).values_list("by_id", flat=True)
    found = {pk for pk in rows if pk is not None}
    if case.handler_id is not None:
        found.add(case.handler_id)
    return found | _letter_writers(case)


def _letter_writers(case: DisclosureRequest) -> set[int]:
    """Who drafted the letter of the round's answer, and everybody who has edited it since."""
    letter = (
        Decision.objects.filter(case=case, round=case.round, letter__isnull=False)
        .values_list("letter", "letter__by")
        .first()
    )
    if letter is None:
        return set()
    edits = Event.objects.filter(
        subject_type=case._meta.label_lower,
        subject_id=str(case.pk),
        act=EDITED,
        data__letter=letter[0],
    )
    hands = {letter[1], *edits.values_list("actor", flat=True)}
    return {pk for pk in hands if pk is not None}


def standing_reviews(case: DisclosureRequest) -> dict[ReviewStep, ReviewRecord]:
    """The last review of each step since the decision was last sent to review.

    What was reviewed before a return holds no more, even where the text is the same.
    """
    acts = list(case.acts.filter(round=case.round, kind__in=[Act.SEND_TO_REVIEW, *REVIEWS]))
    rows = ReviewRecord.objects.filter(case=case, round=case.round).in_bulk()
    found: dict[ReviewStep, ReviewRecord] = {}
    for act in acts:
        if act.kind == Act.SEND_TO_REVIEW:
            found = {}
        elif (row := rows.get(act.data.get("review", 0))) is not None:
            found[ReviewStep(row.step)] = row
    return found


def passed_on(case: DisclosureRequest, digest: str) -> dict[ReviewStep, ReviewRecord]:
    """The reviews that passed exactly this text."""
    return {
        step: row
        for step, row in standing_reviews(case).items()
        if row.passed and row.digest == digest
    }


def missing_reviews(case: DisclosureRequest, digest: str) -> list[ReviewStep]:
    """The reviews this text still wants, in their order (条例第十七条；I8)."""
    done = passed_on(case, digest)
    return [step for step in REVIEWS.values() if step not in done]


def signing_act(case: DisclosureRequest) -> CaseAct | None:
    """The signature of this round."""
    return case.acts.filter(round=case.round, kind=Act.SIGN).order_by("-id").first()


def ground_names(codes: Iterable[str]) -> list[str]:
    """The grounds in words with their articles, in the order of the codes."""
    rows = {row.code: row for row in LegalGround.objects.filter(code__in=list(codes))}
    return [f"{rows[code].name}（条例{rows[code].article}）" for code in codes if code in rows]
