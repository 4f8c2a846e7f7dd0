"""What must hold before one document may change the validity of another."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.refusal import Refusal
from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.lib.validity import Validity
from gongkai.publishing.models import OfficialDocument, Publication, Relation
from gongkai.publishing.queries.validity import incoming_changes, starts_on, validity_of
from gongkai.publishing.states import RelationKind, State

# Kinds that a person may register; the others are no change of validity.
KINDS = (
    RelationKind.AMENDS,
    RelationKind.REPEALS,
    RelationKind.LAPSES,
    RelationKind.REPLACES,
    RelationKind.EXTENDS,
)
_ARTICLES, _NOTE = 200, 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change somebody wants: what is done to how much of the target, from which day, and why.

    Args:
        on: first day of the new state; None for the first day of the basis.
        expires_on: the new last day, when a term is prolonged.
    """

    kind: RelationKind
    whole: bool = True
    articles: str = ""
    on: dt.date | None = None
    note: str = ""
    expires_on: dt.date | None = None


def check(target: Publication, basis: Publication, wanted: Wanted) -> None:
    """Refuses what cannot be: wrong ends, days out of order, an ended basis or target, a circle.

    Raises:
        Refusal: with the field of the form it belongs to.
    """
    document, ground = _documents(target, basis)
    _check_target(target)
    _check_basis(basis)
    _check_words(wanted)
    _check_level(target, basis, wanted)
    _check_days(document, ground, wanted)
    _check_validity(document, ground, wanted)
    _check_circle(target, basis, wanted.kind)


def first_day(document: OfficialDocument) -> dt.date | None:
    """When the document was made: 成文, else 印发, else 发布; what a change of it is compared with."""
    made = document.signed_on or document.printed_on
    released = document.publication.released_at
    return made or (timezone.localdate(released) if released else None)


def name_of(row: Publication) -> str:
    """The title with its number, for sentences."""
    document = getattr(row, "document", None)
    number = f"（{document.doc_no}）" if document and document.doc_no else ""
    return f"{quoted(row.title)}{number}"


def _documents(
    target: Publication, basis: Publication
) -> tuple[OfficialDocument, OfficialDocument]:
    document, ground = getattr(target, "document", None), getattr(basis, "document", None)
    if target.pk == basis.pk:
        raise Refusal("文件不能改变自己的有效性，请另选依据文件。", field="basis")
    if document is None:
        raise Refusal(f"{name_of(target)}不是公文，没有有效性，不能登记修改或者废止。")
    if ground is None:
        raise Refusal(f"{name_of(basis)}不是公文，不能作为依据，请另选一份公文。", field="basis")
    document.publication, ground.publication = target, basis
    return document, ground


def _check_target(target: Publication) -> None:
    if target.state not in (State.RELEASED, State.FILED):
        raise Refusal(
            f"{name_of(target)}现在是“{State(target.state).label}”，只有已经印发的文件才有有效性可改；请核对选的是不是这一份。"
        )


def _check_basis(basis: Publication) -> None:
    name = name_of(basis)
    if basis.corrects_id is not None:
        raise Refusal(
            f"{name}是更正稿，发布时并入原文，自己不会生效；请以原来的文件为依据登记。",
            field="basis",
        )
    if basis.state == State.DRAFT or basis.is_public:
        return
    if basis.state in (State.REVIEWING, State.SIGNED):
        raise Refusal(
            f"{name}现在是“{State(basis.state).label}”，内容已经固定，不能再加登记；请退回起草后登记，或者等它发布后登记。",
            field="basis",
        )
    if basis.state == State.RELEASED:
        raise Refusal(
            f"{name}公众还看不到，不能作为依据；请等它公开后再登记，或者另选依据。", field="basis"
        )
    raise Refusal(
        f"{name}现在是“{State(basis.state).label}”，不能作为依据，请另选一份草稿或者已经公开的文件。",
        field="basis",
    )


