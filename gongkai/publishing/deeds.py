"""What may be done with a publication on its page: each act with its form, its right and its service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.states import Role
from gongkai.lib.titles import quoted
from gongkai.publishing import forms_workbench as forms
from gongkai.publishing import rules
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.queries.tasks import Course
from gongkai.publishing.services import (
    attributes,
    drafts,
    interpretation,
    release,
    reviewing,
    secrecy,
)
from gongkai.publishing.states import (
    Attribute,
    AttributeStep,
    InterpretationForm,
    Kind,
    SecrecyOutcome,
    State,
    Takedown,
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act.

    Args:
        name: value of the button; also of the anchor.
        label: the button.
        effect: what will happen, one sentence.
        form: the small form.
        open_to: whether this person may do it now, seen from the course.
        run: calls the service with the row, the person and the valid form.
        done: the message afterwards; a callable gets what `run` returned.
        danger: whether the button warns.
    """

    name: str
    label: str
    effect: str
    form: type[forms.TokenForm]
    open_to: Callable[[User, Course], bool]
    run: Callable[[Publication, User, Any], Any]
    done: str
    danger: bool = False


def _is(state: State) -> Callable[[Course], bool]:
    return lambda course: course.publication.state == state


def _drafts(user: User, course: Course) -> bool:
    row = course.publication
    return row.state == State.DRAFT and rules.may_draft(user, row.unit)


def _discards(user: User, course: Course) -> bool:
    """Who drafted it, or who releases: the same rule as for many at once in the library."""
    row = course.publication
    mine = row.created_by_id == user.pk and rules.may_draft(user, row.unit)
    return row.state == State.DRAFT and (mine or rules.may_release(user, row.unit))


def _may_check(user: User, course: Course) -> bool:
    row = course.publication
    return (
        row.state == State.REVIEWING
        and course.decision(AttributeStep.CHECKED) is None
        and rules.may_check_attribute(user, row.unit)
        and user.pk not in course.makers | course.proposers
    )


def _may_review(user: User, course: Course) -> bool:
    row, step = course.publication, course.next_step
    made_up = course.urgent is not None and course.urgent.made_up_at is None
    if step is None or not (row.state == State.REVIEWING or made_up):
        return False
    return turns.turn_of(user, row, step, passed=course.reviews, makers=course.makers).may


def _may_clear(user: User, course: Course) -> bool:
    row = course.publication
    return (
        row.state == State.REVIEWING
        and course.cleared is None
        and rules.may_review_secrecy(user, row.unit)
        and user.pk not in course.makers
    )


def _signing(user: User, course: Course) -> turns.Turn:
    row = course.publication
    return turns.may_sign(
        user, row, course.reviews, makers=course.makers, decisions=course.decisions
    )


def _may_sign(user: User, course: Course) -> bool:
    row = course.publication
    if row.state != State.REVIEWING or course.next_step is not None or not course.steps:
        return False
    return _signing(user, course).may


def _may_hurry(user: User, course: Course) -> bool:
    row = course.publication
    if row.state != State.REVIEWING or course.next_step is None or row.corrects_id:
        return False
    return _signing(user, course).may


def _may_return(user: User, course: Course) -> bool:
    row = course.publication
    if row.state not in (State.REVIEWING, State.SIGNED):
        return False
    return reviewing.may_send_back(user, row, course.next_step, course.reviews)


def _releases(user: User, course: Course) -> bool:
    row = course.publication
    return row.state == State.SIGNED and rules.may_release(user, row.unit)


def _takes_over(user: User, course: Course) -> bool:
    row = course.publication
    return (
        row.state == State.DRAFT
        and row.import_key is not None
        and row.own_mark
        and row.round == 0
        and row.attribute == Attribute.PROACTIVE
        and rules.may_take_over(user, row.unit)
    )


def _withdraws(user: User, course: Course) -> bool:
    row = course.publication
    return row.state == State.RELEASED and rules.may_release(user, row.unit)


