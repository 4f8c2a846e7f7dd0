"""检索记录: where was searched, with which words, by whom. The agency bears the proof of 「不存在」."""

import datetime as dt

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, SearchRecord
from gongkai.foi.services import acting
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date


@transaction.atomic
def search_record(
    case: DisclosureRequest,
    *,
    by: User,
    on: dt.date,
    places: str,
    words: str,
    method: str,
    found: bool,
    result: str,
    seen: int | None = None,
) -> SearchRecord:
    """Records one search (条例第三十六条第四项: 「经检索没有所申请公开信息的，告知申请人该政府信息不存在」).

    Effects: the row, one act; the words of the search are not personal data and stay readable.

    Args:
        places: which archives, systems and offices were searched.
        words: what was searched for.
        found: whether something was found.
        result: what was found, or that nothing was, in words.

    Raises:
        Refusal: the stage does not allow it; a day that is not possible; something left blank.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.SEARCH)
    _check_day(row, on)
    facts = {"places": places, "words": words, "result": result}
    for field, name in (("places", "检索范围"), ("words", "检索词"), ("result", "检索结果")):
        facts[field] = facts[field].strip()
        if not facts[field]:
            raise Refusal(f"请填写{name}：本机关对检索过程负有举证责任。", field=field)
    record = SearchRecord.objects.create(
        case=row,
        on=on,
        by=by,
        places=facts["places"],
        words=facts["words"][:300],
        method=method.strip()[:200],
        found=found,
        result=facts["result"],
    )
    acting.perform(
        row,
        Act.SEARCH,
        by=by,
        on=on,
        data={"search": record.pk, "found": found},
        note=record.result,
    )
    return record


def _check_day(row: DisclosureRequest, on: dt.date) -> None:
    if on > today():
        raise Refusal(f"{plain_date(on)}还没有到，请填写实际检索的日期。", field="on")
    if row.received_on and on < row.received_on:
        raise Refusal(
            f"{plain_date(on)}早于收到申请的{plain_date(row.received_on)}，这次检索不能作为本件的证明。"
            "请在收到申请以后检索，再填写检索日期。",
            field="on",
        )
