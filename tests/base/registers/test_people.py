"""Accounts and roles: who may do what to whom, and what nobody may do."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Event, RoleAssignment, User
from gongkai.base.passwords import ProfileValidator, initial_password
from gongkai.base.queries.people import has_role
from gongkai.base.queries.registers import find_people, locked_logins, visible_people
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import accounts, roles, units
from gongkai.base.services import people as raw
from gongkai.base.signin import must_change_password
from gongkai.base.states import Role
from tests.cast import PASSWORD, City, People, make_user

TODAY = today()
DAY = dt.timedelta(days=1)


def lock(user: User) -> None:
    """Five wrong passwords from one place."""
    AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.9", user_agent="x", http_accept="", path_info="/",
        failures_since_start=settings.AXES_FAILURE_LIMIT, attempt_time=timezone.now(), get_data="", post_data="",
    )  # fmt: skip


def events() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("seq").values_list("act", "actor_name"))


# --- accounts ----------------------------------------------------------------------------------


def test_an_opened_account_has_no_role_and_a_password_to_be_changed(
    city: City, people: People
) -> None:
    user, password = accounts.open_account("lin.mo", " 林墨 ", city.finance, by=people.system_admin)
    assert (user.name, user.unit, user.check_password(password)) == ("林墨", city.finance, True)
    assert must_change_password(user)
    assert not user.assignments.exists()
    assert events() == [("开立账号", "席系统")]


@pytest.mark.parametrize("profile", ["dengbao", "asvs"])
def test_an_initial_password_satisfies_the_profile_and_must_be_changed(
    clerk: User, settings: object, profile: str
) -> None:
    settings.PASSWORD_PROFILE = profile  # type: ignore[attr-defined]
    ProfileValidator().validate(initial_password(), clerk)
    clerk.password_changed_at = None
    assert must_change_password(clerk)


@pytest.mark.parametrize(
    ("login", "name", "field", "sentence"),
    [
        ("clerk", "陈", "username", "登录名“clerk”已有人使用，请换一个。"),
        (
            "Lin Mo",
            "林",
            "username",
            "登录名要用3到30个小写字母、数字、点、横线，以字母开头，请修改。",
        ),
        ("linmo", "\t ", "name", "没有填写姓名，请补上。"),
        ("linmo", "长" * 51, "name", "姓名最多50个字，现在是51个字，请缩短。"),
    ],
)
def test_an_account_that_cannot_be_opened_is_refused(
    city: City, people: People, login: str, name: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        accounts.open_account(login, name, city.finance, by=people.system_admin)
    assert (refused.value.field, refused.value.sentence) == (field, sentence)


def test_nobody_gets_an_account_in_a_unit_that_has_ended(city: City, people: People) -> None:
    units.close(city.garden, on=dt.date(2024, 1, 1), successor=None, by=None)
    city.garden.refresh_from_db()
    with pytest.raises(Refusal, match="市园林和林业绿化局已经撤销"):
        accounts.open_account("linmo", "林墨", city.garden, by=people.system_admin)


@pytest.mark.parametrize("name", [n for n in People.__slots__ if n != "system_admin"])
def test_accounts_are_for_the_system_administrator_alone(
    city: City, people: People, name: str
) -> None:
    by, other = getattr(people, name), people.clerk_of_another_unit
    for act in (
        lambda: accounts.open_account("linmo", "林墨", city.finance, by=by),
        lambda: accounts.amend(other, name="范", unit=city.finance, by=by),
        lambda: accounts.close_account(other, by=by),
        lambda: accounts.reopen_account(other, by=by),
        lambda: accounts.reset_password(other, by=by),
        lambda: accounts.unlock(other, by=by),
    ):
        with pytest.raises(Forbidden, match="账号由系统管理员开立和管理"):
            act()


def test_a_closed_account_is_out_at_once_and_may_come_back(
    people: People, as_user: type[Client]
) -> None:
    browser = as_user(people.clerk)  # type: ignore[call-arg]
    assert browser.get("/desk/").status_code == 200
    accounts.close_account(people.clerk, by=people.system_admin, note="调离。")
    assert browser.get("/desk/").status_code == 302
    with pytest.raises(Refusal, match="已经停用，无需重复办理"):
        accounts.close_account(people.clerk, by=people.system_admin)
    with pytest.raises(Refusal, match="请先恢复账号，再重置口令"):
        accounts.reset_password(people.clerk, by=people.system_admin)
    accounts.reopen_account(people.clerk, by=people.system_admin)
    with pytest.raises(Refusal, match="正在使用，无需恢复"):
        accounts.reopen_account(people.clerk, by=people.system_admin)
    assert events() == [("停用账号", "席系统"), ("恢复账号", "席系统")]
    assert Event.objects.get(act="停用账号").note == "调离。"


def test_nobody_closes_or_resets_his_own_account(people: People) -> None:
    with pytest.raises(Forbidden, match="不能停用自己的账号"):
        accounts.close_account(people.system_admin, by=people.system_admin)
    with pytest.raises(Forbidden, match="修改口令"):
        accounts.reset_password(people.system_admin, by=people.system_admin)


def test_the_last_system_or_security_administrator_stays(city: City, people: People) -> None:
    with pytest.raises(Refusal, match="安安全是最后一位在用的安全管理员"):
        accounts.close_account(people.security_admin, by=people.system_admin)
    second = make_user("security2", Role.SECURITY_ADMIN, unit=city.office, name="安二")
    accounts.close_account(people.security_admin, by=people.system_admin)
    with pytest.raises(Refusal, match="安二是最后一位在用的安全管理员"):
        accounts.close_account(second, by=people.system_admin)
    accounts.close_account(people.audit_admin, by=people.system_admin)


def test_a_reset_password_ends_the_session_and_the_lock_and_must_be_changed(
    people: People, as_user: type[Client]
) -> None:
    browser = as_user(people.clerk)  # type: ignore[call-arg]
    browser.get("/desk/")
    lock(people.clerk)
    password = accounts.reset_password(people.clerk, by=people.system_admin)
    assert (browser.get("/desk/").status_code, locked_logins()) == (302, set())
    people.clerk.refresh_from_db()
    assert people.clerk.check_password(password)
    assert must_change_password(people.clerk)
    assert events() == [("重置口令", "席系统")]


def test_a_demonstration_account_keeps_its_public_password(city: City, people: People) -> None:
    demo = make_user("demo", unit=city.finance, is_demo=True)
    with pytest.raises(Refusal, match="演示账号的口令是公开的"):
        accounts.reset_password(demo, by=people.system_admin)


def test_a_locked_account_is_unlocked_for_every_address(people: People) -> None:
    with pytest.raises(Refusal, match="没有锁定，无需解除"):
        accounts.unlock(people.clerk, by=people.system_admin)
    browser = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        browser.post("/desk/login/", {"username": "clerk", "password": "wrong-password"})
    assert locked_logins() == {"clerk"}
    accounts.unlock(people.clerk, by=people.system_admin)
    assert locked_logins() == set()
    browser.post("/desk/login/", {"username": "clerk", "password": PASSWORD})
    assert browser.get("/desk/").status_code == 200
    assert ("解除锁定", "席系统") in events()


def test_a_person_who_moves_keeps_the_account(city: City, people: People) -> None:
    accounts.amend(people.clerk, name="陈信息", unit=city.finance, by=people.system_admin)
    accounts.amend(people.clerk, name="陈信息", unit=city.finance, by=people.system_admin)
    people.clerk.refresh_from_db()
    assert people.clerk.unit == city.finance
    assert events() == [("修改人员", "席系统")]


# --- the first administrators ------------------------------------------------------------------


def test_each_of_the_three_administrators_is_opened_once_by_command(city: City) -> None:
    for login, role in (
        ("xi", Role.SYSTEM_ADMIN),
        ("an.an", Role.SECURITY_ADMIN),
        ("shen", Role.AUDIT_ADMIN),
    ):
        user, _ = accounts.open_first(login + "a", "甲", city.office, role)
        assert has_role(user, role)
    with pytest.raises(Refusal, match="已有系统管理员甲，不能再用命令开立"):
        accounts.open_first("second", "乙", city.office, Role.SYSTEM_ADMIN)
    with pytest.raises(Refusal, match="这个命令只开立系统管理员、安全管理员、审计管理员的首个账号"):
        accounts.open_first("third", "丙", city.office, Role.HANDLER)


# --- roles -------------------------------------------------------------------------------------


def test_a_role_is_given_and_ended_by_the_security_administrator(
    city: City, people: People
) -> None:
    given = roles.give(
        people.clerk,
        Role.HANDLER,
        city.finance,
        by=people.security_admin,
        starts_on=TODAY,
        ends_on=TODAY + 30 * DAY,
    )
    assert (given.unit, given.ends_on) == (city.finance, TODAY + 30 * DAY)
    ended = roles.end(given, since=TODAY + 10 * DAY, by=people.security_admin)
    assert ended is not None
    assert ended.ends_on == TODAY + 9 * DAY
    assert events() == [("任职", "安安全"), ("结束任职", "安安全")]


def test_a_role_that_began_earlier_ends_at_once(people: People) -> None:
    held = people.clerk.assignments.get()
    roles.end(held, since=TODAY, by=people.security_admin)
    assert not has_role(User.objects.get(pk=people.clerk.pk), Role.INFORMATION)


def test_a_role_that_never_held_a_day_is_taken_back_whole(city: City, people: People) -> None:
    given = roles.give(
        people.clerk, Role.HANDLER, city.finance, by=people.security_admin, starts_on=TODAY
    )
    assert roles.end(given, since=TODAY, by=people.security_admin) is None
    assert not RoleAssignment.objects.filter(pk=given.pk).exists()
    event = Event.objects.get(act="撤回任职")
    assert event.data == {
        "user": people.clerk.pk, "role": "handler", "starts_on": TODAY.isoformat(), "ends_on": None,
    }  # fmt: skip
    with pytest.raises(Refusal, match="已经撤回，无需重复办理"):
        roles.end(given, since=TODAY, by=people.security_admin)


def test_an_end_that_cannot_be_right_is_refused_at_its_field(city: City, people: People) -> None:
    given = roles.give(
        people.clerk,
        Role.HANDLER,
        city.finance,
        by=people.security_admin,
        starts_on=TODAY,
        ends_on=TODAY + 5 * DAY,
    )
    for since, beginning in ((TODAY - DAY, "不能早于今天"), (TODAY + 6 * DAY, "这项任职已定于")):
        with pytest.raises(Refusal) as refused:
            roles.end(given, since=since, by=people.security_admin)
        assert refused.value.field == "since"
        assert refused.value.sentence.startswith(beginning)


def test_a_role_that_cannot_be_given_is_refused_at_its_field(city: City, people: People) -> None:
    def field_of(**more: object) -> str | None:
        facts: dict[str, object] = {
            "role": Role.HANDLER,
            "unit": city.finance,
            "starts_on": TODAY,
            "ends_on": None,
        }
        facts.update(more)
        with pytest.raises(Refusal) as refused:
            roles.give(
                people.clerk,
                facts.pop("role"),
                facts.pop("unit"),
                by=people.security_admin,
                **facts,
            )  # type: ignore[arg-type]
        return refused.value.field

    assert field_of(starts_on=TODAY - DAY) == "starts_on"
    assert field_of(ends_on=TODAY - DAY) == "ends_on"
    assert field_of(role=Role.SYSTEM_ADMIN) == "role"
    assert field_of(role=Role.INFORMATION, unit=city.education) == "role"
    units.close(city.garden, on=TODAY - DAY, successor=None, by=None)
    city.garden.refresh_from_db()
    assert field_of(unit=city.garden) == "unit"
    accounts.close_account(people.clerk, by=people.system_admin)
    assert field_of() is None


def test_the_three_administrators_stay_apart_in_days_to_come_too(
    city: City, people: People
) -> None:
    user = make_user("new", unit=city.finance)
    raw.assign(user, Role.AUDIT_ADMIN, city.office, by=None, starts_on=TODAY + 30 * DAY)
    with pytest.raises(Refusal, match="三员不得兼任其他角色"):
        roles.give(user, Role.HANDLER, city.finance, by=people.security_admin, starts_on=TODAY)
    roles.give(
        user,
        Role.HANDLER,
        city.finance,
        by=people.security_admin,
        starts_on=TODAY,
        ends_on=TODAY + 29 * DAY,
    )


@pytest.mark.parametrize("name", [n for n in People.__slots__ if n != "security_admin"])
def test_roles_are_for_the_security_administrator_alone(
    city: City, people: People, name: str
) -> None:
    by, other = getattr(people, name), people.clerk_of_another_unit
    with pytest.raises(Forbidden, match="角色由安全管理员指定和结束"):
        roles.give(other, Role.HANDLER, city.finance, by=by, starts_on=TODAY)
    with pytest.raises(Forbidden, match="角色由安全管理员指定和结束"):
        roles.end(other.assignments.get(), since=TODAY, by=by)


def test_nobody_changes_his_own_roles(city: City, people: People) -> None:
    own = people.security_admin
    with pytest.raises(Forbidden, match="任何人都不能改动自己的角色"):
        roles.give(own, Role.SECURITY_ADMIN, city.finance, by=own, starts_on=TODAY)
    with pytest.raises(Forbidden, match="任何人都不能改动自己的角色"):
        roles.end(own.assignments.get(), since=TODAY, by=own)
    with pytest.raises(Forbidden, match="任何人都不能给自己指定角色"):
        raw.assign(own, Role.SECURITY_ADMIN, city.finance, by=own, starts_on=TODAY)


def test_the_last_system_administrator_keeps_the_role(city: City, people: People) -> None:
    held = people.system_admin.assignments.get()
    with pytest.raises(Refusal, match="席系统是最后一位在用的系统管理员"):
        roles.end(held, since=TODAY, by=people.security_admin)
    make_user("system2", Role.SYSTEM_ADMIN, unit=city.office)
    roles.end(held, since=TODAY, by=people.security_admin)
    assert not has_role(User.objects.get(pk=people.system_admin.pk), Role.SYSTEM_ADMIN)


# --- who sees whom -----------------------------------------------------------------------------


def test_the_list_and_the_single_person_agree_for_everybody(city: City, people: People) -> None:
    outside = make_user("province", Role.INFORMATION, unit=city.province)
    everybody = set(User.objects.all())
    for name in People.__slots__:
        seen = set(visible_people(getattr(people, name)))
        wanted = (
            everybody
            if name in {"system_admin", "security_admin", "audit_admin"}
            else everybody - {outside}
            if name == "authority"
            else set()
        )
        assert seen == wanted, name


def test_people_are_found_by_name_unit_role_and_state(people: People) -> None:
    lock(people.handler)
    accounts.close_account(people.reviewer, by=people.system_admin)
    by = people.audit_admin
    assert [user.username for user in find_people(by, "陈")] == ["clerk"]
    assert [user.username for user in find_people(by, "市财政局")] == ["clerk2"]
    assert [user.username for user in find_people(by, "", role=Role.SIGNER)] == ["signer"]
    assert [user.username for user in find_people(by, "", state="locked")] == ["handler"]
    assert [user.username for user in find_people(by, "", state="closed")] == ["reviewer"]
