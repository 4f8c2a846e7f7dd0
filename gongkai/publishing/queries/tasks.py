"""The way of one publication as a task list: what is done, by whom, what is missing, whose turn it is."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.publishing.models import (
    AttributeDecision,
    InterpretationObligation,
    Publication,
    Review,
    ReviewStep,
    SecrecyReview,
    Signature,
    Submission,
    UrgentRelease,
)
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.queries.waiting import acting_units
from gongkai.publishing.states import (
    Attribute,
    AttributeStep,
    ReleaseBasis,
    ReviewOutcome,
    SecrecyOutcome,
    State,
)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list.

    Args:
        state: `done`, `now` (somebody can do it), `later` (not possible yet), `wrong`, `none` (not needed).
        word: the state in a word.
    """

    key: str
    label: str
    state: str
    word: str
    who: str = ""
    at: dt.datetime | None = None
    note: str = ""
    due: dt.date | None = None


@dataclass(slots=True)
class Course:
    """Everything about the way of a publication, read once for its page."""

    publication: Publication
    digest: str
    steps: list[ReviewStep]
    submission: Submission | None
    reviews: list[Review]
    returned: list[Review]
    decisions: list[AttributeDecision]
    secrecy: list[SecrecyReview]
    signature: Signature | None
    obligation: InterpretationObligation | None
    companions: list[Publication]
    urgent: UrgentRelease | None
    drafters: set[int] | None = None

    @property
    def makers(self) -> set[int]:
        """Ids of everybody who drafted it, looked up once."""
        if self.drafters is None:
            self.drafters = turns.drafters(self.publication)
        return self.drafters

    @property
    def next_step(self) -> ReviewStep | None:
        """The review whose turn it is."""
        done = {review.level for review in self.reviews}
        return next((step for step in self.steps if step.level not in done), None)

    @property
    def since(self) -> dt.datetime | None:
        """Since when the step under way waits."""
        if self.reviews:
            return self.reviews[-1].at
        return self.submission.at if self.submission else None

    def decision(self, step: AttributeStep) -> AttributeDecision | None:
        """The last decision of that step in the round under way."""
        number = turns.upcoming_round(self.publication)
        found = [d for d in self.decisions if d.step == step and d.round == number]
        return found[-1] if found else None

    @property
    def proposers(self) -> set[int]:
        """Ids of who proposed the attribute in the round under way: another person checks it."""
        number = turns.upcoming_round(self.publication)
        wanted = AttributeStep.PROPOSED
        return {d.by_id for d in self.decisions if d.step == wanted and d.round == number}

    @property
    def cleared(self) -> SecrecyReview | None:
        """The secrecy review that holds for the content as it is now, or as it was signed."""
        signed = self.signature.digest if self.signature else self.digest
        open_still = self.publication.state in (State.DRAFT, State.REVIEWING, State.SIGNED)
        wanted = self.digest if open_still else signed
        last = next((r for r in reversed(self.secrecy) if r.digest == wanted), None)
        return last if last and last.outcome == SecrecyOutcome.PASSED else None


def course_of(publication: Publication, members: list[Publication], digest: str) -> Course:
    """The course of a head; nine statements, whatever happened."""
    row = publication
    reviews = list(row.reviews.select_related("reviewer", "instead_of").order_by("id"))
    passed = ReviewOutcome.PASSED
    mine = sorted(
        (r for r in reviews if r.round == row.round and r.outcome == passed), key=lambda r: r.level
    )
    return Course(
        publication=row,
        digest=digest,
        steps=turns.steps(),
        submission=row.submissions.filter(round=row.round).select_related("by").first(),
        reviews=mine,
        returned=[r for r in reviews if r.outcome == ReviewOutcome.RETURNED],
        decisions=list(row.attribute_decisions.select_related("by", "legal_ground")),
        secrecy=list(row.secrecy_reviews.select_related("by")),
        signature=row.signatures.filter(round=row.round).select_related("by", "instead_of").first(),
        obligation=InterpretationObligation.objects.filter(publication=row)
        .select_related("exempt_by")
        .first(),
        companions=members[1:],
        urgent=UrgentRelease.objects.filter(publication=row).select_related("by").first(),
    )