def _corrects(user: User, course: Course) -> bool:
    row = course.publication
    return row.state == State.RELEASED and rules.may_draft(user, row.unit)


def _may_excuse(user: User, course: Course) -> bool:
    row, owed = course.publication, course.obligation
    return (
        row.state in (State.DRAFT, State.REVIEWING)
        and owed is not None
        and owed.required
        and owed.exempt_at is None
        and not course.companions
        and rules.may_excuse_interpretation(user, row.unit)
        and user.pk not in course.makers
    )


def _reassesses(user: User, course: Course) -> bool:
    row = course.publication
    return row.state == State.FILED and rules.may_check_attribute(user, row.unit)


def _is_document(course: Course) -> bool:
    return course.publication.kind == Kind.DOCUMENT


def _sign(row: Publication, by: User, form: forms.SignForm) -> Any:
    facts = {**form.facts(), "note": form.cleaned_data["note"]}
    return reviewing.sign(row, by=by, seen_digest=form.cleaned_data["digest"], **facts)


def _review(row: Publication, by: User, form: forms.ReviewForm) -> Any:
    data = form.cleaned_data
    return reviewing.review(
        row,
        by=by,
        seen_digest=data["digest"],
        opinion=data["opinion"],
        proof_note=data["proof_note"],
    )


def _clear(row: Publication, by: User, form: forms.SecrecyForm) -> Any:
    data = form.cleaned_data
    return secrecy.review(
        row, by=by, outcome=SecrecyOutcome(data["outcome"]), checklist=data["checklist"],
        opinion=data["opinion"], seen_digest=data["digest"], referred_to=data["referred_to"],
        findings=[{"kind": f.kind, "offset": f.offset} for f in secrecy.scan(row)],
    )  # fmt: skip


def _reassess(row: Publication, by: User, form: forms.ReassessForm) -> Any:
    wanted = form.cleaned_data["attribute"]
    attribute = Attribute(row.attribute if wanted == "keep" else wanted)
    return attributes.reassess(row, by=by, attribute=attribute, reason=form.cleaned_data["reason"])


def _later(row: Publication, by: User, form: forms.LaterForm) -> Any:
    data = form.cleaned_data
    return interpretation.start_later(
        row, by=by, form=InterpretationForm(data["form"]), questions=data["questions"].splitlines()
    )


def _withdraw(row: Publication, by: User, form: forms.WithdrawForm) -> Any:
    data = form.cleaned_data
    return release.withdraw(
        row, by=by, reason=data["reason"], kind=Takedown(data["kind"]), into=data["into"]
    )