def _check_words(wanted: Wanted) -> None:
    if wanted.kind not in KINDS:
        raise Refusal("只能登记修改、废止、宣布失效、替代和延续有效期，请重新选择。", field="kind")
    if len(wanted.articles) > _ARTICLES:
        raise Refusal(f"涉及的条款最多{_ARTICLES}个字，请写短一些。", field="articles")
    if len(wanted.note) > _NOTE:
        raise Refusal(f"说明最多{_NOTE}个字，请写短一些。", field="note")
    ends = wanted.kind not in (RelationKind.AMENDS, RelationKind.EXTENDS)
    if ends and not wanted.whole and not wanted.articles:
        raise Refusal("只涉及部分内容的，请写明是哪些条款，如“第三条、第五条”。", field="articles")
    if ends and wanted.whole and wanted.articles:
        raise Refusal(
            "选了涉及全文，就不写条款；只涉及这些条款的，请改选“部分条款”。", field="articles"
        )


def _check_level(target: Publication, basis: Publication, wanted: Wanted) -> None:
    """A lower body changes a higher one's document only by its leave, which the note has to name."""
    above, below = target.unit, basis.unit
    if above is None or below is None or wanted.note:
        return
    if below.path != above.path and below.path.startswith(above.path):
        raise Refusal(
            f"依据文件由{below.name}发布，对象文件由上级{above.name}发布；请在说明里写明经谁同意或者授权。",
            field="note",
        )


def _check_days(document: OfficialDocument, ground: OfficialDocument, wanted: Wanted) -> None:
    made, basis_made = first_day(document), first_day(ground)
    if made and basis_made and basis_made < made:
        raise Refusal(
            f"依据文件成文于{plain_date(basis_made)}，早于{name_of(document.publication)}的{plain_date(made)}，不可能改变它；请核对选的依据。",
            field="basis",
        )
    if wanted.on and basis_made and wanted.on < basis_made:
        raise Refusal(
            f"生效日期{plain_date(wanted.on)}早于依据文件的成文日期{plain_date(basis_made)}，请核对。",
            field="on",
        )
    if wanted.kind == RelationKind.EXTENDS:
        _check_term(document, wanted)


def _check_term(document: OfficialDocument, wanted: Wanted) -> None:
    ends = document.expires_on
    if ends is None:
        raise Refusal(f"{name_of(document.publication)}没有规定有效期，不需要延续。", field="kind")
    if wanted.expires_on is None:
        raise Refusal("请填写新的有效期截止日期。", field="expires_on")
    if wanted.expires_on <= ends:
        raise Refusal(
            f"新的截止日期{plain_date(wanted.expires_on)}不晚于原来的{plain_date(ends)}，没有延续；请核对。",
            field="expires_on",
        )


def _check_validity(document: OfficialDocument, ground: OfficialDocument, wanted: Wanted) -> None:
    """On the day it takes effect neither the basis nor the target may have ended before."""
    day = wanted.on or starts_on(ground, ground.publication.released_at) or today()
    changes = incoming_changes([document.pk, ground.pk])
    if validity_of(ground, changes.get(ground.pk, []), day).ended:
        raise Refusal(
            f"{name_of(ground.publication)}在{plain_date(day)}已经废止或者失效，不能作为依据；请另选现行有效的文件。",
            field="basis",
        )
    before = validity_of(document, changes.get(document.pk, []), day)
    if before.ended:
        raise Refusal(_ended(document.publication, before, day))


def _ended(target: Publication, validity: Validity, day: dt.date) -> str:
    return f"{name_of(target)}在{plain_date(day)}已经是“{validity.label}”，不需要再登记；原来登记有误的，请先撤销原登记。"


def _check_circle(target: Publication, basis: Publication, kind: RelationKind) -> None:
    """No document may, over any number of steps, change what changes it."""
    rows = Relation.objects.filter(source=basis, target=target, kind=kind)
    if rows.exists():
        raise Refusal(
            f"{name_of(basis)}{kind.label}{name_of(target)}已经登记过，不需要重复登记。",
            field="basis",
        )
    seen: set[int] = set()
    frontier = {target.pk}
    while frontier:
        seen |= frontier
        found = Relation.objects.filter(
            source__in=frontier, kind__in=RelationKind.changing(), target__isnull=False
        ).exclude(source__state__in=(State.DISCARDED, State.WITHDRAWN, State.MERGED))
        frontier = {pk for pk in found.values_list("target_id", flat=True) if pk} - seen
        if basis.pk in frontier:
            raise Refusal(
                f"{name_of(target)}又改变了{name_of(basis)}，两者不能互相改变；请核对哪一份在后。",
                field="basis",
            )