def tasks(course: Course) -> list[Task]:
    """The task list in the order of the way."""
    row = course.publication
    if row.release_basis == ReleaseBasis.STOCK:
        return [Task("stock", "存量入库", "done", "已入库", at=row.released_at)]
    return [
        Task("draft", "起草", "done" if row.state != State.DRAFT else "now",
             "已完成" if row.state != State.DRAFT else "正在起草", _name(row.created_by), row.created_at),
        _attribute(course, AttributeStep.PROPOSED, "公开属性：拟稿人提出", row.state == State.DRAFT),
        _interpretation(course),
        _submission(course),
        *(_review(course, step) for step in course.steps),
        _attribute(course, AttributeStep.CHECKED, "公开属性：公开工作机构核定", row.state == State.REVIEWING),
        _secrecy(course),
        _signature(course),
        _release(course),
    ]  # fmt: skip


def _name(user: User | None) -> str:
    return (user.name or user.username) if user else ""


def _done(course: Course) -> bool:
    return course.publication.state not in (State.DRAFT, State.REVIEWING)


def _attribute(course: Course, step: AttributeStep, label: str, possible: bool) -> Task:
    decision = course.decision(step)
    if decision is not None:
        note = decision.get_attribute_display()
        if decision.legal_ground:
            note += f"（{decision.legal_ground.article}，{decision.legal_ground.name}）"
        if decision.reason:
            note += f"：{decision.reason}"
        return Task(step, label, "done", "已完成", _name(decision.by), decision.at, note)
    if _done(course):
        return Task(step, label, "none", "没有记录")
    return Task(step, label, "now" if possible else "later", "待办理" if possible else "还不能办理")


def _interpretation(course: Course) -> Task:
    row, owed = course.publication, course.obligation
    if course.companions:
        titles = "、".join(member.title for member in course.companions)
        return Task("interpretation", "同步解读", "done", "已起草", note=titles)
    if owed is None or not owed.required or row.corrects_id or row.companion_of_id:
        return Task("interpretation", "同步解读", "none", "不要求")
    if owed.exempt_at:
        return Task("interpretation", "同步解读", "done", "同意不解读", _name(owed.exempt_by), owed.exempt_at, owed.exempt_reason)  # fmt: skip
    if row.attribute not in (Attribute.PROACTIVE, Attribute.UNKNOWN):
        return Task("interpretation", "同步解读", "none", "不公开，不要求")
    return Task("interpretation", "同步解读", "now" if row.state == State.DRAFT else "wrong", "还没有解读", note=owed.basis)  # fmt: skip


def _submission(course: Course) -> Task:
    row, sent = course.publication, course.submission
    if sent is None or row.state == State.DRAFT:
        last = course.returned[-1] if course.returned else None
        note = f"上一轮被{_name(last.reviewer)}退回：{last.opinion}" if last else ""
        return Task("submit", "报审", "now" if row.state == State.DRAFT else "none", "还没有报审", note=note)  # fmt: skip
    return Task("submit", "报审", "done", f"第{sent.round}轮", _name(sent.by), sent.at, sent.note)


