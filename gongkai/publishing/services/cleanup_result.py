"""The result of a clean-up as a draft: four lists, and a relation to each document that ends."""

from collections.abc import Sequence
from html import escape

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.publishing.models import (
    CleanupCampaign,
    CleanupItem,
    Publication,
    Relation,
)
from gongkai.publishing.queries.cleanup import ENDS, groups
from gongkai.publishing.services import drafts
from gongkai.publishing.services.cleanup import locked_campaign, move_of
from gongkai.publishing.services.release import discard
from gongkai.publishing.states import (
    CleanupAct,
    CleanupState,
    Conclusion,
    DocType,
    RelationKind,
    State,
)

_NUMBERS = "一二三四"
_HEADINGS = {
    Conclusion.KEEP: "继续有效的文件",
    Conclusion.AMEND: "拟修改的文件",
    Conclusion.REPEAL: "废止的文件",
    Conclusion.LAPSE: "宣布失效的文件",
}


@transaction.atomic
def draw_up(campaign: CleanupCampaign, *, by: User) -> Publication:
    """Makes the draft of the result: text with the four lists, relations that end what ends.

    1. locks the campaign, which must be concluded and without a living result;
    2. a draft with text and elements (`drafts.create`), kept as its first version;
    3. a relation to each document repealed or declared void: it holds from the release of the draft;
    4. one event.

    Raises:
        Refusal: not concluded; there is a result already; the lists are too long for one document.
    """
    row = locked_campaign(campaign)
    if row.state != CleanupState.CONCLUDED:
        label = CleanupState(row.state).label
        raise Refusal(f"“{row.title}”现在是“{label}”，汇总结论以后才能生成清理结果。")
    if row.result is not None and row.result.state != State.DISCARDED:
        raise Refusal("清理结果已经生成，请在文件库里继续起草和报审。")
    listed = groups(row)
    _lock_targets(listed)
    draft = _draft(row, listed, by)
    Relation.objects.bulk_create(
        _relation(draft, item, ENDS[conclusion])
        for conclusion, items in listed.items()
        if conclusion in ENDS
        for item in items
    )
    row.result = draft
    row.row_version += 1
    row.save()
    record("生成清理结果", row, by=by, unit=row.unit, data={"publication": draft.pk})
    return draft


def _lock_targets(listed: dict[Conclusion, list[CleanupItem]]) -> None:
    """What relations will point to, locked before the first event locks the head of the trail."""
    ids = [item.publication_id for conclusion in ENDS for item in listed[conclusion]]
    rows = Publication.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))


def _draft(
    campaign: CleanupCampaign, listed: dict[Conclusion, list[CleanupItem]], by: User
) -> Publication:
    facts = {
        "html": html_of(campaign, listed),
        "doc_type": DocType.NOTICE,
        "signature": campaign.unit.name,
        "issuers": [campaign.unit.name],
    }
    title = f"{campaign.unit.name}关于公布{campaign.title}结果的通知"
    try:
        return drafts.create(by=by, unit=campaign.unit, title=title, facts=facts)
    except Refusal as refusal:
        if refusal.status != 413:  # the text is too much to take in
            raise
        raise Refusal(
            "清理的文件太多，一份通知列不下；请取消后按年份或者单位分成几次清理。"
        ) from None


def html_of(campaign: CleanupCampaign, listed: dict[Conclusion, list[CleanupItem]]) -> str:
    """The text of the result: a sentence with the numbers, then a table for each group."""
    counts = "，".join(
        f"{_HEADINGS[conclusion]}{len(items)}件" for conclusion, items in listed.items() if items
    )
    parts = [
        f"<p>{escape(campaign.unit.name)}对有关文件进行了清理，现将结果公布如下：{counts}。</p>"
        "<p>废止和宣布失效的文件，自本通知印发之日起不再执行。</p>"
    ]
    shown = [(conclusion, items) for conclusion, items in listed.items() if items]
    for number, (conclusion, items) in zip(_NUMBERS, shown, strict=False):
        heading = f"{number}、{_HEADINGS[conclusion]}"
        parts.append(f"<h2>{heading}</h2>{_table(conclusion, items)}")
    return "".join(parts)


def _table(conclusion: Conclusion, items: Sequence[CleanupItem]) -> str:
    with_reason = conclusion != Conclusion.KEEP
    head = ["序号", "文件名称", "发文字号", *(["理由"] if with_reason else [])]
    rows = [
        [
            str(number),
            item.publication.title,
            item.publication.document.doc_no or "无文号",
            *([item.reason] if with_reason else []),
        ]
        for number, item in enumerate(items, 1)
    ]
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _relation(draft: Publication, item: CleanupItem, kind: RelationKind) -> Relation:
    document = item.publication.document
    return Relation(
        source=draft,
        kind=kind,
        target=item.publication,
        target_doc_no=document.doc_no,
        target_key=document.doc_no_key,
        target_title=item.publication.title,
        note=item.reason,
    )


@transaction.atomic
def reopen(campaign: CleanupCampaign, *, by: User, reason: str) -> CleanupCampaign:
    """退回补充: conclusions may be changed again; a result that is still a draft is put aside.

    Raises:
        Refusal: no reason; the result is under review or signed.
    """
    row = locked_campaign(campaign)
    state = move_of(row, CleanupAct.REOPEN)
    if not reason.strip():
        raise Refusal("请写明退回补充的原因，各单位会看到。", field="reason")
    if row.result is not None and row.result.state != State.DISCARDED:
        _put_aside(row.result, by)
    row.result, row.state = None, state
    row.row_version += 1
    row.save()
    record("清理退回补充", row, by=by, unit=row.unit, note=reason.strip()[:300])
    return row


def _put_aside(result: Publication, by: User) -> None:
    if result.state != State.DRAFT:
        label = State(result.state).label
        raise Refusal(f"清理结果现在是“{label}”，请先把它退回起草，再退回补充。")
    Relation.objects.filter(source=result).delete()
    discard(result, by=by, note="文件清理退回补充")
