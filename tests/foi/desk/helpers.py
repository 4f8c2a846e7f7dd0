"""Acts and pages of the desk as the tests want them."""

import datetime as dt
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import acting, clocks
from gongkai.foi.states import Act
from tests.foi.factories import Office


def people_of(office: Office) -> dict[str, User]:
    """Everybody of the office by what they are."""
    named = {field.name: getattr(office, field.name) for field in fields(office)}
    return {name: one for name, one in named.items() if isinstance(one, User)}


def settled(case: DisclosureRequest) -> DisclosureRequest:
    """The case with what its clock says in its row."""
    clocks.remember(case, clocks.clock_of(case))
    case.save()
    return case


@transaction.atomic
def perform(case: DisclosureRequest, act: Act, *, by: User, on: dt.date, **facts: Any) -> None:
    """An act straight through the one way, without the facts of its service."""
    acting.perform(acting.lock(case), act, by=by, on=on, **facts)


def page_url(case: DisclosureRequest) -> str:
    return reverse("desk_request", args=[case.pk])


def act_url(case: DisclosureRequest, act: str) -> str:
    return reverse("desk_request_act", args=[case.pk, act])


def typed(case: DisclosureRequest, **facts: Any) -> dict[str, Any]:
    """What a form of a deed sends."""
    seen = DisclosureRequest.objects.get(pk=case.pk).row_version
    return {"form_token": new_token(), "seen": seen, **facts}
