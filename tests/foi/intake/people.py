"""Applicants and applications as somebody would state them; everything invented."""

import datetime as dt
from typing import Any

from gongkai.base.models import Unit
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import intake
from gongkai.foi.states import Channel, WantedForm, WantedRoute

PERSON_ID = "370102190102030019"
OTHER_ID = "370102190102030027"
ID_WITH_X = "37010219010203006X"
COMPANY = "91990100MA00XY122L"
PHONE = "13900000001"
DAY = dt.date(2026, 3, 4)  # a Wednesday
MATTER = "2025年度义务教育学校招生计划及其制定依据"


def applicant(**facts: Any) -> intake.ApplicantFacts:
    """陈一诺, with everything article 29 wants."""
    return intake.ApplicantFacts(
        **{"name": "陈一诺", "id_number": PERSON_ID, "phone": PHONE, **facts}
    )


def asked(unit: Unit, channel: str = Channel.IN_PERSON, **facts: Any) -> intake.ApplicationFacts:
    """An application for `MATTER`."""
    return intake.ApplicationFacts(
        **{
            "unit": unit,
            "channel": channel,
            "wanted": MATTER,
            "wanted_form": WantedForm.ELECTRONIC,
            "wanted_route": WantedRoute.ONLINE,
            **facts,
        }
    )


def submitted(unit: Unit, channel: str = Channel.IN_PERSON, **more: Any) -> intake.Submitted:
    """An application that was taken in; `by`, `files`, `receipt` and facts of both sides as they come."""
    who = {name: more.pop(name) for name in tuple(more) if name in _APPLICANT}
    door = {name: more.pop(name) for name in tuple(more) if name in _DOOR}
    return intake.submit(applicant=applicant(**who), facts=asked(unit, channel, **more), **door)


def registered(unit: Unit, **more: Any) -> DisclosureRequest:
    """A case that came by the internet and was registered at once."""
    return submitted(unit, Channel.INTERNET, **more).case


_APPLICANT = frozenset(intake.ApplicantFacts.__dataclass_fields__)
_DOOR = frozenset({"by", "files", "receipt", "account"})