DEEDS: list[Deed] = [
    Deed(
        "propose", "提出公开属性", "拟稿时提出，报审后由公开工作机构核定、签发人确定。",
        forms.AttributeForm, _drafts,
        lambda row, by, form: attributes.propose(row, by=by, **form.facts()), "公开属性已提出。",
    ),
    Deed(
        "companion", "起草同步解读", "解读稿与文件一起审校、一起签发、一起发布。", forms.CompanionForm,
        lambda user, course: (
            _drafts(user, course)
            and _is_document(course)
            and course.publication.corrects_id is None
        ),
        lambda row, by, form: interpretation.start(
            row, by=by, form=InterpretationForm(form.cleaned_data["form"])
        ),
        "解读稿已建立，请写好后再报审。",
    ),
    Deed(
        "submit", "报审", "报审后内容锁定，依次进行三审三校；需要修改时会退回给您。", forms.SubmitForm, _drafts,
        lambda row, by, form: reviewing.submit(
            row, by=by, seen=form.cleaned_data["version"], note=form.cleaned_data["note"]
        ),
        "已报审，办理人会收到通知。",
    ),
    Deed(
        "review", "通过审校", "记录您的审核意见和校对结果，转给下一环节。", forms.ReviewForm, _may_review,
        _review, "审校已记录。",
    ),
    Deed(
        "check", "核定公开属性", "同意拟稿人的意见，或者改定并写明理由。", forms.AttributeForm, _may_check,
        lambda row, by, form: attributes.check(row, by=by, **form.facts()), "公开属性已核定。",
    ),
    Deed(
        "secrecy", "记录保密审查", "结论只对现在的内容有效，内容改动后要重新审查。", forms.SecrecyForm,
        _may_clear, _clear, "保密审查已记录。",
    ),
    Deed(
        "sign", "签发", "签发的是您现在看到的内容，同时确定公开属性。", forms.SignForm, _may_sign, _sign, "已签发。",
    ),
    Deed(
        "release", "发布", "公众页面、检索、订阅源、渠道、目录和公报草稿同时更新。", forms.ReleaseForm, _releases,
        lambda row, by, form: release.release(row, by=by, at=form.cleaned_data["at"]), "已发布。",
    ),
    Deed(
        "exempt", "同意不解读", "写明理由，这份文件可以不附解读签发。", forms.ExemptForm, _may_excuse,
        lambda row, by, form: interpretation.exempt(row, by=by, reason=form.cleaned_data["reason"]),
        "已同意不解读。",
    ),
    Deed(
        "reassess", "记录评估", "不公开的信息要定期评估，情形变化的重新起草公开。", forms.ReassessForm,
        _reassesses, _reassess, "评估已记录。",
    ),
    Deed(
        "take_over", "作为存量信息入库", "只用于以前已在别处公开的文件，写明在哪里、从哪天起公开。", forms.TakeOverForm,
        _takes_over,
        lambda row, by, form: release.take_over(
            row, by=by, place=form.cleaned_data["place"], on=form.cleaned_data["on"]
        ),
        "已作为存量信息入库。",
    ),
    Deed(
        "correct", "起草更正稿", "更正稿同样要审校和签发，替换原文时公布更正说明。", forms.PlainForm, _corrects,
        lambda row, by, form: drafts.start_correction(row, by=by), "更正稿已建立。",
    ),
    Deed(
        "later", "起草施行后解读", "根据大家常问的问题补充解读，另行审校发布。", forms.LaterForm,
        lambda user, course: _corrects(user, course) and _is_document(course), _later, "解读稿已建立。",
    ),
    Deed(
        "return", "退回", "退回给拟稿人修改，本轮审校作废，修改后重新报审。", forms.ReturnForm, _may_return,
        lambda row, by, form: reviewing.send_back(row, by=by, reason=form.cleaned_data["reason"]),
        "已退回，拟稿人会收到通知。", danger=True,
    ),
    Deed(
        "urgent", "紧急发布", "先发布、后补审，红色标记一直显示到补齐为止；保密审查和属性核定不能省略。",
        forms.UrgentForm, _may_hurry,
        lambda row, by, form: release.release_urgently(
            row, by=by, reason=form.cleaned_data["reason"]
        ),
        "已紧急发布，请按期补齐审校。", danger=True,
    ),
    Deed(
        "withdraw", "撤下", "公众页面会说明撤下的时间和原因；已废止的文件不撤下，请用“立改废”。", forms.WithdrawForm,
        _withdraws, _withdraw, "已撤下。", danger=True,
    ),
    Deed(
        "discard", "弃用这份草稿", "草稿不再出现在列表里，事件记录中仍可查到。", forms.PlainForm, _discards,
        lambda row, by, form: release.discard(row, by=by), "草稿已弃用。", danger=True,
    ),
]  # fmt: skip
BY_NAME = {deed.name: deed for deed in DEEDS}


def open_deeds(user: User, course: Course) -> list[Deed]:
    """What this person may do now; a companion is acted on at its document's page."""
    row = course.publication
    if row.companion_of_id is not None and row.state != State.RELEASED:
        return [deed for deed in DEEDS if deed.name == "discard" and deed.open_to(user, course)]
    return [deed for deed in DEEDS if deed.open_to(user, course)]


