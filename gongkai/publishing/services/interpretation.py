"""三同步: who owes an interpretation, its draft beside the document's, and the report of both."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import InterpretationRule
from gongkai.lib.titles import quoted
from gongkai.lib.workdays import workdays_between
from gongkai.publishing.models import (
    InterpretationObligation,
    Publication,
    PublicationText,
    Relation,
)
from gongkai.publishing.queries.reviewing import drafters
from gongkai.publishing.services.rows import a_reason, locked_head
from gongkai.publishing.states import (
    Attribute,
    InterpretationForm,
    Kind,
    RelationKind,
    ReleaseBasis,
    State,
)


def rule_for(publication: Publication) -> InterpretationRule | None:
    """The first rule that fits class and theme; a rule without class or theme fits all."""
    document = getattr(publication, "document", None)
    if document is None:
        return None
    theme = publication.theme
    themes = {publication.theme_id, theme.parent_id if theme else None}
    for rule in InterpretationRule.objects.select_related("document_class"):
        fits_class = rule.document_class_id in (None, document.document_class_id)
        fits_theme = rule.theme_id is None or rule.theme_id in themes
        if fits_class and fits_theme:
            return rule
    return None


def settle_obligation(publication: Publication) -> InterpretationObligation | None:
    """Writes what class and theme ask for now; an exemption already given stays. In a transaction."""
    rule = rule_for(publication)
    if rule is None:
        return None
    row, _ = InterpretationObligation.objects.update_or_create(
        publication=publication,
        defaults={"required": rule.required, "basis": rule.basis, "forms": rule.forms},
    )
    return row


def obligation_of(publication: Publication) -> InterpretationObligation | None:
    """The obligation as it was last settled; None for what is no official document."""
    return InterpretationObligation.objects.filter(publication=publication).first()


def missing_sentence(publication: Publication, companions: list[Publication]) -> str:
    """Why the document cannot go on for want of an interpretation; "" when nothing is missing.

    没有解读，不予签发: what must be interpreted has a companion or a signed exemption.
    """
    if publication.attribute != Attribute.PROACTIVE or publication.corrects_id:
        return ""
    owed = obligation_of(publication)
    if owed is None or not owed.required or owed.exempt_at or companions:
        return ""
    return f"{owed.basis}，还没有解读稿；请起草同步解读，或者由公开工作机构写明理由同意不解读。"


@transaction.atomic
def start(publication: Publication, *, by: User, form: InterpretationForm) -> Publication:
    """A companion draft: the interpretation that is reviewed, signed and released with the document.

    Raises:
        Refusal: the document is no draft any more (then `start_later`), or not public by attribute.
    """
    row = locked_head(publication)
    if row.state != State.DRAFT:
        raise Refusal(
            f"{quoted(row.title)}现在是“{State(row.state).label}”，同步解读要在起草时建立；发布以后可以另起草施行后解读。"
        )
    if row.corrects_id is not None:
        raise Refusal(
            "更正稿不另附同步解读：解读有误的，请为解读另起草更正稿；需要补充的，请在原文页面起草施行后解读。"
        )
    return _new(
        row, by=by, form=form, companion=True, title=f"{quoted(row.title)}政策解读", plain=""
    )


@transaction.atomic
def start_later(
    publication: Publication, *, by: User, form: InterpretationForm, questions: list[str]
) -> Publication:
    """施行后解读 of a released document, from the questions people ask; goes its own way to release."""
    row = locked_head(publication)
    if row.state != State.RELEASED:
        raise Refusal(f"{quoted(row.title)}还没有发布，请在起草时建立同步解读。")
    asked = [" ".join(question.split())[:200] for question in questions if question.strip()]
    title = f"{quoted(row.title)}施行后解读"
    return _new(row, by=by, form=form, companion=False, title=title, plain="\n".join(asked))


def _new(
    row: Publication, *, by: User, form: InterpretationForm, companion: bool, title: str, plain: str
) -> Publication:
    """Draft, text and relation, one event; the draft has the document's unit, theme and attribute."""
    draft = Publication.objects.create(
        kind=Kind.INTERPRETATION,
        title=title[:500],
        unit=row.unit,
        theme=row.theme,
        attribute=row.attribute if companion else Attribute.UNKNOWN,
        form=form,
        companion_of=row if companion else None,
        limited_to=row.limited_to,
        created_by=by,
    )
    PublicationText.objects.create(publication=draft, plain=plain)
    draft.readers.set(row.readers.all())
    Relation.objects.create(source=draft, kind=RelationKind.INTERPRETS, target=row)
    record("起草解读", draft, by=by, unit=row.unit, data={"document": row.pk, "form": form})
    return draft


@transaction.atomic
def exempt(publication: Publication, *, by: User, reason: str) -> InterpretationObligation:
    """Agrees, with name and reason, that a document goes without interpretation.

    Raises:
        Refusal: nothing is owed; the person drafted it; no reason.
    """
    row = locked_head(publication)
    reason = a_reason(reason, what="不解读的理由")
    if row.state not in (State.DRAFT, State.REVIEWING):
        raise Refusal(f"{quoted(row.title)}现在是“{State(row.state).label}”，不能再同意不解读。")
    if by.pk in drafters(row):
        raise Refusal("您参与了起草，是否可以不解读要由另一位同志决定。", status=403)
    owed = settle_obligation(row)
    if owed is None or not owed.required:
        raise Refusal("这份文件本来就不要求解读，不需要办理。")
    owed.exempt_reason, owed.exempt_by, owed.exempt_at = reason, by, timezone.now()
    owed.save()
    record("同意不解读", row, by=by, unit=row.unit, note=reason)
    return owed


@dataclass(frozen=True, slots=True)
class InStep:
    """One document of the report: in step, late by so many working days, excused, or missing."""

    publication: Publication
    word: str
    tone: str
    late_days: int = 0
    interpretations: int = 0


def report(units: list[Unit], year: int) -> list[InStep]:
    """For each released document that must be interpreted: in step, late by n days, or missing.

    In step is an interpretation released on the same day (同步发布). Two statements.
    """
    owed = (
        Publication.objects.public()
        .filter(unit__in=units, interpretation_obligation__required=True, released_at__year=year)
        .exclude(release_basis=ReleaseBasis.STOCK)
        .select_related("unit", "document", "interpretation_obligation__exempt_by")
        .order_by("-released_at")
    )
    rows = list(owed)
    days: dict[int, list[dt.date]] = {}
    found = Relation.objects.filter(
        kind=RelationKind.INTERPRETS,
        target__in=rows,
        source__in=Publication.objects.public().values("pk"),
    ).values_list("target_id", "source__released_at")
    for target, released_at in found:
        if target and released_at:
            days.setdefault(target, []).append(timezone.localdate(released_at))
    return [_in_step(row, days.get(row.pk, [])) for row in rows]


def _in_step(row: Publication, days: list[dt.date]) -> InStep:
    released = timezone.localdate(row.released_at) if row.released_at else today()
    owed = row.interpretation_obligation
    if not days:
        if owed.exempt_at:
            return InStep(row, "经同意不解读", "calm")
        late = workdays_between(released, today(), working_calendar())
        return InStep(row, "缺少解读", "late", late)
    first = min(days)
    if first <= released:
        return InStep(row, "同步", "ok", interpretations=len(days))
    late = workdays_between(released, first, working_calendar())
    return InStep(row, f"迟{late}个工作日", "soon", late, len(days))
