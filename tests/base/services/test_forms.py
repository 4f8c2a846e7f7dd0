import threading

import pytest
from django.db import connection

from gongkai.base.models import FormToken, NumberSeries
from gongkai.base.refusal import Refusal
from gongkai.base.services import forms, numbers


def test_a_form_sent_twice_acts_once_and_answers_twice(db):
    token, acts = forms.new_token(), []

    def act():
        acts.append(1)
        return {"number": "甲1"}

    assert forms.once(token, "申请", act) == ({"number": "甲1"}, True)
    assert forms.once(token, "申请", act) == ({"number": "甲1"}, False)
    assert acts == [1]


def test_a_refused_form_can_be_corrected_and_sent_again(db):
    token = forms.new_token()

    def refuse():
        raise Refusal("缺少姓名，请补上。")

    with pytest.raises(Refusal, match="缺少姓名"):
        forms.once(token, "申请", refuse)
    assert FormToken.objects.count() == 0
    assert forms.once(token, "申请", lambda: {"n": 1}) == ({"n": 1}, True)


@pytest.mark.parametrize("token", ["", "short", "x" * 44, "中" * 43, "a" * 42 + "\n"])
def test_a_form_without_a_proper_token_is_refused(db, token):
    with pytest.raises(Refusal, match="缺少校验标记"):
        forms.once(token, "申请", dict)


def test_a_token_of_another_form_is_refused(db):
    token = forms.new_token()
    forms.once(token, "申请", dict)
    with pytest.raises(Refusal, match="已用于别的事项"):
        forms.once(token, "信件", dict)


def test_no_two_tokens_are_alike():
    tokens = {forms.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(forms.is_token(token) for token in tokens)


@pytest.mark.django_db(transaction=True)
def test_the_same_token_at_the_same_time_gives_one_record():
    token = forms.new_token()
    start = threading.Barrier(8)
    answers: list[tuple[dict[str, int], bool]] = []

    def send():
        try:
            start.wait()
            answers.append(
                forms.once(token, "申请", lambda: {"n": numbers.take("申请", 2026).serial})
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer for answer, _ in answers] == [{"n": 1}] * 8
    assert sum(fresh for _, fresh in answers) == 1
    assert NumberSeries.objects.get().last == 1
