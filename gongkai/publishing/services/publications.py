"""The life of a publication: release, withdrawal, discarding."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from gongkai.base.models import OutboxEntry, Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import announce, record
from gongkai.catalogue.models import DocumentClass, LegalGround, Theme
from gongkai.lib.dates import plain_date
from gongkai.lib.moves import NotAllowed
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.services.index_numbers import allot_index_numbers
from gongkai.publishing.signals import released, withdrawn
from gongkai.publishing.states import PUBLICATION_MOVES, Act, Attribute, State

_LONGEST_OUTAGE = dt.timedelta(days=30)
_REASON = 300  # characters of a reason for withdrawal


def reasons_against_release(publication: Publication) -> list[str]:
    """Everything that stands against releasing it, each a whole sentence; empty when nothing does."""
    document = getattr(publication, "document", None)
    reasons = []
    if not publication.title.strip():
        reasons.append("还没有标题，请补上标题后再发布。")
    if publication.unit_id is None:
        reasons.append("还没有确定发布机构，请选择发布机构后再发布。")
    if publication.attribute == Attribute.UNKNOWN:
        reasons.append("公开属性尚未认定，请先认定为主动公开后再发布。")  # 条例第十七条
    elif publication.attribute != Attribute.PROACTIVE:
        label = Attribute(publication.attribute).label
        reasons.append(f"公开属性为{label}，不能向社会发布；如情形已变化，请先重新认定公开属性。")
    if document and document.status_mark:
        reasons.append(
            f"文稿标有“{document.status_mark}”，不是正式印发的文件，不能作为正式文件发布。"
        )
    if (
        document
        and document.signed_on
        and document.printed_on
        and document.printed_on < document.signed_on
    ):
        reasons.append(
            f"印发日期{plain_date(document.printed_on)}早于成文日期{plain_date(document.signed_on)}，请核对后改正。"
        )
    return reasons


@transaction.atomic
def release(
    publication: Publication, *, by: User | None, at: dt.datetime | None = None
) -> Publication:
    """Releases a draft.

    1. locks the row, checks the move and every reason against it (`Refusal` names them all);
    2. sets the time of release and allots the index number once (索引号, by body and year);
    3. one event, outbox entries for itself and for what its relations bear on;
    4. `released` is sent on commit.
    """
    row = _locked(publication)
    row.state = _move(row, Act.RELEASE)
    reasons = reasons_against_release(row)
    if reasons:
        raise Refusal("".join(reasons))
    row.released_at = at or timezone.now()
    _check_order(row)
    allot_index_numbers([row])
    row.row_version += 1
    row.save()
    record("发布", row, by=by, unit=row.unit, changed=_changed(row))
    transaction.on_commit(lambda: released.send(Publication, publication=row))
    return row


@transaction.atomic
def withdraw(publication: Publication, *, by: User | None, reason: str) -> Publication:
    """Takes a released publication down; the reason is required and kept. Sends `withdrawn` on commit."""
    row = _locked(publication)
    reason = " ".join(reason.split())
    _check_reason(reason)
    row.state = _move(row, Act.WITHDRAW)
    row.withdrawn_at = timezone.now()
    row.withdrawal_reason = reason
    row.row_version += 1
    row.save()
    record("撤下", row, by=by, unit=row.unit, note=row.withdrawal_reason, changed=_changed(row))
    transaction.on_commit(lambda: withdrawn.send(Publication, publication=row))
    return row


@transaction.atomic
def settle(
    publication: Publication,
    *,
    by: User,
    seen: int,
    unit: Unit | None,
    attribute: Attribute,
    legal_ground: LegalGround | None,
    theme: Theme | None,
    document_class: DocumentClass | None,
    summary: str,
) -> Publication:
    """Settles what a draft needs before release (认定要素): unit, attribute, class, theme.

    1. locks the row, checks that it is a draft and that nobody settled it since `seen` (row version);
    2. 不予公开 must have a legal ground, 依申请公开 may, no other has one (条例第十四至十六条);
    3. one event with what it was and what it is.

    Raises:
        Refusal: no draft any more; changed meanwhile; a ground missing or out of place.
    """
    row = _locked(publication)
    _check_settling(row, seen, attribute, legal_ground)
    before = {"unit": row.unit_id, "attribute": row.attribute}
    row.unit, row.attribute, row.theme = unit, attribute, theme
    row.legal_ground = legal_ground
    row.summary = summary.strip()[:500]
    row.row_version += 1
    row.save()
    document = getattr(row, "document", None)
    if document is not None and document.document_class != document_class:
        document.document_class = document_class
        document.save(update_fields=["document_class"])
    after = {"unit": row.unit_id, "attribute": row.attribute}
    record("认定要素", row, by=by, unit=row.unit, data={"before": before, "after": after})
    return row


def _check_settling(
    row: Publication, seen: int, attribute: Attribute, legal_ground: LegalGround | None
) -> None:
    if row.state != State.DRAFT:
        raise Refusal(
            f"《{row.title}》现在是“{State(row.state).label}”，只有草稿可以认定要素；请刷新页面查看最新状态。"
        )
    if row.row_version != seen:
        raise Refusal(
            "这份草稿刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"
        )
    if attribute == Attribute.WITHHELD and legal_ground is None:
        raise Refusal(
            "不予公开必须写明法定依据（条例第十四条至第十六条），请选择一项。", field="legal_ground"
        )
    if attribute not in (Attribute.ON_REQUEST, Attribute.WITHHELD) and legal_ground is not None:
        raise Refusal(
            "只有不予公开和依申请公开的信息才写法定依据，请清空此项或改认定公开属性。",
            field="legal_ground",
        )


@transaction.atomic
def discard(publication: Publication, *, by: User | None, note: str = "") -> Publication:
    """Puts a draft aside; it stays in the trail and is shown nowhere."""
    row = _locked(publication)
    row.state = _move(row, Act.DISCARD)
    row.row_version += 1
    row.save()
    record("弃用草稿", row, by=by, unit=row.unit, note=note)
    return row


def _locked(publication: Publication) -> Publication:
    return (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit", "document")
        .get(pk=publication.pk)
    )


def _move(row: Publication, act: Act) -> State:
    try:
        return PUBLICATION_MOVES.to(State(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"《{row.title}》{problem}请刷新页面查看最新状态。") from None


def _check_reason(reason: str) -> None:
    if not reason:
        raise Refusal("请写明撤下的原因，原因会与撤下时间一并留存。", field="reason")
    if len(reason) > _REASON:
        raise Refusal(
            f"撤下的原因有{len(reason)}个字，最多{_REASON}个字，请写短一些。", field="reason"
        )


def _check_order(row: Publication) -> None:
    """成文 ≤ 印发 ≤ 发布; the day of release is the third."""
    document = getattr(row, "document", None)
    if document is None or row.released_at is None:
        return
    day = timezone.localdate(row.released_at)
    last = max((d for d in (document.signed_on, document.printed_on) if d), default=None)
    if last and day < last:
        raise Refusal(
            f"发布日期{plain_date(day)}早于成文或印发日期{plain_date(last)}，请核对日期后再发布。",
            field="released_at",
        )


def _changed(row: Publication) -> list[tuple[str, int]]:
    targets = Relation.objects.filter(source=row, target__isnull=False).values_list(
        "target_id", flat=True
    )
    return [("publication", row.pk), *(("publication", pk) for pk in targets if pk)]


@transaction.atomic
def announce_due() -> int:
    """Tells readers of the outbox that the hour of some releases has come; returns how many.

    Runs every minute. What is due is what nobody was told of since its hour: an outage delays, but
    loses, nothing, and run twice it does it once. What their relations bear on is told of, too.
    """
    now = timezone.now()
    told = OutboxEntry.objects.filter(
        kind="publication", object_id=OuterRef("pk"), at__gte=OuterRef("released_at")
    )
    due = Publication.objects.filter(
        ~Exists(told),
        state=State.RELEASED,
        released_at__gt=now - _LONGEST_OUTAGE,
        released_at__lte=now,
        updated_at__lt=F("released_at"),
    )
    rows = list(due.order_by("released_at", "id"))
    announce([pair for row in rows for pair in _changed(row)])
    return len(rows)