def _review(course: Course, step: ReviewStep) -> Task:
    label = f"{step.name}{step.proof_name}"
    done = next((r for r in course.reviews if r.level == step.level), None)
    if done is not None and course.publication.state != State.DRAFT:
        who = _name(done.reviewer)
        if done.instead_of:
            who += f"（代{_name(done.instead_of)}）"
        note = _sentences(done.opinion, f"校对：{done.proof_note}")
        word = "已补办" if done.made_up else "通过"
        return Task(f"review-{step.level}", label, "done", word, who, done.at, note)
    due = _step_due(course, step)
    if course.urgent and course.urgent.made_up_at is None:
        return Task(f"review-{step.level}", label, "wrong", "待补办", due=course.urgent.due_on)
    turn = course.next_step
    now = course.publication.state == State.REVIEWING and turn and turn.level == step.level
    word = "等待办理" if now else "还不能办理"
    state = ("wrong" if due and due < today() else "now") if now else "later"
    return Task(
        f"review-{step.level}", label, state, word, note=step.hint, due=due if now else None
    )


def _sentences(*parts: str) -> str:
    """Remarks of people one after the other, each ended by a full stop."""
    return "".join(part if part.endswith(("。", "？")) else f"{part}。" for part in parts if part)


def _step_due(course: Course, step: ReviewStep) -> dt.date | None:
    if course.publication.state != State.REVIEWING or course.since is None:
        return None
    return turns.due_of(course.since, step.days)


def _secrecy(course: Course) -> Task:
    label, done = "保密审查", course.cleared
    if done is not None:
        return Task("secrecy", label, "done", "可以公开", _name(done.by), done.at, done.opinion)
    last = course.secrecy[-1] if course.secrecy else None
    if _done(course) and last and last.outcome == SecrecyOutcome.PASSED:
        # A correction has changed the content since; what was released had passed.
        return Task("secrecy", label, "done", "可以公开", _name(last.by), last.at, last.opinion)
    if course.publication.state == State.REVIEWING:
        if last and last.digest == course.digest:
            return Task("secrecy", label, "wrong", last.get_outcome_display(), _name(last.by), last.at, last.opinion)  # fmt: skip
        note = "上次审查以后内容改动过，要重新审查。" if last else ""
        return Task("secrecy", label, "now", "等待审查", note=note)
    return Task("secrecy", label, "later" if course.publication.state == State.DRAFT else "none", "还不能办理" if course.publication.state == State.DRAFT else "没有记录")  # fmt: skip


def _signature(course: Course) -> Task:
    done = course.signature
    if done is not None and course.publication.state != State.DRAFT:
        who = _name(done.by) + (f"（代{_name(done.instead_of)}）" if done.instead_of else "")
        fixed = course.decision(AttributeStep.FIXED)
        note = f"确定为{fixed.get_attribute_display()}" if fixed else ""
        return Task("sign", "签发，确定公开属性", "done", "已签发", who, done.at, note)
    ready = course.publication.state == State.REVIEWING and course.next_step is None
    return Task("sign", "签发，确定公开属性", "now" if ready else "later", "等待签发" if ready else "还不能办理")  # fmt: skip


def _release(course: Course) -> Task:
    row = course.publication
    if row.state == State.RELEASED:
        word = row.get_release_basis_display() if row.release_basis == ReleaseBasis.URGENT else "已发布"  # fmt: skip
        return Task("release", "发布", "done", word, at=row.released_at)
    if row.state == State.SIGNED:
        return Task("release", "发布" if not row.corrects_id else "替换原文", "now", "等待发布")
    if row.state == State.FILED:
        return Task("release", "发布", "none", "不公开")
    if row.state == State.MERGED:
        return Task("release", "替换原文", "done", "已并入原文", at=row.updated_at)
    if row.state == State.WITHDRAWN:
        return Task("release", "发布", "wrong", "已撤下", at=row.withdrawn_at, note=row.withdrawal_reason)  # fmt: skip
    return Task("release", "发布", "later", "还不能办理")


def urgent_open(user: User, limit: int = 200) -> list[UrgentRelease]:
    """Urgent releases of the person's units whose reviews are not made up yet."""
    units = acting_units(user)
    return list(
        UrgentRelease.objects.filter(Q(publication__unit__in=units), made_up_at=None)
        .select_related("publication__unit")
        .order_by("due_on")[:limit]
    )
