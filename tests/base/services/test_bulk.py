"""One act on many things: each for itself, nothing twice, the rest left alone in an outage."""

import sqlite3

import pytest
from django.db import OperationalError

from gongkai.base.models import Notice, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import bulk
from gongkai.base.services.forms import new_token

pytestmark = pytest.mark.django_db


def made(user: User, count: int) -> list[Notice]:
    return [Notice.objects.create(user=user, title=f"第{n}条") for n in range(1, count + 1)]


def rename(item: Notice, by: User) -> str:
    if "第2条" in item.title:
        Notice.objects.filter(pk=item.pk).update(title="改了一半")
        raise Refusal("第2条不能改。")
    Notice.objects.filter(pk=item.pk).update(title=f"{item.title}改")
    return f"由{by.name}改好。"


def titles(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def test_a_refusal_stops_none_of_the_others_and_leaves_no_half(clerk: User) -> None:
    found = bulk.run(made(clerk, 3), rename, by=clerk, token=new_token(), purpose="t")
    assert [(one.done, one.sentence) for one in found] == [
        (True, "由陈信息改好。"),
        (False, "第2条不能改。"),
        (True, "由陈信息改好。"),
    ]
    assert titles(clerk) == ["第1条改", "第2条", "第3条改"]


def test_sent_twice_nothing_is_done_twice(clerk: User) -> None:
    token, done = new_token(), []

    def act(item: Notice, by: User) -> str:
        done.append(item.pk)
        return "好。"

    items = made(clerk, 2)
    first = bulk.run(items[:1], act, by=clerk, token=token, purpose="t")
    again = bulk.run(items, act, by=clerk, token=token, purpose="t")
    assert (again[0], len(again)) == (first[0], 2)
    assert done == [item.pk for item in items]


def test_once_the_database_fails_the_rest_is_not_tried(clerk: User) -> None:
    tried = []

    def act(item: Notice, by: User) -> str:
        tried.append(item.pk)
        if len(tried) == 2:
            cause = sqlite3.OperationalError("locked")
            cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("locked") from cause
        return "好。"

    found = bulk.run(made(clerk, 4), act, by=clerk, token=new_token(), purpose="t")
    sentence = "系统正忙，暂时排不上队。这一份没有办理，请过一会儿再试。"
    assert [(one.done, one.sentence) for one in found] == [(True, "好。"), *[(False, sentence)] * 3]
    assert len(tried) == 2


def test_a_mistake_in_the_program_is_not_taken_for_an_outage(clerk: User) -> None:
    def act(item: Notice, by: User) -> str:
        raise OperationalError("no such table") from sqlite3.OperationalError("no such table")

    with pytest.raises(OperationalError):
        bulk.run(made(clerk, 1), act, by=clerk, token=new_token(), purpose="t")


def test_a_form_without_a_token_is_refused_before_anything_is_done(clerk: User) -> None:
    with pytest.raises(Refusal) as refused:
        bulk.run(made(clerk, 1), rename, by=clerk, token="none", purpose="t")
    assert (refused.value.status, titles(clerk)) == (400, ["第1条"])


def test_outcomes_are_kept_for_their_purpose_alone(clerk: User) -> None:
    token = new_token()
    found = bulk.run(made(clerk, 1), rename, by=clerk, token=token, purpose="mine")
    bulk.keep(found, token=token, purpose="mine")
    assert bulk.kept(token, "mine") == found
    assert bulk.kept(token, "another's") is None
    assert bulk.kept("none", "mine") is None
