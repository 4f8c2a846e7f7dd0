"""Cases straight in the tables, and the people who handle them."""

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.sealed import fingerprint
from gongkai.base.states import Role
from gongkai.foi.models import Applicant, Application, DisclosureRequest
from gongkai.foi.states import ApplicantKind, Channel, Stage, WantedForm, WantedRoute
from tests.cast import FIRST_DAY, PASSWORD, City, make_city

# A Wednesday in a year whose calendar is known; tests freeze `today` where they need a later day.
RECEIVED = dt.date(2026, 3, 4)


@dataclass(frozen=True, slots=True)
class Office:
    """The education bureau with everybody a case needs, and those who must not see it."""

    city: City
    unit: Unit
    registrar: User
    handler: User
    other_handler: User
    unit_head: User
    openness: User
    head: User
    secrecy: User
    legal: User
    signer: User
    authority: User
    statistician: User
    stranger: User
    admin: User


_STAFF: dict[str, tuple[str, str, tuple[Role, ...], str]] = {
    "registrar": ("djy", "登记员甲", (Role.REGISTRAR,), "education"),
    "handler": ("cbr", "承办人乙", (Role.HANDLER,), "education"),
    "other_handler": ("cbr2", "承办人丙", (Role.HANDLER,), "education"),
    "unit_head": ("fzr", "单位负责人丁", (Role.UNIT_HEAD,), "education"),
    "openness": ("gk", "公开办戊", (Role.OPENNESS,), "education"),
    "head": ("gkfzr", "公开办负责人己", (Role.OPENNESS_HEAD,), "education"),
    "secrecy": ("bm", "保密员庚", (Role.SECRECY,), "education"),
    "legal": ("fz", "法制员辛", (Role.LEGAL,), "education"),
    "signer": ("qf", "签发人壬", (Role.SIGNER,), "education"),
    "authority": ("zgbm", "主管部门癸", (Role.AUTHORITY,), "office"),
    "statistician": ("tj", "统计员子", (Role.STATISTICIAN,), "education"),
    "stranger": ("cz", "财政局丑", (Role.REGISTRAR, Role.HANDLER, Role.OPENNESS), "finance"),
    "admin": ("xtgly", "系统管理员寅", (Role.SYSTEM_ADMIN,), "office"),
}


def make_office() -> Office:
    """The standing people of the disclosure requests; one bureau, one stranger, one authority."""
    city = make_city()
    units = {key: getattr(city, unit) for key, (_, _, _, unit) in _STAFF.items()}
    people = {
        key: User(
            username=login,
            name=name,
            unit=units[key] if key != "admin" else None,
            password=_password(),
            password_changed_at=timezone.now(),
        )
        for key, (login, name, _, _) in _STAFF.items()
    }
    User.objects.bulk_create(people.values())
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=people[key], unit=units[key], role=role, starts_on=FIRST_DAY)
        for key, (_, _, roles, _) in _STAFF.items()
        for role in roles
    )
    return Office(city=city, unit=city.education, **people)


@functools.cache
def _password() -> str:
    return make_password(PASSWORD)


def make_application(unit: Unit, *, number: str = "", **facts: Any) -> Application:
    """An application with its applicant, written straight into the tables."""
    serial = Application.objects.count() + 1
    name = facts.pop("name", "陈一诺")
    phone = facts.pop("phone", "13900000001")
    id_number = facts.pop("id_number", "370102190102030019")
    applicant = Applicant.objects.create(
        kind=facts.pop("kind", ApplicantKind.NATURAL),
        name=name,
        id_number=id_number,
        phone=phone,
        email=facts.pop("email", ""),
        address=facts.pop("address", "明湖市东城区求是路8号"),
        same_person_key=fingerprint(id_number or name, "person"),
        name_key=fingerprint(name, "name"),
        phone_key=fingerprint(phone, "phone"),
        account=facts.pop("account", None),
    )
    wanted = facts.pop("wanted", "2025年度义务教育学校招生计划及其制定依据")
    defaults: dict[str, Any] = {
        "channel": Channel.INTERNET,
        "wanted_form": WantedForm.ELECTRONIC,
        "wanted_route": WantedRoute.ONLINE,
        "submitted_at": timezone.now(),
        "query_code": fingerprint("QUERYCODE", "query"),
        "digest": hashlib.sha256(wanted.encode()).hexdigest(),
        "matter_key": fingerprint(wanted, "matter"),
    }
    return Application.objects.create(
        number=number or f"SQ2026{serial:06d}",
        unit=unit,
        applicant=applicant,
        wanted=wanted,
        **(defaults | facts),
    )


def make_case(
    unit: Unit, stage: Stage = Stage.HANDLING, *, handler: User | None = None, **facts: Any
) -> DisclosureRequest:
    """A case in a stage, without the acts that would have led there (the clock starts on `RECEIVED`)."""
    of_application = {
        name: facts.pop(name)
        for name in ("kind", "name", "phone", "id_number", "email", "wanted", "channel", "account")
        if name in facts
    }
    application = facts.pop("application", None) or make_application(unit, **of_application)
    serial = DisclosureRequest.objects.count() + 1
    registered = stage not in (Stage.SUBMITTED, Stage.WITHDRAWN)
    closed = stage in (Stage.CLOSED, Stage.ARCHIVED)
    defaults: dict[str, Any] = {
        "number": f"〔2026〕{serial}号" if registered else "",
        "received_on": RECEIVED if registered else None,
        "matter": application.wanted[:300],
        "matter_key": application.matter_key,
        "same_person_key": application.applicant.same_person_key,
        "outcome": "D1b" if closed else "",
    }
    return DisclosureRequest.objects.create(
        application=application, unit=unit, stage=stage, handler=handler, **(defaults | facts)
    )
