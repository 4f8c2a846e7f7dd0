"""大量、反复申请: first the reasons are asked for, then it is decided (条例第三十五条)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.queries import abuse as queries
from gongkai.foi.queries.abuse import may_refuse_as_excessive
from gongkai.foi.services import acting, clocks, letters
from gongkai.foi.services.stepping import (
    HandedIn,
    at_least,
    foresee,
    keep_files,
    not_future,
    tell_desk,
    written,
)
from gongkai.foi.states import Act, FilePurpose
from gongkai.lib.dates import plain_date

__all__ = [
    "Counts",
    "agree_later",
    "demand_reasons",
    "may_refuse_as_excessive",
    "take_reasons",
    "why_of",
]

# The law sets no time for the reasons; fewer working days than these are not offered.
REASONS_AT_LEAST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests in what time: what the demand rests on.

    Args:
        requests: made by the same person to this agency, this one among them.
        since, until: first and last day of the time.
    """

    requests: int
    since: dt.date
    until: dt.date


@transaction.atomic
def demand_reasons(
    case: DisclosureRequest,
    *,
    by: User,
    on: dt.date,
    until: dt.date,
    counts: Counts,
    reason: str,
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> DisclosureRequest:
    """Asks the applicant to say why so much, or so often, is asked for (条例第三十五条).

    The first of two steps; the clock goes on. That somebody asks often is no ground by itself: the
    figures and what makes them unreasonable stand in the letter.

    Args:
        on: the day on which the applicant received the letter.
        until: last day for the reasons, before the reply is due.
        reason: in what way the measure is plainly exceeded, beyond the figures.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.DEMAND_REASONS)
    not_future(on)
    if queries.reasons_demanded(row) is not None:
        raise Refusal("已经要求申请人说明理由，不需要再次要求（条例第三十五条）。")
    _check_counts(row, counts)
    reason = written(reason, what="数量、频次明显超过合理范围的情形", longest=1000)
    at_least(until, REASONS_AT_LEAST_DAYS, after=on, what="说明理由")
    clock = clocks.clock_of(row)
    if clock is not None and clock.due is not None and until >= clock.due:
        raise Refusal(
            f"说明理由期间答复期限不停止，本件应当在{plain_date(clock.due)}前（含当日）答复，"
            "说明理由的期限应当早于这一天；时间不够的，请先办理延期（条例第三十三条、第三十五条）。",
            field="until",
        )
    why = why_of(counts, reason)
    letter = letters.issue_for(
        row, "reasons", by=by, facts={"why": why, "until": until}, dated_on=on, draft=draft
    )
    acting.perform(
        row,
        Act.DEMAND_REASONS,
        by=by,
        on=on,
        data={
            "until": until,
            "requests": counts.requests,
            "since": counts.since,
            "till": counts.until,
            "counted": queries.requests_of_person(row, counts.since, counts.until),
        },
        note=reason,
        visible=True,
        letter=letter,
    )
    return row


@transaction.atomic
def take_reasons(
    case: DisclosureRequest,
    *,
    by: User | None = None,
    on: dt.date | None = None,
    text: str,
    files: HandedIn = (),
    seen: int | None = None,
) -> DisclosureRequest:
    """Takes the applicant's reasons, late ones too: the agency has not decided yet (条例第三十五条).

    Args:
        by: who of the desk enters them; None where the applicant sends them.
        on: day of receipt; today where the applicant sends them.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.TAKE_REASONS)
    demanded = queries.reasons_demanded(row)
    if demanded is None:
        raise Refusal("还没有要求申请人说明理由，没有可以登记的理由（条例第三十五条）。")
    if queries.reasons_given(row) is not None:
        raise Refusal("已经收到过申请人说明的理由；补充的内容请作为工作记录登记。")
    day = today() if on is None or by is None else on
    not_future(day)
    if day < demanded.on:
        raise Refusal(
            f"要求说明理由的通知于{plain_date(demanded.on)}送达，理由不会早于这一天收到。请核对日期。",
            field="on",
        )
    handed_in = list(files)
    text = written(text, what="理由", field="text", longest=20_000, needed=not handed_in)
    until = queries.reasons_until(row)
    kept = keep_files(handed_in, case=row, purpose=FilePurpose.REASONS, by=by, visible=True)
    tell_desk(row, "已收到申请人说明的理由", besides=by)
    acting.perform(
        row,
        Act.TAKE_REASONS,
        by=by,
        on=day,
        data={
            "late": until is not None and day > until,
            "files": [file.pk for file in kept],
        },
        note=text,
        visible=True,
        actor="" if by else acting.APPLICANT,
    )
    return row


@transaction.atomic
def agree_later(
    case: DisclosureRequest,
    *,
    by: User,
    until: dt.date,
    reason: str,
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> DisclosureRequest:
    """Sets a later day for the reply: the reasons are reasonable, the usual time is not enough (条例第三十五条).

    Raises:
        Forbidden: not the head of the working body.
        Refusal: no reasons came; a day that is not later than the due day.
    """
    row = acting.lock(case, seen=seen)
    if not has_role(by, Role.OPENNESS_HEAD, unit=row.unit):
        raise Forbidden(
            "延迟答复的期限由政府信息公开工作机构负责人确定，由其本人在这里办理（条例第三十五条）。"
        )
    acting.check_move(row, Act.AGREE_LATER)
    if queries.reasons_given(row) is None:
        raise Refusal(
            "申请人还没有说明理由。认为理由合理、又不能按期答复的，才确定延迟答复的期限；"
            "只是需要更多时间的，请办理延期（条例第三十三条、第三十五条）。"
        )
    reason = written(reason, what="不能按期答复的原因", longest=500)
    clock = clocks.clock_of(row)
    if clock is not None and clock.due is not None and until <= clock.due:
        raise Refusal(
            f"答复期限到{plain_date(clock.due)}届满，延迟答复的日期应当晚于这一天（条例第三十五条）。",
            field="until",
        )
    foresee(row, Act.AGREE_LATER, on=today(), data={"until": until})
    letter = letters.issue_for(
        row, "later", by=by, facts={"until": until, "reasons": reason}, draft=draft
    )
    acting.perform(
        row,
        Act.AGREE_LATER,
        by=by,
        data={"until": until},
        note=reason,
        visible=True,
        letter=letter,
    )
    return row


def why_of(counts: Counts, reason: str) -> str:
    """The figures and what makes them unreasonable, as the letter says it."""
    return (
        f"{plain_date(counts.since)}至{plain_date(counts.until)}，同一申请人向本机关提出政府信息"
        f"公开申请{counts.requests}件；{reason}"
    )


def _check_counts(case: DisclosureRequest, counts: Counts) -> None:
    if counts.since > counts.until:
        raise Refusal("统计时间的起始日期晚于截止日期，请核对。", field="since")
    if counts.until > today():
        raise Refusal("统计时间不能晚于今天，请核对截止日期。", field="till")
    if counts.requests < 2:
        raise Refusal(
            "请写明同一申请人在这段时间里提出了多少件申请，只有一件的，谈不上数量、频次明显超过"
            "合理范围（条例第三十五条）。",
            field="requests",
        )
    counted = queries.requests_of_person(case, counts.since, counts.until)
    if counts.requests > counted:
        raise Refusal(
            f"平台上这段时间里同一申请人向本机关提出的申请是{counted}件，填写的{counts.requests}件"
            "与记录不符。请核对件数；平台启用以前的申请请先导入台账。",
            field="requests",
        )
