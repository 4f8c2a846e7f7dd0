"""拆分: one application with several matters becomes one case for each (一事一申请)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from gongkai.base.models import IssuedNumber, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import numbers
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.services import acting
from gongkai.foi.services.intake import keys
from gongkai.foi.services.intake.registering import number_text
from gongkai.foi.states import Act

MOST = 20
_LONGEST = 300
# What concerns the application as a whole goes over to every part, with its day: the clock of a part
# is that of the whole at the moment of the split, and explains itself by the same acts.
INHERITED = (Act.ASK_CLARIFICATION, Act.RECEIVE_CORRECTION, Act.EXTEND)
# A consultation, a fee, an agreed or ordered date concern one matter and have rows of their own on the
# case: copied they would stop several clocks by one letter, left behind the parts would be late.
HINDERS = (
    Act.CONSULT,
    Act.TAKE_OPINION,
    Act.CLOSE_HOLD,
    Act.FEE_NOTICE,
    Act.FEE_PAID,
    Act.AGREE_LATER,
    Act.REOPEN,
)


@transaction.atomic
def split(
    case: DisclosureRequest, *, matters: Sequence[str], by: User, seen: int | None = None
) -> list[DisclosureRequest]:
    """Parts a case with several matters; the first stays with it, each other becomes a case.

    The parts share application, applicant, day of receipt, handler and clock, and get the next
    numbers of the agency. Acts of correction and extension are added to them with their days and
    their letter, marked by `inherited` with the act they come from.

    Returns:
        The case and its new parts, in the order of `matters`.

    Raises:
        Refusal: fewer than two matters, two alike, too many or too long; a consultation, a fee or a
            set date stands already.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.SPLIT)
    wanted = _checked(matters)
    acts = list(row.acts.all())
    _check_acts(acts)
    year = row.received_on.year if row.received_on else 0
    issued = numbers.take_many(f"foi:{row.unit_id}", year, len(wanted) - 1)
    parts = [_part(row, matter, no) for matter, no in zip(wanted[1:], issued, strict=True)]
    acting.perform(
        row,
        Act.SPLIT,
        by=by,
        data={"parts": [part.number for part in parts]},
        visible=True,
        sets={"matter": wanted[0], "matter_key": keys.matter_key(wanted[0])},
    )
    for part in parts:
        _begin(part, row, [act for act in acts if act.kind in INHERITED], by)
    return [row, *parts]


def _checked(matters: Sequence[str]) -> list[str]:
    wanted = [" ".join(matter.split()) for matter in matters]
    wanted = [matter for matter in wanted if matter]
    if len(wanted) < 2:
        raise Refusal("拆分要写明至少两个事项，每行一个；只有一个事项的不用拆分。", field="matters")
    if len(wanted) > MOST:
        raise Refusal(
            f"一次最多拆成{MOST}件，现在写了{len(wanted)}个事项，请合并后再拆分。", field="matters"
        )
    long = next((matter for matter in wanted if len(matter) > _LONGEST), None)
    if long is not None:
        raise Refusal(
            f"“{long[:20]}…”有{len(long)}字，每个事项最多{_LONGEST}字，请写要点。", field="matters"
        )
    seen: dict[str, str] = {}
    for matter in wanted:
        key = keys.matter_key(matter)
        if key in seen:
            raise Refusal(
                f"“{seen[key][:30]}”与“{matter[:30]}”是同一事项，请合并后再拆分。", field="matters"
            )
        seen[key] = matter
    return wanted


def _check_acts(acts: Sequence[CaseAct]) -> None:
    for act in acts:
        if act.kind in HINDERS:
            raise Refusal(
                f"这件申请已经办理过“{act.get_kind_display()}”，那一步只针对其中的事项，"
                "拆分后期限无法说清，不能再拆分。请在同一件中逐项答复。"
            )


def _part(row: DisclosureRequest, matter: str, number: IssuedNumber) -> DisclosureRequest:
    return DisclosureRequest.objects.create(
        application=row.application,
        parent=row,
        unit=row.unit,
        number=number_text(row, number),
        issued_number=number,
        stage=row.stage,
        matter=matter,
        matter_key=keys.matter_key(matter),
        same_person_key=row.same_person_key,
        theme=row.theme,
        received_on=row.received_on,
        handler=row.handler,
        office=row.office,
    )


def _begin(
    part: DisclosureRequest, row: DisclosureRequest, acts: Sequence[CaseAct], by: User
) -> None:
    acting.perform(part, Act.SPLIT_OFF, by=by, data={"from": row.number}, visible=True, first=True)
    for act in acts:
        data: dict[str, Any] = {**act.data, "inherited": act.pk}
        acting.perform(
            part,
            Act(act.kind),
            by=by,
            on=act.on,
            data=data,
            note=act.note,
            visible=act.visible,
            letter=act.letter,
            first=True,
        )
