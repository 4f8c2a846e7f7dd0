"""Cases and posts of the supervision."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.states import Act, Stage
from tests.foi.factories import Office, make_case


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, url: str, **data: Any) -> Any:
    """A form as its page sends it."""
    return client.post(url, {"form_token": new_token()} | data)


def lit(
    office: Office, due: dt.date | None, stage: Stage = Stage.HANDLING, **facts: Any
) -> DisclosureRequest:
    """A case of the bureau that is due on a day."""
    facts.setdefault("handler", office.handler)
    unit = facts.pop("unit", office.unit)
    return make_case(unit, stage, due_on=due, **facts)


def noted(case: DisclosureRequest, act: Act, on: dt.date, **data: Any) -> CaseAct:
    """An act straight in the table, recorded on the day on which it was done."""
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(10)))
    return CaseAct.objects.create(
        case=case, kind=act, on=data.pop("own_day", on), at=at, actor="测试", stage=case.stage,
        round=case.round, data=data, digest="0" * 64, event_seq=0,
    )  # fmt: skip


def arrived(case: DisclosureRequest, on: dt.date) -> None:
    """The application reached the unit on that day."""
    case.application.arrived_on = on
    case.application.save()
