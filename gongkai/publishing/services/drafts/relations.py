"""Relations of a draft that change nothing: what it forwards, rests on, supplements, explains."""

from django.db import transaction
from django.db.models import QuerySet

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.lib import han, shortcode
from gongkai.lib.doc_no import DocNo, parse_doc_no
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.drafting import PLAIN_RELATIONS, has_plain_relations
from gongkai.publishing.services import content
from gongkai.publishing.services.drafts.rights import may_edit, version_note
from gongkai.publishing.services.relations import bind
from gongkai.publishing.services.rows import check_seen, locked
from gongkai.publishing.states import RelationKind, State

MOST_RELATIONS = 100
_SHOWN = 5


@transaction.atomic
def relate(
    publication: Publication,
    *,
    by: User,
    seen: int,
    kind: RelationKind,
    number: str = "",
    title: str = "",
) -> Relation:
    """Notes that a draft forwards, rests on, supplements or explains another document.

    1. locks the row; refuses when the text may not be changed now or somebody changed it since;
    2. looks for the target among what the person sees; what is not there is kept by its words and
       bound when it arrives, and what only others see is bound without a word;
    3. a version where the content counts it (转发), one event.

    Args:
        number: a document number in any spelling, or the address of the document (`/d/…/`).
        title: the whole title; beside a number it has to be that document's.

    Raises:
        Refusal: with the field; a kind that changes validity; nothing or several meant; itself; twice.
    """
    row = locked(publication)
    _check(row, by, seen)
    if kind not in PLAIN_RELATIONS:
        raise Refusal(
            f"“{RelationKind(kind).label}”会改变对方的有效性，请在“立改废”页登记。",
            field="relation_kind",
        )
    relation = _relation(row, kind, _line(number), _line(title).strip("《》"), by)
    _check_new(row, relation)
    relation.save()
    _touched(row, by, f"登记关系：{kind.label}", relation)
    return relation


@transaction.atomic
def unrelate(publication: Publication, *, by: User, seen: int, relation: int) -> Publication:
    """Takes such a relation off a draft; one event that says which."""
    row = locked(publication)
    _check(row, by, seen)
    found = row.relations_out.filter(pk=relation, kind__in=PLAIN_RELATIONS).first()
    if found is None:
        raise Refusal("没有这条文件关系，可能刚刚被移去；请刷新页面。", status=404)
    found.delete()
    _touched(row, by, f"移去关系：{found.get_kind_display()}", found)
    return row


def _check(row: Publication, by: User, seen: int) -> None:
    if not may_edit(by, row):
        raise Refusal(f"《{row.title}》现在是“{State(row.state).label}”，不能改动文件关系。")
    if not has_plain_relations(row):
        raise Refusal(
            "解读和更正稿不登记文件关系：解读发布时自动与所解读的文件关联，更正稿沿用原文的关系。"
        )
    check_seen(row, seen)


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _relation(row: Publication, kind: RelationKind, typed: str, title: str, by: User) -> Relation:
    """The relation that is meant, with its target where the library holds it; not saved."""
    if not typed and not title:
        raise Refusal("请填写对方的发文字号、网址或者标题，至少填一样。", field="relation_number")
    if len(title) > 500:
        raise Refusal(f"标题有{len(title)}个字，最多500个字，请核对。", field="relation_title")
    seen = library_of(by).exclude(state__in=[State.DISCARDED, State.MERGED])
    seen = seen.filter(corrects=None).select_related("document")
    if "/d/" in typed:
        return _bound(row, kind, _at(seen, typed), title)
    number = _number(typed) if typed else None
    found = _named(seen, number, title)
    if len(found) > 1:
        listed = "；".join(
            f"{quoted(one.title)}（{one.get_absolute_url()}）" for one in found[:_SHOWN]
        )
        field = "relation_number" if number else "relation_title"
        raise Refusal(f"有几份文件符合，请改填其中一份的网址：{listed}。", field=field)
    if found:
        return _bound(row, kind, found[0], title)
    relation = Relation(
        source=row,
        kind=kind,
        target_doc_no=number.printed[:80] if number else "",
        target_key=number.key[:80] if number else "",
        target_title=title,
    )
    bind([relation])
    return relation


def _number(typed: str) -> DocNo:
    number = parse_doc_no(typed)
    if number is None:
        raise Refusal(
            f"“{typed[:40]}”不像发文字号，也不是网址，应如“临政办发〔2024〕12号”；标题请填在“对方的标题”一栏。",
            field="relation_number",
        )
    return number


def _at(rows: "QuerySet[Publication]", address: str) -> Publication:
    code = address.split("/d/", 1)[1].split("/")[0]
    pk = shortcode.decode(code)
    found = rows.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refusal(
            f"文件库里没有网址“{address[:80]}”的文件，请核对网址，或者改填发文字号和标题。",
            field="relation_number",
        )
    return found


def _named(rows: "QuerySet[Publication]", number: DocNo | None, title: str) -> list[Publication]:
    """Those with the number, else with the whole title; of several with one number those so titled."""
    if number is None:
        return list(rows.filter(title=title).order_by("-pk")[: _SHOWN + 1])
    found = list(rows.filter(document__doc_no_key=number.key).order_by("-pk")[: _SHOWN + 1])
    if len(found) > 1 and title:
        return [one for one in found if _same(one.title, title)] or found
    return found


def _bound(row: Publication, kind: RelationKind, target: Publication, title: str) -> Relation:
    if target.pk == row.pk:
        raise Refusal("文件不能与自己有关系，请核对填的是不是另一份文件。", field="relation_number")
    if title and not _same(title, target.title):
        raise Refusal(
            f"文件库里的这份文件是{quoted(target.title)}，与填写的标题不同；请核对，或者把标题留空。",
            field="relation_title",
        )
    document = getattr(target, "document", None)
    return Relation(
        source=row,
        kind=kind,
        target=target,
        target_doc_no=document.doc_no if document else "",
        target_key=document.doc_no_key if document else "",
        target_title=target.title,
    )


def _same(left: str, right: str) -> bool:
    return "".join(han.normalise(left).strip("《》").split()) == "".join(
        han.normalise(right).strip("《》").split()
    )


def _check_new(row: Publication, relation: Relation) -> None:
    """Neither with itself, nor twice, nor more than anybody reads."""
    if relation.target_id == row.pk:
        raise Refusal("文件不能与自己有关系，请核对填的是不是另一份文件。", field="relation_number")
    there = list(row.relations_out.filter(kind__in=PLAIN_RELATIONS))
    if len(there) >= MOST_RELATIONS:
        raise Refusal(f"一份文件最多登记{MOST_RELATIONS}条关系，没有登记；请只留直接相关的。")
    for known in there:
        if known.kind == relation.kind and _one_target(known, relation):
            label = RelationKind(relation.kind).label
            raise Refusal(f"“{label}”这份文件已经登记过，没有重复登记。", field="relation_number")


def _one_target(left: Relation, right: Relation) -> bool:
    if left.target_id and right.target_id:
        return left.target_id == right.target_id
    if left.target_key and right.target_key:
        return left.target_key == right.target_key
    return bool(left.target_title) and _same(left.target_title, right.target_title)


def _touched(row: Publication, by: User, act: str, relation: Relation) -> None:
    row.row_version += 1
    row.save(update_fields=["row_version", "updated_at"])
    content.keep_version(row, by=by, note=version_note(row))
    words = (
        f"{quoted(relation.target_title) if relation.target_title else ''}{relation.target_doc_no}"
    )
    record(act, row, by=by, unit=row.unit, note=words[:300], data={"kind": relation.kind})
