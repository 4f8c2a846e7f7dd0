"""补正: what is missing is asked for once, and the count starts anew when it has come (条例第三十条)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import CaseAct, DisclosureRequest, FoiLetter
from gongkai.foi.services import acting, clocks, letters
from gongkai.foi.services.intake.keys import matter_key
from gongkai.foi.services.stepping import (
    HandedIn,
    acts_of_round,
    at_least,
    foresee,
    keep_files,
    listed,
    not_future,
    tell_desk,
    written,
)
from gongkai.foi.states import Act, FilePurpose
from gongkai.lib.dates import plain_date

# The law says "a reasonable time"; fewer working days than these are not offered.
CORRECT_AT_LEAST_DAYS = 5


@transaction.atomic
def ask_clarification(
    case: DisclosureRequest,
    *,
    by: User,
    on: dt.date,
    until: dt.date,
    what: str | Sequence[str],
    guidance: str = "",
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> DisclosureRequest:
    """Tells the applicant, once and completely, what is to be corrected until when (条例第三十条).

    1. refuses a second time, a time after the reply was due, an unreasonably short limit;
    2. asked after the seventh working day it is done all the same and flagged (补正超期);
    3. issues the letter; the clock waits for the applicant, who sees the act.

    Args:
        on: the day on which the notice reached the applicant.
        until: last day to correct.
        what: each point that is to be corrected, a list or one a line.
        guidance: how to correct it; for the letter.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.ASK_CLARIFICATION)
    not_future(on)
    points = listed(what, name="需要补正的内容", field="what")
    at_least(until, CORRECT_AT_LEAST_DAYS, after=on, what="补正")
    clock = foresee(row, Act.ASK_CLARIFICATION, on=on, data={"until": until})
    limit = clock.limits["clarification"]
    facts = {"what": points, "until": until}
    if guidance.strip():
        facts["guidance"] = written(guidance, what="补正的指导", field="guidance")
    letter = letters.issue_for(row, "clarification", by=by, facts=facts, dated_on=on, draft=draft)
    acting.perform(
        row,
        Act.ASK_CLARIFICATION,
        by=by,
        on=on,
        data={"until": until, "limit": limit, "late": limit is not None and on > limit},
        note="\n".join(points),
        visible=True,
        letter=letter,
    )
    return row


@transaction.atomic
def receive_correction(
    case: DisclosureRequest,
    *,
    by: User | None = None,
    on: dt.date | None = None,
    text: str,
    files: HandedIn = (),
    accepted: bool = False,
    reason: str = "",
    matter: str = "",
    reply: bool = False,
    seen: int | None = None,
) -> DisclosureRequest:
    """Takes the corrected application; the reply period starts anew the day after (条例第三十条).

    What was submitted first stays word for word; the correction is kept sealed with the act.

    Args:
        by: who of the desk enters it; None where the applicant sends it.
        on: day of receipt; today where the applicant sends it.
        accepted: it comes late, but for a good reason (正当理由), which `reason` gives.
        matter: the matter in the words of the correction, for the case's title; as it was if empty.
        reply: also issues the letter that confirms the receipt (补正收悉).

    Raises:
        Refusal: late without a good reason; neither text nor files.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.RECEIVE_CORRECTION)
    day = today() if on is None or by is None else on
    not_future(day)
    handed_in = list(files)
    text = written(text, what="补正的内容", field="text", longest=20_000, needed=not handed_in)
    late = _late(row, day)
    why = _why_taken(row, day, by, accepted, reason) if late else ""
    data: dict[str, Any] = {"late": late, "accepted": late}
    clock = foresee(row, Act.RECEIVE_CORRECTION, on=day, data=data)
    kept = keep_files(handed_in, case=row, purpose=FilePurpose.CORRECTION, by=by, visible=True)
    data["files"] = [file.pk for file in kept]
    letter = None
    if reply and by is not None:
        clocks.remember(row, clock)  # the letter names the new due day
        facts = {"on": day, "due": clock.due}
        letter = letters.issue_for(row, "correction_received", by=by, facts=facts)
    if clock.due is not None:
        until = f"答复期限重新计算，到{plain_date(clock.due)}届满。"
        tell_desk(row, "已收到补正", text=until, besides=by)
    new_matter = written(matter, what="事项", field="matter", longest=300, needed=False)
    acting.perform(
        row,
        Act.RECEIVE_CORRECTION,
        by=by,
        on=day,
        data=data,
        note=f"{text}\n\n逾期受理的理由：{why}" if why else text,
        visible=True,
        letter=letter,
        actor="" if by else acting.APPLICANT,
        sets=({"matter": new_matter, "matter_key": matter_key(new_matter)} if new_matter else None),
    )
    return row


def correction_asked(case: DisclosureRequest) -> CaseAct | None:
    """The act that told the applicant what to correct, in the present round."""
    found = acts_of_round(case, Act.ASK_CLARIFICATION)
    return found[-1] if found else None


def _last_day(case: DisclosureRequest) -> dt.date | None:
    asked = correction_asked(case)
    until = asked.data.get("until") if asked else None
    return dt.date.fromisoformat(until) if until else None


def _late(case: DisclosureRequest, on: dt.date) -> bool:
    last = _last_day(case)
    return last is not None and on > last


def _why_taken(
    case: DisclosureRequest, on: dt.date, by: User | None, accepted: bool, reason: str
) -> str:
    last = _last_day(case)
    passed = f"补正期限已于{plain_date(last)}届满" if last else "补正期限已经届满"
    if by is None:
        phone = f"，电话{case.unit.phone}" if case.unit.phone else ""
        raise Refusal(
            f"{passed}，现在不能在线补正。有正当理由的，请与{case.unit.name}联系{phone}，"
            "由工作人员核实后登记（条例第三十条）。"
        )
    if not accepted:
        raise Refusal(
            f"{passed}，{plain_date(on)}收到的补正已经逾期。有正当理由的，请勾选“有正当理由”"
            "并写明理由；没有正当理由的，视为放弃申请（条例第三十条）。",
            field="accepted",
        )
    return written(reason, what="逾期补正的正当理由", field="reason", longest=500)
