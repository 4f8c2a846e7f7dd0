"""案例: written from a closed case without its people, approved by another person, used in the editor."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from gongkai.base.models import Event, Unit, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseStudy, DisclosureRequest
from gongkai.foi.outcomes import BY_CODE, outcome
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.queries.studies import pairs_of
from gongkai.foi.services.anonymising import anonymous, known_of
from gongkai.foi.states import RemedyResult, Stage, StudyState
from gongkai.lib.anonymous import Known, find, line_of
from gongkai.lib.dates import plain_date

TEXTS = {
    "title": ("标题", 120),
    "facts": ("案情", 5000),
    "issue": ("争议焦点", 2000),
    "holding": ("处理意见", 5000),
    "review_result": ("复议诉讼结果", 300),
}
_WANTED = ("title", "facts", "issue", "holding")
_KEYWORDS, _KEYWORD = 12, 20
_WROTE = ("编写案例", "修改案例")
_CLOSED = (Stage.CLOSED, Stage.ARCHIVED)


def prefill(case: DisclosureRequest) -> dict[str, Any]:
    """What the case says already, without its people: the form of a study begins with it.

    Raises:
        Refusal: the case is not closed.
    """
    _check_closed(case)
    decision = decision_of(case)
    found = outcome(case.outcome)
    asked = f"申请人向{case.unit.name}申请公开：{case.application.wanted}"
    told = decision.facts if decision is not None else ""
    reasons = decision.reasons if decision is not None else ""
    given = decision.given if decision is not None else ""
    texts = {
        "title": f"{case.matter[:60]}（{found.name}）",
        "facts": "\n".join(part for part in (asked, told) if part),
        "issue": _issue(case),
        "holding": "\n".join(part for part in (reasons, given, f"依据：{found.article}。") if part),
        "review_result": _review(case),
    }
    clean = {name: anonymous(text, case)[: TEXTS[name][1]] for name, text in texts.items()}
    return clean | {
        "outcome": case.outcome,
        "grounds": list(decision.grounds) if decision is not None else [],
        "keywords": [case.theme.name] if case.theme else [],
    }


def _issue(case: DisclosureRequest) -> str:
    name = outcome(case.outcome).name.rpartition("：")[2]
    return f"所申请的信息是否属于“{name}”的情形。"


def _review(case: DisclosureRequest) -> str:
    rows = [
        f"{row.get_kind_display()}：{row.get_result_display()}"
        + (f"（{plain_date(row.decided_on)}）" if row.decided_on else "")
        for row in case.remedies.all()
        if row.result != RemedyResult.PENDING
    ]
    return "；".join(rows)


@transaction.atomic
def write(case: DisclosureRequest, *, by: User, unit: Unit, facts: Mapping[str, Any]) -> CaseStudy:
    """A new study of a closed case; waits for another person's approval.

    Args:
        unit: who writes it.
        facts: the texts of `TEXTS`, `grounds`, `keywords`; the outcome is the case's.

    Raises:
        Refusal: the case is not closed; a text is missing or too long, a clause is unknown.
    """
    _check_closed(case)
    row = CaseStudy(case=case, unit=unit, by=by, outcome=case.outcome)
    _fill(row, facts)
    row.save()
    record(_WROTE[0], row, by=by, unit=unit, data={"case": str(case)})
    return row


@transaction.atomic
def revise(study: CaseStudy, *, by: User, seen: int, facts: Mapping[str, Any]) -> CaseStudy:
    """Changes a study; one that was approved waits for approval again.

    Raises:
        Refusal: changed since `seen`; as `write`.
    """
    row = _locked(study, seen)
    before = {name: getattr(row, name) for name in TEXTS}
    _fill(row, facts)
    row.state, row.approved_by = StudyState.DRAFT, None
    changed = [TEXTS[name][0] for name in TEXTS if getattr(row, name) != before[name]]
    return _kept(row, _WROTE[1], by, data={"changed": changed})


@transaction.atomic
def approve(study: CaseStudy, *, by: User, seen: int) -> CaseStudy:
    """Takes a study into the library; the texts are looked through once more.

    Raises:
        Refusal: changed since `seen`, not waiting; somebody is named or reached in a text: the
            sentence says where and as what, never who.
        Forbidden: the person wrote or changed it.
    """
    row = _locked(study, seen)
    if row.state != StudyState.DRAFT:
        raise Refusal(f"这个案例现在是“{row.get_state_display()}”，不需要审定。")
    if by.pk in writers_of(row):
        raise Forbidden("案例由编写人以外的另一个人审定，您编写或者修改过，请另外一位同志审定。")
    named = places_named(row)
    if named:
        raise Refusal(f"案例里还能看出当事人，没有入库：{'；'.join(named)}。请改写以后再审定。")
    row.state, row.approved_by = StudyState.APPROVED, by
    return _kept(row, "审定案例", by)


@transaction.atomic
def retire(study: CaseStudy, *, by: User, seen: int, reason: str) -> CaseStudy:
    """Takes a study out of the library; it is found no more.

    Raises:
        Refusal: changed since `seen`, not in the library, no reason.
    """
    row = _locked(study, seen)
    if row.state != StudyState.APPROVED:
        raise Refusal(f"这个案例现在是“{row.get_state_display()}”，不能停用。")
    if not reason.strip():
        raise Refusal("请写明为什么停用，例如法律已经修改。", field="reason")
    row.state = StudyState.RETIRED
    return _kept(row, "停用案例", by, note=reason.strip()[:300])


@transaction.atomic
def count_use(study: CaseStudy) -> None:
    """Counts that the holding was taken over into a decision."""
    CaseStudy.objects.filter(pk=study.pk, state=StudyState.APPROVED).update(used=F("used") + 1)


def places_named(study: CaseStudy) -> list[str]:
    """Where somebody is named or reached: text, line and what, in words."""
    known: list[Known] = known_of(study.case) if study.case is not None else []
    texts = {name: getattr(study, name) for name in TEXTS} | {"keywords": "、".join(study.keywords)}
    labels = {name: label for name, (label, _) in TEXTS.items()} | {"keywords": "关键词"}
    return [
        f"“{labels[name]}”第{line_of(text, hit.start)}行有{hit.what}"
        for name, text in texts.items()
        for hit in find(text, known)
    ]


def writers_of(study: CaseStudy) -> set[int]:
    """Everybody who wrote or changed the study, from the trail."""
    events = Event.objects.filter(
        subject_type=study._meta.label_lower, subject_id=str(study.pk), act__in=_WROTE
    )
    return {pk for pk in events.values_list("actor_id", flat=True) if pk} | {study.by_id}


def _check_closed(case: DisclosureRequest) -> None:
    if case.stage not in _CLOSED or case.outcome not in BY_CODE:
        raise Refusal(f"本件现在是“{Stage(case.stage).label}”，办结以后才能写成案例。请先办结。")


def _fill(row: CaseStudy, facts: Mapping[str, Any]) -> None:
    for name, (label, most) in TEXTS.items():
        text = str(facts.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()
        if not text and name in _WANTED:
            raise Refusal(f"请填写{label}。", field=name)
        if len(text) > most:
            raise Refusal(f"{label}有{len(text)}个字，最多{most}个字，请写短一些。", field=name)
        setattr(row, name, text)
    codes = list(dict.fromkeys(facts.get("grounds", [])))
    if LegalGround.objects.filter(code__in=codes).count() != len(codes):
        raise Refusal("所选的依据条款里有不存在的，请刷新页面后重新选择。", field="grounds")
    row.grounds = codes
    words = [str(word).strip()[:_KEYWORD] for word in facts.get("keywords", [])]
    row.keywords = list(dict.fromkeys(word for word in words if word))[:_KEYWORDS]
    texts = [getattr(row, name) for name in TEXTS]
    row.pairs = pairs_of(*texts, *row.keywords, outcome(row.outcome).name, grounds=codes)


def _locked(study: CaseStudy, seen: int) -> CaseStudy:
    rows = CaseStudy.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.get(pk=study.pk)
    if row.row_version != seen:
        raise Refusal(
            "这个案例刚刚有人改过，没有保存。请刷新页面核对后再办，您填写的内容仍在下面。"
        )
    return row


def _kept(
    row: CaseStudy, act: str, by: User, *, note: str = "", data: dict[str, Any] | None = None
) -> CaseStudy:
    row.row_version += 1
    row.save()
    record(act, row, by=by, unit=row.unit, note=note, data=data)
    return row
