import datetime as dt

import pytest

from gongkai.base.models import Event
from gongkai.base.queries.people import active_holders, has_role, units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services import notices, people
from gongkai.base.states import Role
from tests.cast import FIRST_DAY, make_user

DAY = dt.date(2026, 3, 2)


def assign(user, role, unit, by, **more):
    return people.assign(user, role, unit, by=by, starts_on=more.pop("starts_on", DAY), **more)


def test_a_role_is_given_for_a_unit_and_written_to_the_trail(city, system_admin):
    user = make_user("new", unit=city.finance)
    assign(user, Role.HANDLER, city.finance, system_admin)
    assert has_role(user, Role.HANDLER, unit=city.finance, on=DAY)
    event = Event.objects.get()
    assert (event.act, event.unit, event.data) == (
        "任职",
        city.finance,
        {"user": user.pk, "role": "handler"},
    )


def test_a_role_holds_from_its_first_to_its_last_day(city, system_admin):
    user = make_user("new", unit=city.finance)
    assign(user, Role.HANDLER, city.finance, system_admin, ends_on=dt.date(2026, 3, 31))
    held = [
        has_role(user, Role.HANDLER, on=day)
        for day in (dt.date(2026, 3, 1), DAY, dt.date(2026, 3, 31), dt.date(2026, 4, 1))
    ]
    assert held == [False, True, True, False]


def test_the_same_role_is_not_given_twice(city, clerk, system_admin):
    with pytest.raises(Refusal, match="已经担任"):
        assign(clerk, Role.INFORMATION, city.education, system_admin)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.HANDLER),
        (Role.HANDLER, Role.SECURITY_ADMIN),
    ],
)
def test_none_of_the_three_administrators_holds_another_role(city, system_admin, held, wanted):
    user = make_user("new", held, unit=city.finance)
    with pytest.raises(Refusal, match="三员不得兼任其他角色"):
        assign(user, wanted, city.finance, system_admin)


def test_several_ordinary_roles_go_together(city, clerk, system_admin):
    assign(clerk, Role.HANDLER, city.education, system_admin)
    assert has_role(clerk, Role.HANDLER, on=DAY)
    assert has_role(clerk, Role.INFORMATION, on=DAY)


def test_a_role_can_be_ended(city, clerk, system_admin):
    assignment = clerk.assignments.get()
    people.end_assignment(assignment, on=DAY, by=system_admin)
    assert Event.objects.get().act == "结束任职"
    clerk.__dict__.pop("_held_roles", None)
    assert not has_role(clerk, Role.INFORMATION, on=DAY + dt.timedelta(days=1))


def test_a_role_does_not_end_before_it_begins(city, clerk, system_admin):
    with pytest.raises(Refusal) as refused:
        people.end_assignment(
            clerk.assignments.get(), on=FIRST_DAY - dt.timedelta(days=1), by=system_admin
        )
    assert refused.value.field == "ends_on"


def test_a_role_is_for_its_unit_alone(city, clerk):
    assert has_role(clerk, Role.INFORMATION, unit=city.education)
    assert not has_role(clerk, Role.INFORMATION, unit=city.finance)
    assert not has_role(clerk, Role.SIGNER, unit=city.education)


def test_the_authority_acts_for_every_unit_of_its_government(city, authority):
    assert has_role(authority, Role.AUTHORITY, unit=city.education)
    assert has_role(authority, Role.AUTHORITY, unit=city.east_street)
    assert not has_role(authority, Role.AUTHORITY, unit=city.province)


def test_the_units_of_a_person_agree_with_the_check_of_each_unit(city, people):
    for user in (people.clerk, people.authority, people.system_admin):
        for role in (Role.INFORMATION, Role.AUTHORITY, Role.SYSTEM_ADMIN):
            listed = set(units_for(user, role))
            checked = {
                unit for unit in type(city.city).objects.all() if has_role(user, role, unit=unit)
            }
            assert listed == checked


def test_a_visitor_has_no_role(city):
    from django.contrib.auth.models import AnonymousUser

    assert not has_role(AnonymousUser(), Role.INFORMATION)
    assert list(units_for(AnonymousUser(), Role.INFORMATION)) == []


def test_roles_are_read_once_for_a_request(clerk, django_assert_num_queries):
    has_role(clerk, Role.INFORMATION)
    with django_assert_num_queries(0):
        has_role(clerk, Role.SIGNER)


def test_people_with_a_role_for_a_unit_are_found(city, people):
    assert list(active_holders(Role.INFORMATION, unit=city.education)) == [people.clerk]
    people.clerk.is_active = False
    people.clerk.save()
    assert list(active_holders(Role.INFORMATION, unit=city.education)) == []


def test_a_password_set_by_another_must_be_changed(clerk, system_admin):
    people.set_password(clerk, "Given-Pass-12", by=system_admin)
    assert clerk.password_changed_at is None
    people.set_password(clerk, "Own-Pass-12345", by=clerk)
    assert clerk.password_changed_at is not None
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "重置口令",
        "修改口令",
    ]


def test_a_lockout_of_nobody_is_not_in_the_trail(db):
    people.note_lockout("nobody")
    assert Event.objects.count() == 0


def test_a_notice_with_a_key_comes_once(clerk, reviewer):
    for _ in range(2):
        notices.notify([clerk, reviewer], "请审核", key="review-1")
    notices.notify([clerk], "没有键", text="甲")
    notices.notify([clerk], "没有键", text="乙")
    assert [user.notices.filter(read_at=None).count() for user in (clerk, reviewer)] == [3, 1]
    assert notices.mark_read(clerk) == 3
