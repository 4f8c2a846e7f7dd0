"""Release and taking down: one transaction for page, outbox, outlets, catalogue, gazette and notices."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import working_calendar
from gongkai.base.models import User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import Entry, record, record_many
from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.lib.workdays import add_workdays
from gongkai.publishing.models import (
    EditingSession,
    PreviewLink,
    Publication,
    PublicationText,
    UrgentRelease,
)
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services import (
    attributes,
    content,
    coverage,
    deliveries,
    gazette,
    retention,
    secrecy,
    validity_changes,
)
from gongkai.publishing.services.elements import write_elements
from gongkai.publishing.services.index_numbers import allot_index_numbers
from gongkai.publishing.services.reasons import reasons_against_publicity
from gongkai.publishing.services.relations import bind_waiting
from gongkai.publishing.services.reviewing import write_signature
from gongkai.publishing.services.rows import a_reason, changed_with, locked, locked_head, move
from gongkai.publishing.signals import released, withdrawn
from gongkai.publishing.states import (
    Act,
    Attribute,
    AttributeStep,
    ReleaseBasis,
    State,
    Takedown,
)

# Working days in which the reviews skipped by an urgent release are made up; the office's own rule.
MAKE_UP_DAYS = 2
# What a correction puts right beside the text itself.
_AROUND = ("keywords", "audience", "theme", "statutory_item")


def reasons_against_release(publication: Publication) -> list[str]:
    """Everything that stands against releasing what was signed; empty when nothing does.

    The signature, the secrecy review and the attribute must all be given, in this round, on exactly
    the content that would become public (条例第十七条).
    """
    members = content.package(publication)
    return _reasons(publication, members, content.package_digest(members))


def _package(row: Publication) -> tuple[list[Publication], str]:
    """The members, the locked row first, and the hash of what they say now."""
    members = content.package(row)
    return [row, *members[1:]], content.package_digest(members)


def _reasons(row: Publication, members: list[Publication], digest: str) -> list[str]:
    reasons = []
    if row.unit_id is None:
        reasons.append("还没有确定发布机构，请退回起草，选择发布机构。")
    signature = row.signatures.filter(round=row.round).first()
    if signature is None:
        reasons.append("还没有签发，请先完成三审三校并由签发人签发。")
    elif signature.digest != digest:
        reasons.append("签发以后内容又有改动，不能发布；请退回，重新审校和签发。")
    fixed = attributes.latest(row, AttributeStep.FIXED)
    if fixed is None or fixed.attribute != Attribute.PROACTIVE or row.attribute != fixed.attribute:
        label = Attribute(row.attribute).label
        reasons.append(f"公开属性没有由签发人确定为主动公开（现在是{label}），不能向社会发布。")
    if secrecy.passed(row, digest) is None:
        reasons.append("现在的内容没有通过保密审查，不能发布。")
    closed = [m for m in members if m.attribute != Attribute.PROACTIVE]
    if closed and fixed is not None:
        reasons.append(f"《{closed[0].title}》不是主动公开，不能一并发布。")
    return [*reasons, *validity_changes.reasons_against(row)]


@transaction.atomic
def release(
    publication: Publication, *, by: User | None, at: dt.datetime | None = None
) -> Publication:
    """Releases what was signed, with its companions; a correction takes its original's place instead.

    1. locks the row, checks the move and every reason against it (`Refusal` names them all);
    2. time of release, index numbers (索引号, once, by body and year), term of keeping;
    3. relations that waited for these documents are bound; copies for the outlets, entries of the catalogue, draft of the gazette, changes of validity;
    4. preview links and editors end; one event and one outbox entry each;
    5. `released` is sent on commit.

    Args:
        at: moment from which it is to be seen; now where none is given, never earlier.
    """
    row = locked_head(publication)
    if row.corrects_id is not None:
        _check_now(at)
        return merge_correction(row, by=by)
    move(row, Act.RELEASE)
    members, digest = _package(row)
    reasons = _reasons(row, members, digest)
    if reasons:
        raise Refusal("".join(reasons))
    _publish(members, by=by, at=at, basis=ReleaseBasis.REVIEWED, act="发布")
    return row


def _check_now(at: dt.datetime | None) -> None:
    if at is not None and at > timezone.now():
        raise Refusal(
            "更正稿不能定时发布：替换原文立即生效。请把发布时间留空，到时候再办理。", field="at"
        )


@transaction.atomic
def release_urgently(publication: Publication, *, by: User, reason: str) -> Publication:
    """紧急发布: before all reviews are passed, by the signer, with a reason and a red flag.

    Attribute and secrecy review are never skipped: the attribute must be checked by another person,
    and the content must have passed the secrecy review. The missing reviews are made up within
    `MAKE_UP_DAYS` working days by the same persons who would have done them.

    Raises:
        Refusal: not under review; nothing is missing; no signer; attribute or secrecy not settled.
    """
    row = locked_head(publication)
    move(row, Act.URGENT)
    reason = a_reason(reason, what="紧急发布的理由")
    passed = turns.passed_reviews(row)
    turn = turns.may_sign(by, row, passed)
    if not turn.may:
        raise Forbidden(turn.why_not)
    missing = [s.level for s in turns.steps() if s.level not in {r.level for r in passed}]
    if not missing:
        raise Refusal("三审三校已经完成，请按程序签发，不需要紧急发布。")
    if row.corrects_id is not None:
        raise Refusal("更正稿要审校完成后才能替换原文；情况紧急时，请先撤下原文。")
    members, digest = _package(row)
    if secrecy.passed(row, digest) is None:
        raise Refusal(
            "现在的内容还没有通过保密审查。情况再紧急，保密审查也不能省略，请先请保密审查人员审查。"
        )
    against = [*reasons_against_publicity(row, members), *validity_changes.reasons_against(row)]
    if against:
        raise Refusal("".join(against))
    write_signature(row, by=by, turn=turn, digest=digest, note=reason)
    attributes.fix(row, by=by, attribute=Attribute.PROACTIVE, legal_ground=None, reason="")
    due = add_workdays(timezone.localdate(), MAKE_UP_DAYS, working_calendar()).on
    UrgentRelease.objects.create(publication=row, reason=reason, missing=missing, by=by, due_on=due)
    _publish(members, by=by, at=None, basis=ReleaseBasis.URGENT, act="紧急发布", note=reason)
    return row


@transaction.atomic
def take_over(publication: Publication, *, by: User, place: str, on: dt.date) -> Publication:
    """存量入库: what was public elsewhere before enters the library as it is, with where and since when.

    Only for what an import made and nobody has touched since: what is written or changed here goes
    through the reviews.

    Args:
        place: where it was public (site, gazette).
        on: the day it was first public; today is no such day.

    Raises:
        Refusal: edited here; not 主动公开 by its own mark; no place; a day that is today or later.
    """
    row = locked_head(publication)
    state = move(row, Act.TAKE_OVER)
    place = a_reason(place, what="原来公开的地方（网站、公报等）", field="place", longest=100)
    reasons = _reasons_against_taking_over(row, on)
    if reasons:
        raise Refusal("".join(reasons))
    moment = timezone.make_aware(dt.datetime.combine(on, dt.time(9, 0)))
    _publish(
        [row],
        by=by,
        at=moment,
        basis=ReleaseBasis.STOCK,
        act="存量入库",
        note=f"{plain_date(on)}起公开于{place}",
    )
    assert row.state == state  # noqa: S101
    return row


def _reasons_against_taking_over(row: Publication, on: dt.date) -> list[str]:
    document = getattr(row, "document", None)
    reasons = []
    # An attribute that somebody decided here is not the mark the text was public with.
    changed = row.round or row.versions.exists() or row.attribute_decisions.exists()
    if row.import_key is None or changed:
        reasons.append("这份文稿是在这里起草或者改动过的，不是存量信息，请按三审三校的程序报审。")
    elif not row.own_mark:
        reasons.append(
            "原件上没有“主动公开”的标记，或者导入核对时改动过，不能作为存量信息入库，请按三审三校的程序报审。"
        )
    if row.unit_id is None:
        reasons.append("还没有确定发布机构，请选择发布机构后再入库。")
    if row.attribute != Attribute.PROACTIVE:
        label = Attribute(row.attribute).label
        reasons.append(f"公开属性是{label}，只有印有“主动公开”标记的存量文件才能直接入库。")
    if document and document.status_mark:
        reasons.append(f"文稿标有“{document.status_mark}”，不是正式印发的文件。")
    if on >= timezone.localdate():
        reasons.append("以前公开的日期应当早于今天；今天第一次公开的，请按程序报审。")
    last = _last_day(row)
    if last and on < last:
        reasons.append(f"公开日期{plain_date(on)}早于成文或者印发日期{plain_date(last)}，请核对。")
    return reasons


def _publish(
    members: list[Publication],
    *,
    by: User | None,
    at: dt.datetime | None,
    basis: ReleaseBasis,
    act: str,
    note: str = "",
) -> None:
    """What every release does, once its right is established; under the lock of the head."""
    now = timezone.now()
    moment = at or now
    if basis != ReleaseBasis.STOCK and moment < now - dt.timedelta(minutes=1):
        raise Refusal("发布时间不能早于现在；倒填发布时间属于伪造发稿日期。", field="at")
    for row in members:
        row.state, row.released_at, row.release_basis = State.RELEASED, moment, basis
        row.row_version += 1
        _check_order(row)
    allot_index_numbers(members)
    retention.derive(members)
    for row in members:
        row.save()
    bound = [("publication", pk) for pk in sorted(bind_waiting(members, _keys(members)))]
    changes = validity_changes.effect(members)
    deliveries.plan(members)
    coverage.fulfil(members, by=by)
    gazette.collect(members, by=by)
    _end_drafting(members, now)
    _tell(members[0], by, moment)
    events = [Entry(act, row, by, row.unit, note, {"basis": basis}) for row in members]
    record_many([*events, *changes], also_changed=[*changed_with(members), *bound])
    for row in members:
        transaction.on_commit(lambda row=row: released.send(Publication, publication=row))  # type: ignore[misc]


def _keys(members: list[Publication]) -> dict[str, int]:
    """Their document numbers as others name them."""
    documents = [(getattr(row, "document", None), row.pk) for row in members]
    return {found.doc_no_key: pk for found, pk in documents if found and found.doc_no_key}


def _tell(row: Publication, by: User | None, moment: dt.datetime) -> None:
    """Whoever drafted it learns that it is out, or when it will be."""
    if row.created_by_id and (by is None or row.created_by_id != by.pk):
        when = f"{timezone.localtime(moment):%Y年%-m月%-d日 %-H:%M}"
        people = User.objects.filter(pk=row.created_by_id)
        notify(
            people,
            f"已发布：{row.title}",
            text=f"{when}起公众可以看到。",
            url=f"/desk/library/{row.pk}/",
        )


def _end_drafting(members: list[Publication], now: dt.datetime) -> None:
    """Share links end with the release; nobody is editing any more."""
    PreviewLink.objects.filter(publication__in=members, revoked_at=None).update(revoked_at=now)
    EditingSession.objects.filter(publication__in=members).delete()


def _last_day(row: Publication) -> dt.date | None:
    document = getattr(row, "document", None)
    if document is None:
        return None
    return max((day for day in (document.signed_on, document.printed_on) if day), default=None)


def _check_order(row: Publication) -> None:
    """成文 ≤ 印发 ≤ 发布; the day of release is the third."""
    last = _last_day(row)
    day = timezone.localdate(row.released_at) if row.released_at else None
    if last and day and day < last:
        raise Refusal(
            f"发布日期{plain_date(day)}早于成文或印发日期{plain_date(last)}，请核对日期后再发布。",
            field="released_at",
        )


@transaction.atomic
def merge_correction(draft: Publication, *, by: User | None) -> Publication:
    """A reviewed and signed correction takes the place of the released text, with its public note.

    1. locks both, checks the same reasons as for a release;
    2. the original gets content, a new version and the note; the draft comes to rest as 已并入原文;
    3. an event each; outbox, outlets and the gazette see the original changed.
    """
    row = locked_head(draft)
    state = move(row, Act.MERGE)
    members, digest = _package(row)
    reasons = _reasons(row, members, digest)
    if reasons:
        raise Refusal("".join(reasons))
    target = locked(row.corrects)  # type: ignore[arg-type]
    if target.state != State.RELEASED:
        raise Refusal(
            f"要更正的{quoted(target.title)}现在是“{State(target.state).label}”，更正稿不能并入。请弃用更正稿或者另行发布。"
        )
    number = _replace_content(target, row, by)
    row.state = state
    row.row_version += 1
    row.save()
    deliveries.amended([target])
    _end_drafting(members, timezone.now())
    note = row.correction_note
    record_many(
        [
            Entry("更正", target, by, target.unit, note, {"draft": row.pk, "version": number}),
            Entry("并入原文", row, by, row.unit, note, {"corrects": target.pk}),
        ],
        also_changed=changed_with([target]),
    )
    return row


def _replace_content(target: Publication, draft: Publication, by: User | None) -> int:
    """The content of the draft in the place of the old one, with its public note; the new version."""
    content.keep_version(target, by=None, note="更正前")
    for name in _AROUND:
        setattr(target, name, getattr(draft, name))
    content.apply(content.snapshot(draft), target)
    document = getattr(draft, "document", None)
    if document is not None:
        write_elements(target, {"document_class": document.document_class})
    version = content.keep_version(target, by=by, note="更正")
    text = PublicationText.objects.get(publication=target)
    day = timezone.localdate().isoformat()
    text.corrections = [
        *text.corrections,
        {"on": day, "note": draft.correction_note, "version": version.number},
    ]
    text.save(update_fields=["corrections"])
    Publication.objects.filter(pk=target.pk).update(row_version=target.row_version + 1)
    return version.number


@transaction.atomic
def withdraw(
    publication: Publication,
    *,
    by: User | None,
    reason: str,
    kind: Takedown = Takedown.ERROR,
    into: Publication | None = None,
) -> Publication:
    """Takes a released publication down, its interpretations in step with it; sends `withdrawn`.

    发布有误: the address says that it was taken down, when and why, without the text. 已并入: it leads to
    what holds the matter now. What is repealed is not taken down: `validity_changes.change`.

    Raises:
        Refusal: not released; no reason; nothing public to lead to.
    """
    row = locked(publication)
    reason = a_reason(reason, what="撤下的原因")
    move(row, Act.WITHDRAW)
    if kind == Takedown.MERGED:
        _check_target(row, into)
    members = [row, *row.companions.filter(state=State.RELEASED).select_related("unit")]
    now = timezone.now()
    for member in members:
        member.state, member.withdrawn_at = State.WITHDRAWN, now
        member.withdrawal_reason, member.takedown = reason, kind
        member.merged_into = into if kind == Takedown.MERGED else None
        member.row_version += 1
        member.save()
        transaction.on_commit(lambda m=member: withdrawn.send(Publication, publication=m))  # type: ignore[misc]
    deliveries.recall(members)
    coverage.unfulfil(members)
    events = [Entry("撤下", member, by, member.unit, reason, {"kind": kind}) for member in members]
    record_many([*events, *validity_changes.recall(members)], also_changed=changed_with(members))
    return row


def _check_target(row: Publication, into: Publication | None) -> None:
    if into is None:
        raise Refusal("请选择并入了哪一份已公开的信息，读者会被带到那里。", field="into")
    if into.pk == row.pk or not into.is_public:
        raise Refusal(
            f"{quoted(into.title)}不是另一份已公开的信息，不能作为并入的去处。", field="into"
        )


@transaction.atomic
def discard(publication: Publication, *, by: User | None, note: str = "") -> Publication:
    """Puts a draft and its companions aside; they stay in the trail and are shown nowhere."""
    row = locked(publication)
    state = move(row, Act.DISCARD)
    members = [row, *row.companions.filter(state=State.DRAFT)]
    for member in members:
        member.state = state
        member.row_version += 1
        member.save()
    PreviewLink.objects.filter(publication__in=members, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    record("弃用草稿", row, by=by, unit=row.unit, note=note)
    return row
