"""The standing cast: one city with its districts and bodies, and the people who work there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongkai.base.models import RoleAssignment, Unit, UnitAlias, User
from gongkai.base.states import Role, UnitKind

PASSWORD = "Cast-Pass-2026"
FIRST_DAY = dt.date(2020, 1, 1)


def make_unit(
    name: str,
    kind: UnitKind = UnitKind.DEPARTMENT,
    *,
    parent: Unit | None = None,
    aliases: tuple[str, ...] = (),
    **facts: Any,
) -> Unit:
    """A unit below `parent`, or a root; its slug is made up where none is given."""
    slug = facts.pop("slug", "") or f"u{Unit.objects.count() + 1}"
    if parent is None:
        unit = Unit.objects.add_root(
            create_kwargs={"name": name, "kind": kind, "slug": slug, **facts}
        )
    else:
        fresh = Unit.objects.get(pk=parent.pk)  # treebeard counts the children on the object
        unit = Unit.objects.add_child(
            fresh, create_kwargs={"name": name, "kind": kind, "slug": slug, **facts}
        )
    UnitAlias.objects.bulk_create([UnitAlias(unit=unit, name=alias) for alias in aliases])
    return unit


def make_user(
    username: str, *roles: Role, unit: Unit | None = None, name: str = "", **facts: Any
) -> User:
    """A person with these roles for the unit; password `PASSWORD`, changed just now."""
    from django.utils import timezone

    facts.setdefault("password_changed_at", timezone.now())
    user = User.objects.create_user(
        username, password=PASSWORD, name=name or username, unit=unit, **facts
    )
    give_roles(user, *roles, unit=unit)
    return user


def give_roles(user: User, *roles: Role, unit: Unit | None) -> None:
    """Roles for a unit since `FIRST_DAY`, without asking the service."""
    for role in roles:
        RoleAssignment.objects.create(user=user, unit=unit, role=role, starts_on=FIRST_DAY)


@dataclass(frozen=True, slots=True)
class City:
    """The tree of units the cast works in."""

    province: Unit
    city: Unit
    office: Unit
    education: Unit
    reform: Unit
    finance: Unit
    data: Unit
    garden: Unit
    tax: Unit
    water: Unit
    zone: Unit
    east: Unit
    east_office: Unit
    east_reform: Unit
    east_street: Unit
    east_town: Unit
    west: Unit
    west_office: Unit
    west_street: Unit
    hill: Unit
    hill_town: Unit


# The rows of the city as the tree made them the first time: building it anew for every test that
# wants one would be a sixth of the whole suite.
_rows: list[dict[str, Any]] = []
_aliases: list[tuple[int, str]] = []
_places: dict[str, int] = {}


def make_city() -> City:
    """泉城省 with 明湖市: two districts, one county, streets, towns, a zone and departments."""
    if _rows and not Unit.objects.exists():
        return _copy_of_city()
    fresh = not Unit.objects.exists()
    city = _build_city()
    if fresh:
        _remember_city(city)
    return city


def _remember_city(city: City) -> None:
    rows = list(Unit.objects.order_by("path").values())
    at = {row["id"]: number for number, row in enumerate(rows)}
    _rows[:] = [{name: value for name, value in row.items() if name != "id"} for row in rows]
    _aliases[:] = [(at[pk], name) for pk, name in UnitAlias.objects.values_list("unit_id", "name")]
    _places.update({name: at[getattr(city, name).pk] for name in City.__slots__})


def _copy_of_city() -> City:
    units = Unit.objects.bulk_create([Unit(**row) for row in _rows])
    UnitAlias.objects.bulk_create(
        [UnitAlias(unit=units[number], name=name) for number, name in _aliases]
    )
    return City(**{name: units[number] for name, number in _places.items()})


def _build_city() -> City:
    province = make_unit(
        "泉城省人民政府", UnitKind.PROVINCE, short_name="泉城省政府", slug="province"
    )
    make_unit("泉城省财政厅", parent=province, short_name="省财政厅")
    make_unit("泉城省大数据局", UnitKind.AFFILIATED, parent=province, short_name="省大数据局")
    city = make_unit(
        "明湖市人民政府",
        UnitKind.CITY,
        parent=province,
        short_name="明湖市政府",
        slug="minghu",
        division_code="990100",
        phone="0000-12345678",
    )
    office = make_unit(
        "明湖市人民政府办公厅",
        UnitKind.OFFICE,
        parent=city,
        short_name="市政府办公厅",
        agency_words=["明政办发"],
    )
    education = make_unit("明湖市教育局", parent=city, short_name="市教育局", slug="education")
    reform = make_unit(
        "明湖市发展和改革委员会", parent=city, short_name="市发展改革委", aliases=("市发改委",)
    )
    finance = make_unit("明湖市财政局", parent=city, short_name="市财政局", slug="finance")
    data = make_unit("明湖市大数据局", UnitKind.AFFILIATED, parent=city, short_name="市大数据局")
    garden = make_unit(
        "明湖市园林和林业绿化局", UnitKind.AFFILIATED, parent=city, short_name="市园林和林业绿化局"
    )
    tax = make_unit(
        "国家税务总局明湖市税务局", UnitKind.VERTICAL, parent=city, short_name="市税务局"
    )
    water = make_unit(
        "明湖水务集团有限公司", UnitKind.ENTERPRISE, parent=city, short_name="明湖水务集团"
    )
    zone = make_unit(
        "明湖高新技术产业开发区管理委员会", UnitKind.ZONE, parent=city, short_name="高新区管委会"
    )
    east = make_unit(
        "东泉区人民政府",
        UnitKind.COUNTY,
        parent=city,
        short_name="东泉区政府",
        slug="east",
        division_code="990102",
    )
    east_office = make_unit(
        "东泉区人民政府办公室", UnitKind.OFFICE, parent=east, short_name="区政府办公室"
    )
    east_reform = make_unit(
        "东泉区发展和改革局", parent=east, short_name="区发展改革局", aliases=("区发改局",)
    )
    east_street = make_unit("柳行街道办事处", UnitKind.STREET, parent=east, short_name="柳行街道")
    east_town = make_unit("石桥镇人民政府", UnitKind.TOWN, parent=east, short_name="石桥镇")
    west = make_unit(
        "西泉区人民政府",
        UnitKind.COUNTY,
        parent=city,
        short_name="西泉区政府",
        slug="west",
        division_code="990103",
    )
    west_office = make_unit(
        "西泉区人民政府办公室", UnitKind.OFFICE, parent=west, short_name="区政府办公室"
    )
    west_street = make_unit("梧桐街道办事处", UnitKind.STREET, parent=west, short_name="梧桐街道")
    hill = make_unit(
        "南山县人民政府",
        UnitKind.COUNTY,
        parent=city,
        short_name="南山县政府",
        division_code="990124",
    )
    hill_town = make_unit("云谷镇人民政府", UnitKind.TOWN, parent=hill, short_name="云谷镇")
    made = locals()
    return City(**{name: Unit.objects.get(pk=made[name].pk) for name in City.__slots__})


@dataclass(frozen=True, slots=True)
class People:
    """Who works on the desk; everybody belongs to 市教育局 unless the name says otherwise."""

    clerk: User
    clerk_of_another_unit: User
    handler: User
    reviewer: User
    office_head: User
    signer: User
    openness: User
    authority: User
    system_admin: User
    security_admin: User
    audit_admin: User


def make_people(city: City) -> People:
    """The cast of people of a city."""
    unit = city.education
    return People(
        clerk=make_user("clerk", Role.INFORMATION, unit=unit, name="陈信息"),
        clerk_of_another_unit=make_user(
            "clerk2", Role.INFORMATION, unit=city.finance, name="范财政"
        ),
        handler=make_user("handler", Role.HANDLER, unit=unit, name="韩承办"),
        reviewer=make_user("reviewer", Role.LEGAL, Role.SECRECY, unit=unit, name="任审核"),
        office_head=make_user("head", Role.UNIT_HEAD, unit=unit, name="何负责"),
        signer=make_user("signer", Role.SIGNER, unit=unit, name="钱签发"),
        openness=make_user("openness", Role.OPENNESS, unit=unit, name="龚公开"),
        authority=make_user("authority", Role.AUTHORITY, unit=city.office, name="朱主管"),
        system_admin=make_user("system", Role.SYSTEM_ADMIN, unit=city.office, name="席系统"),
        security_admin=make_user("security", Role.SECURITY_ADMIN, unit=city.office, name="安安全"),
        audit_admin=make_user("audit", Role.AUDIT_ADMIN, unit=city.office, name="沈审计"),
    )
