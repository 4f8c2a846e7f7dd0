"""The desk pages of the registers: who comes in, what the rail shows, what lists cost."""

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.services import units
from gongkai.base.states import Role
from tests.base.registers.asking import SignedIn, send, statements
from tests.cast import City, People, make_unit, make_user

EVERYBODY = set(People.__slots__)
KEEPERS = {"system_admin", "authority"}
SEERS = {"system_admin", "security_admin", "audit_admin", "authority"}


def pages(city: City, people: People) -> dict[str, set[str]]:
    """Every page, and who may open it."""
    unit, clerk = city.education.pk, people.clerk.pk
    return {
        reverse("desk_units"): EVERYBODY,
        reverse("desk_units") + "?q=教育": EVERYBODY,
        reverse("desk_unit", args=[unit]): EVERYBODY,
        reverse("desk_unit_new") + f"?under={unit}": KEEPERS,
        reverse("desk_unit_new"): {"system_admin"},
        reverse("desk_unit_edit", args=[unit]): KEEPERS,
        reverse("desk_unit_edit", args=[city.province.pk]): {"system_admin"},
        reverse("desk_unit_rename", args=[unit]): KEEPERS,
        reverse("desk_unit_move", args=[unit]): KEEPERS,
        reverse("desk_unit_close", args=[unit]): KEEPERS,
        reverse("desk_units_import"): KEEPERS,
        reverse("desk_units_export", args=["csv"]): KEEPERS,
        reverse("desk_units_export", args=["xlsx"]): KEEPERS,
        reverse("desk_people"): SEERS,
        reverse("desk_person", args=[clerk]): SEERS,
        reverse("desk_person_roles", args=[clerk]): SEERS,
        reverse("desk_person_new"): {"system_admin"},
        reverse("desk_person_edit", args=[clerk]): {"system_admin"},
        reverse("desk_calendar"): EVERYBODY,
        reverse("desk_calendar_year", args=[2026]): EVERYBODY,
        reverse("desk_calendar_load"): KEEPERS,
    }


@pytest.mark.parametrize("name", People.__slots__)
def test_each_page_opens_for_its_roles_and_says_why_not_to_others(
    city: City, people: People, as_user: SignedIn, name: str
) -> None:
    client = as_user(getattr(people, name))
    wanted = {url: 200 if name in who else 403 for url, who in pages(city, people).items()}
    assert {url: client.get(url).status_code for url in wanted} == wanted


def test_what_is_not_there_or_not_to_be_seen_is_404(
    city: City, people: People, as_user: SignedIn
) -> None:
    outside = make_user("province", Role.INFORMATION, unit=city.province)
    admin, authority = as_user(people.system_admin), as_user(people.authority)
    for url in ("/desk/units/99999/", "/desk/units/99999/edit/", "/desk/people/99999/", "/desk/people/99999/roles/",
                "/desk/calendar/1999/", "/desk/units/export/pdf/", "/desk/units/new/?under=99999"):  # fmt: skip
        assert admin.get(url).status_code == 404, url
    for name in ("desk_person", "desk_person_roles"):
        assert admin.get(reverse(name, args=[outside.pk])).status_code == 200
        assert authority.get(reverse(name, args=[outside.pk])).status_code == 404


def test_a_visitor_is_led_to_the_sign_in_page(city: City, people: People, visitor: Client) -> None:
    assert {visitor.get(url).status_code for url in pages(city, people)} == {302}


@pytest.mark.parametrize("name", People.__slots__)
def test_acts_are_for_their_roles_alone(
    city: City, people: People, as_user: SignedIn, name: str
) -> None:
    client, other = as_user(getattr(people, name)), people.clerk_of_another_unit
    unit, person, roles = (
        reverse("desk_unit", args=[city.education.pk]),
        reverse("desk_person", args=[other.pk]),
        reverse("desk_person_roles", args=[other.pk]),
    )
    tried = {
        "alias": send(client, unit, act="alias", alias="市教委").status_code,
        "close": send(client, person, act="close").status_code,
        "role": send(
            client, roles, act="give", role="handler", unit="市财政局", starts_on=str(today())
        ).status_code,
    }
    wanted = {
        "alias": name in KEEPERS,
        "close": name == "system_admin",
        "role": name == "security_admin",
    }
    closed = {"role": name == "security_admin"}
    assert tried == {key: 302 if wanted[key] or closed.get(key) else 403 for key in tried}


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("clerk", []),
        ("system_admin", ["单位", "人员", "工作日历"]),
        ("security_admin", ["人员"]),
        ("audit_admin", ["人员"]),
        ("authority", ["单位", "人员", "工作日历"]),
    ],
)
def test_the_rail_shows_what_a_person_may_do(
    people: People, as_user: SignedIn, name: str, links: list[str]
) -> None:
    rail = as_user(getattr(people, name)).get("/desk/").context["rail"]
    of_base = {"单位", "人员", "工作日历"}  # other apps add their own
    shown = [link["label"] for group in rail for link in group["links"]]
    assert [label for label in shown if label in of_base] == links


@pytest.mark.parametrize("url", ["/desk/people/?q=甲", "/desk/units/?q=甲", "/desk/units/"])
def test_a_list_of_three_costs_what_a_list_of_one_costs(
    city: City, people: People, as_user: SignedIn, url: str
) -> None:
    client = as_user(people.system_admin)
    counts = []
    for count in (1, 2):
        for number in range(count):
            unit = make_unit(
                f"甲局{count}{number}", parent=city.city, aliases=(f"甲{count}{number}",)
            )
            make_user(f"jia{count}{number}", Role.HANDLER, Role.INFORMATION, unit=unit, name="甲")
        counts.append(statements(client, url))
    assert counts[0] == counts[1]


def test_a_unit_page_costs_the_same_whatever_stands_below_it(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.system_admin), reverse("desk_unit", args=[city.west.pk])
    make_user("jia", Role.HANDLER, unit=city.west)
    before = statements(client, url)
    for number in range(3):
        unit = make_unit(f"甲局{number}", parent=city.west)
        make_user(f"jia{number}", Role.HANDLER, unit=city.west)
        units.add_alias(city.west, f"西泉{number}", by=None)
        units.edit(unit, by=None, phone="0531-1")
    assert statements(client, url) == before


def test_a_person_page_costs_the_same_with_one_role_and_with_three(
    people: People, as_user: SignedIn
) -> None:
    client = as_user(people.security_admin)
    for name in ("desk_person", "desk_person_roles"):
        one = statements(client, reverse(name, args=[people.clerk.pk]))
        assert statements(client, reverse(name, args=[people.reviewer.pk])) == one
