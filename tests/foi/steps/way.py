"""Steps taken by the right people of the office, for the tests of all steps."""

import datetime as dt
from typing import Any

from gongkai.foi.models import Consultation, DisclosureRequest
from gongkai.foi.services import clarifying, consulting
from gongkai.foi.states import ConsultationKind, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case

MARCH_2 = dt.date(2026, 3, 2)
THIRD = ConsultationKind.THIRD_PARTY
JOINT = ConsultationKind.JOINT_MAKER
ITEM = "明湖市第三小学食堂承包合同"


def march(day: int) -> dt.date:
    """A day of March 2026."""
    return dt.date(2026, 3, day)


def fresh(case: DisclosureRequest) -> DisclosureRequest:
    """The case as it stands, nothing remembered."""
    return DisclosureRequest.objects.select_related("unit", "handler").get(pk=case.pk)


def handled(office: Office, received_on: dt.date = MARCH_2, **facts: Any) -> DisclosureRequest:
    """A case in the hands of its handler."""
    stage = facts.pop("stage", Stage.HANDLING)
    return make_case(office.unit, stage, handler=office.handler, received_on=received_on, **facts)


def asked(
    case: DisclosureRequest, office: Office, *, kind: str = THIRD, **facts: Any
) -> Consultation:
    """A letter to a company, or to another bureau where `kind` says joint maker."""
    if kind == THIRD:
        facts.setdefault("name", "明湖市东泉餐饮有限公司")
        facts.setdefault("contact", "明湖市东泉区和平路1号")
    else:
        facts.setdefault("unit", office.city.finance)
    return consulting.start_consultation(
        case,
        by=office.handler,
        kind=kind,
        question=facts.pop("question", "是否同意公开，不同意的请说明理由。"),
        items=facts.pop("items", [ITEM]),
        **facts,
    )


def served(
    case: DisclosureRequest, office: Office, on_day: OnDay, on: dt.date, **facts: Any
) -> Consultation:
    """A letter that was handed over on that day."""
    on_day(on)
    return asked(case, office, served_on=on, **facts)


def corrected_case(office: Office, on_day: OnDay) -> DisclosureRequest:
    """Received on 2 March, asked on the 5th to correct until the 20th, not corrected yet."""
    case = handled(office)
    on_day(march(5))
    clarifying.ask_clarification(
        case,
        by=office.head,
        on=march(5),
        until=march(20),
        what=["请写明所需信息的年度", "请提供身份证明"],
    )
    return fresh(case)
