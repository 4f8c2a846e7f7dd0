"""What the verbs between assignment and decision share: texts, a look ahead at the clock, notices."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.core.files.uploadedfile import UploadedFile

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi.letters.matter import printable
from gongkai.foi.models import CaseAct, CaseFile, DisclosureRequest
from gongkai.foi.services import clocks, vault
from gongkai.foi.states import Act
from gongkai.lib.clock import Clock, ClockError
from gongkai.lib.dates import plain_date
from gongkai.lib.workdays import add_workdays

LONGEST = 2000
MOST_FILES = 10
_DESK = (Role.REGISTRAR, Role.OPENNESS)
# What is handed in with a step: uploaded files, or (name, bytes).
HandedIn: TypeAlias = "Iterable[UploadedFile[Any] | tuple[str, bytes]]"


def written(
    text: str, *, what: str, field: str = "reason", longest: int = LONGEST, needed: bool = True
) -> str:
    """A text as it is kept: without what cannot be printed, its lines left as they are.

    Raises:
        Refusal: nothing written where something is needed, or too long.
    """
    clean = printable(text or "").strip()
    if needed and not clean:
        raise Refusal(f"请写明{what}，写好后再提交。", field=field)
    if len(clean) > longest:
        raise Refusal(f"{what}有{len(clean)}个字，最多{longest}个字，请写短一些。", field=field)
    return clean


def listed(
    what: str | Sequence[str], *, name: str, field: str, most: int = 20, longest: int = 300
) -> list[str]:
    """Several points, given as a list or as the lines of a text; each once, empty lines left out.

    Raises:
        Refusal: none, too many, or one that is too long.
    """
    lines = what.splitlines() if isinstance(what, str) else list(what)
    points = list(dict.fromkeys(line for raw in lines if (line := printable(raw).strip())))
    if not points:
        raise Refusal(f"请逐项写明{name}，一行写一项。", field=field)
    if len(points) > most:
        raise Refusal(f"{name}有{len(points)}项，最多{most}项，请合并以后再提交。", field=field)
    for number, point in enumerate(points, 1):
        if len(point) > longest:
            raise Refusal(
                f"{name}第{number}项有{len(point)}个字，最多{longest}个字，请写短一些。",
                field=field,
            )
    return points


def foresee(
    case: DisclosureRequest, kind: Act, *, on: dt.date, data: dict[str, Any] | None = None
) -> Clock:
    """What the clock would say with one more act, for what a letter must name before it happens.

    Raises:
        Refusal: the law does not allow the act then; the sentence names the article.
    """
    act = CaseAct(case=case, kind=kind, on=on, data=_plain(data or {}))
    try:
        clock = clocks.clock_of(case, [*case.acts.all(), act], strict=True)
    except ClockError as problem:
        raise Refusal(str(problem), field="on") from None
    if clock is None:
        raise Refusal("这件申请还没有登记收到日期，请先登记，再办理这一步（条例第三十一条）。")
    return clock


def not_future(day: dt.date, *, field: str = "on") -> None:
    """Refuses a day that has not come: what did not happen is not entered."""
    if day > today():
        raise Refusal(
            f"{plain_date(day)}还没有到，不能登记为已经发生。请核对日期后再提交。", field=field
        )


def at_least(until: dt.date, days: int, *, after: dt.date, what: str) -> None:
    """Refuses a last day that has passed, or leaves fewer than `days` working days after `after`."""
    if until <= today():
        raise Refusal(
            f"{what}的截止日期{plain_date(until)}不晚于今天，请另定一个日期。", field="until"
        )
    earliest = add_workdays(after, days, working_calendar()).on
    if until < earliest:
        raise Refusal(
            f"{what}的期限应当合理，至少给申请人{days}个工作日，"
            f"最早到{plain_date(earliest)}，请改晚一些。",
            field="until",
        )


def acts_of_round(case: DisclosureRequest, *kinds: Act) -> list[CaseAct]:
    """The acts of these kinds in the present round, in their order."""
    return list(case.acts.filter(round=case.round, kind__in=kinds))


def keep_files(
    files: HandedIn,
    *,
    case: DisclosureRequest,
    purpose: str,
    by: User | None,
    visible: bool = False,
) -> list[CaseFile]:
    """Stores what was handed in with a step, sealed.

    Raises:
        Refusal: too many; too big, empty, or of a format that is not taken.
    """
    rows = list(files)
    if len(rows) > MOST_FILES:
        raise Refusal(
            f"一次最多交{MOST_FILES}个文件，现有{len(rows)}个，请合并或者分次提交。", field="files"
        )
    kept = []
    for row in rows:
        name, content = row if isinstance(row, tuple) else (row.name or "材料", row)
        kept.append(
            vault.keep(content, name=name, purpose=purpose, by=by, case=case, visible=visible)
        )
    return kept


def tell_desk(
    case: DisclosureRequest,
    title: str,
    *,
    text: str = "",
    key: str = "",
    besides: User | None = None,
    roles: Sequence[Role] = _DESK,
) -> None:
    """A notice to the handler and to the desk of the unit; never with the name of an applicant."""
    people = {user.pk: user for role in roles for user in active_holders(role, unit=case.unit)}
    if case.handler is not None and case.handler.is_active:
        people[case.handler.pk] = case.handler
    if besides is not None:
        people.pop(besides.pk, None)
    notify(people.values(), f"{title}（{case}）", text=text, url=page_of(case), key=key)


def page_of(case: DisclosureRequest) -> str:
    """Address of the case on the desk."""
    return f"/desk/requests/{case.pk}/"


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in data.items()
    }
