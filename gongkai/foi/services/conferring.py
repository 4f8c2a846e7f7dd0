"""会商: another unit, on any level, is asked for its view; the clock goes on (no article stops it)."""

import datetime as dt

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.notices import notify
from gongkai.foi import rules
from gongkai.foi.models import Consultation, DisclosureRequest, FoiLetter
from gongkai.foi.queries import consulting as queries
from gongkai.foi.services import acting, letters
from gongkai.foi.services.identity import refuse_identity
from gongkai.foi.services.stepping import HandedIn, keep_files, not_future, tell_desk, written
from gongkai.foi.states import Act, ConsultationKind, FilePurpose, Stance
from gongkai.lib.dates import plain_date


@transaction.atomic
def confer(
    case: DisclosureRequest,
    *,
    by: User,
    unit: Unit,
    question: str,
    due_on: dt.date,
    seen: int | None = None,
    draft: FoiLetter | None = None,
) -> Consultation:
    """Asks another unit; its people see the question, neither the case nor who applies.

    Args:
        due_on: last day to answer; has no effect on the reply period.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.CONFER)
    question = written(question, what="会商的问题", field="question")
    if unit.pk == row.unit_id:
        raise Refusal(
            f"{unit.name}就是承办机关，内部协办请在分办时指定协办人。请选择别的单位。", field="unit"
        )
    if due_on < today():
        raise Refusal(
            f"答复期限{plain_date(due_on)}已经过去，请改为今天或者以后的日期。", field="due_on"
        )
    refuse_identity(row, [question], field="question")
    ref = f"c{row.consultations.count() + 1}"
    letter = letters.issue_for(
        row,
        "confer",
        by=by,
        facts={"to": unit.name, "question": question, "until": due_on},
        draft=draft,
    )
    made = Consultation.objects.create(
        case=row,
        kind=ConsultationKind.CONFER,
        ref=ref,
        unit=unit,
        question=question,
        letter=letter,
        served_on=today(),
        limit_on=due_on,
        by=by,
    )
    people = {
        user.pk: user for role in queries.ANSWERERS for user in active_holders(role, unit=unit)
    }
    notify(
        people.values(),
        f"{row.unit.label}请求会商",
        text=f"请在{plain_date(due_on)}前（含当日）答复。",
        url=f"/desk/requests/confer/{made.pk}/",
        key=f"foi-confer-{made.pk}",
    )
    data = {"consultation": made.pk, "ref": ref, "unit": unit.pk, "until": due_on}
    acting.perform(row, Act.CONFER, by=by, data=data, note=question, letter=letter)
    return made


@transaction.atomic
def confer_answer(
    consultation: Consultation,
    *,
    by: User,
    opinion: str,
    files: HandedIn = (),
    on: dt.date | None = None,
    seen: int | None = None,
) -> Consultation:
    """Takes the answer to a conferral, from the unit that was asked or entered by who asked.

    Raises:
        Forbidden: neither of the two.
        Refusal: answered before; nothing written.
    """
    case = acting.lock(consultation.case, seen=seen)
    made = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=consultation.pk)
    )
    made.case = case
    if made.kind != ConsultationKind.CONFER:
        raise Refusal("这是征求意见，请在征求意见页面登记答复。")
    asked = queries.may_answer(by, made)
    if not asked and not rules.may(by, Act.CONFER_ANSWER, case):
        raise Forbidden(
            "会商由被征求单位的登记员、公开工作机构人员或者承办人答复，您的账号没有这些角色。"
        )
    if made.answered_on is not None:
        raise Refusal(f"这项会商已于{plain_date(made.answered_on)}答复，不能再答复一次。")
    acting.check_move(case, Act.CONFER_ANSWER)
    day = today() if on is None or asked else on
    not_future(day)
    if made.served_on and day < made.served_on:
        raise Refusal(
            f"会商于{plain_date(made.served_on)}发出，答复不会早于这一天。请核对日期。", field="on"
        )
    opinion = written(opinion, what="会商意见", field="opinion", longest=20_000)
    kept = keep_files(files, case=case, purpose=FilePurpose.OPINION, by=by)
    made.opinion, made.answered_on, made.stance = opinion, day, Stance.OPINION
    made.save(update_fields=["opinion", "answered_on", "stance"])
    tell_desk(case, f"{made.unit.label if made.unit else '被征求单位'}已答复会商", besides=by)
    data = {"ref": made.ref, "files": [file.pk for file in kept]}
    acting.perform(case, Act.CONFER_ANSWER, by=by, on=day, data=data, note=opinion)
    return made