# Possible at many times, due at none: their forms stand closed until they are wanted.
_NEVER_DUE = frozenset({"correct", "later", "return", "urgent", "withdraw", "discard"})


def due_deed(open_now: list[Deed], course: Course) -> str:
    """The act whose turn it is, "" where none is; its form stands open on the page."""
    settled = set(_NEVER_DUE)
    if course.decision(AttributeStep.PROPOSED) is not None:
        settled.add("propose")
    if course.companions or course.obligation is None or not course.obligation.required:
        settled.add("companion")
    return next((deed.name for deed in open_now if deed.name not in settled), "")


def first_values(deed: Deed, course: Course) -> dict[str, Any]:
    """What the form of an act begins with: the version or hash on the page, the step before."""
    row = course.publication
    last = course.decision(AttributeStep.CHECKED) or course.decision(AttributeStep.PROPOSED)
    attribute = last.attribute if last else row.attribute
    ground = last.legal_ground_id if last else row.legal_ground_id
    values: dict[str, Any] = {"version": row.row_version, "digest": course.digest}
    if issubclass(deed.form, forms.AttributeForm) and attribute != Attribute.UNKNOWN:
        values |= {"attribute": attribute, "legal_ground": ground}
        values["reason"] = last.reason if last and attribute != Attribute.PROACTIVE else ""
    return values


def check_open(deed: Deed, user: User, course: Course) -> None:
    """Refuses an act that this person cannot do now, with the sentence that says why.

    Raises:
        Refusal: 403 where the role is missing, 409 where state or turn stand against it.
    """
    if deed not in open_deeds(user, course):
        status = 403 if _lacks_role(deed, user, course) else 409
        raise Refusal(_why_not(deed, user, course), status=status)


def _lacks_role(deed: Deed, user: User, course: Course) -> bool:
    unit = course.publication.unit
    roles: dict[str, bool] = {
        "propose": rules.may_draft(user, unit),
        "submit": rules.may_draft(user, unit),
        "discard": rules.may_draft(user, unit),
        "companion": rules.may_draft(user, unit),
        "correct": rules.may_draft(user, unit),
        "later": rules.may_draft(user, unit),
        "check": rules.may_check_attribute(user, unit),
        "exempt": rules.may_excuse_interpretation(user, unit),
        "reassess": rules.may_check_attribute(user, unit),
        "secrecy": rules.may_review_secrecy(user, unit),
        "release": rules.may_release(user, unit),
        "withdraw": rules.may_release(user, unit),
        "take_over": rules.may_take_over(user, unit),
        "sign": turns.has_role(user, Role.SIGNER, unit=unit),
        "urgent": turns.has_role(user, Role.SIGNER, unit=unit),
    }
    return not roles.get(deed.name, False)


def _why_not(deed: Deed, user: User, course: Course) -> str:
    """The sentence for an act that is not open: the turn's own, else state and what is allowed."""
    row, step = course.publication, course.next_step
    if deed.name == "review" and row.state == State.REVIEWING and step is not None:
        return turns.turn_of(user, row, step, passed=course.reviews, makers=course.makers).why_not
    if deed.name in ("sign", "urgent") and row.state == State.REVIEWING:
        turn = _signing(user, course)
        if not turn.may:
            return turn.why_not
        return (
            f"还没有{step.name}{step.proof_name}，请先完成审校。" if step and deed.name == "sign"
            else "三审三校已经完成，请按程序签发，不需要紧急发布。"
        )  # fmt: skip
    allowed = "、".join(open_deed.label for open_deed in open_deeds(user, course))
    what_next = f"您现在可以：{allowed}" if allowed else "您现在没有可以办理的事项"
    state = State(row.state).label
    return f"{quoted(row.title)}现在是“{state}”，您不能办理“{deed.label}”；{what_next}。"
