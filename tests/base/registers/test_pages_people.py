"""The desk pages of people: a password shown once, acts, roles."""

from django.test import Client
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Event, FormToken, User
from gongkai.base.services import accounts
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from tests.base.registers.asking import SignedIn, send, text_of, value_of
from tests.base.registers.test_people import lock
from tests.cast import City, People, make_user


def test_the_password_of_a_new_account_is_shown_once_and_stored_nowhere(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url, token = as_user(people.system_admin), reverse("desk_person_new"), new_token()
    fields = {"form_token": token, "name": "林墨", "username": "linmo", "unit": "市财政局"}
    answer = client.post(url, fields)
    user = User.objects.get(username="linmo")
    password = str(answer.context["password"])
    assert (answer.status_code, user.check_password(password), password in text_of(answer)) == (
        200,
        True,
        True,
    )  # type: ignore[arg-type]
    assert "no-store" in answer["Cache-Control"]
    assert password not in str(list(FormToken.objects.values_list("answer", flat=True)))
    assert password not in str(list(Event.objects.values_list("data", "note")))
    again = client.post(url, fields, follow=True)
    assert (password in text_of(again), "口令只在当时显示一次" in text_of(again)) == (False, True)  # type: ignore[arg-type]
    assert User.objects.filter(username="linmo").count() == 1
    browser = Client()
    browser.post("/desk/login/", {"username": "linmo", "password": password})
    assert browser.get("/desk/").headers["Location"].startswith("/desk/password/")


def test_an_account_that_cannot_be_opened_keeps_what_was_typed(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.system_admin)
    answer = send(
        client, reverse("desk_person_new"), name="陈二", username="clerk", unit="明湖市财政局"
    )
    assert answer.status_code == 422
    assert "登录名“clerk”已有人使用" in text_of(answer)
    assert [value_of(answer, name) for name in ("name", "username", "unit")] == [
        "陈二",
        "clerk",
        "明湖市财政局",
    ]


def test_an_account_is_closed_reopened_unlocked_and_reset_on_its_page(
    people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.system_admin), reverse("desk_person", args=[people.clerk.pk])
    send(client, url, act="close", note="借调。")
    assert "恢复账号" in text_of(client.get(url))
    send(client, url, act="reopen")
    lock(people.clerk)
    assert "解除锁定" in text_of(client.get(url))
    send(client, url, act="unlock")
    shown = send(client, url, act="reset")
    people.clerk.refresh_from_db()
    assert people.clerk.check_password(shown.context["password"])  # type: ignore[attr-defined]
    acts = list(Event.objects.order_by("seq").values_list("act", "note"))
    assert acts == [("停用账号", "借调。"), ("恢复账号", ""), ("解除锁定", ""), ("重置口令", "")]
    assert send(client, url, act="burn").status_code == 400


def test_a_refused_act_says_why_on_the_page_and_keeps_the_note(
    city: City, people: People, as_user: SignedIn
) -> None:
    make_user("system2", Role.SYSTEM_ADMIN, unit=city.office)
    client, url = (
        as_user(people.system_admin),
        reverse("desk_person", args=[people.security_admin.pk]),
    )
    answer = send(client, url, act="close", note="调离。")
    assert answer.status_code == 409
    assert "最后一位在用的安全管理员" in text_of(answer)
    assert value_of(answer, "note") == "调离。"
    own = client.get(reverse("desk_person", args=[people.system_admin.pk]))
    assert "这是您自己的账号" in text_of(own)


def test_a_person_moves_to_another_unit(people: People, as_user: SignedIn) -> None:
    client, url = as_user(people.system_admin), reverse("desk_person_edit", args=[people.clerk.pk])
    assert value_of(client.get(url), "unit") == "明湖市教育局"  # type: ignore[arg-type]
    send(client, url, name="陈信息", unit="市财政局")
    people.clerk.refresh_from_db()
    assert people.clerk.unit.label == "市财政局"


def test_states_stand_in_the_list_as_words(people: People, as_user: SignedIn) -> None:
    lock(people.handler)
    accounts.close_account(people.reviewer, by=people.system_admin)
    rows = {
        user.username: state["word"]
        for user, state in as_user(people.audit_admin).get("/desk/people/").context["rows"]
    }
    assert (rows["handler"], rows["reviewer"], rows["clerk"]) == ("锁定", "停用", "在用")


def test_roles_are_given_and_ended_on_their_page(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = (
        as_user(people.security_admin),
        reverse("desk_person_roles", args=[people.clerk.pk]),
    )
    send(client, url, act="give", role="handler", unit="市财政局", starts_on=str(today()))
    given = people.clerk.assignments.get(role="handler")
    assert (given.unit, given.starts_on, given.ends_on) == (city.finance, today(), None)
    held = people.clerk.assignments.get(role="information")
    send(client, url, act="end", assignment=held.pk, since=str(today()))
    held.refresh_from_db()
    assert held.ends_on is not None
    send(client, url, act="end", assignment=given.pk, since=str(today()))
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "任职",
        "结束任职",
        "撤回任职",
    ]


def test_a_role_that_cannot_be_given_or_ended_keeps_what_was_typed(
    people: People, as_user: SignedIn
) -> None:
    client, url = (
        as_user(people.security_admin),
        reverse("desk_person_roles", args=[people.clerk.pk]),
    )
    answer = send(
        client, url, act="give", role="audit_admin", unit="市财政局", starts_on=str(today())
    )
    assert answer.status_code == 422
    assert "三员不得兼任其他角色" in text_of(answer)
    assert value_of(answer, "unit") == "市财政局"
    held = people.clerk.assignments.get()
    answer = send(client, url, act="end", assignment=held.pk, since="2020-01-01")
    assert (answer.status_code, 'href="#id_since"' in text_of(answer)) == (422, True)
    assert value_of(answer, "since") == "2020-01-01"
    other = people.handler.assignments.get()
    assert send(client, url, act="end", assignment=other.pk, since=str(today())).status_code == 404


def test_nobody_is_offered_his_own_roles(people: People, as_user: SignedIn) -> None:
    client, url = (
        as_user(people.security_admin),
        reverse("desk_person_roles", args=[people.security_admin.pk]),
    )
    assert "任何人都不能改动自己的角色" in text_of(client.get(url))  # type: ignore[arg-type]
    assert (
        send(
            client, url, act="give", role="handler", unit="市财政局", starts_on=str(today())
        ).status_code
        == 403
    )
