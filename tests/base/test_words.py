import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from gongkai.base.services.forms import new_token
from gongkai.base.templatetags import words

FRIDAY = dt.date(2024, 10, 11)
MOMENT = dt.datetime(2024, 10, 10, 17, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("riqi", FRIDAY, "2024年10月11日"),
        ("riqi", MOMENT, "2024年10月11日"),
        ("riqi", None, ""),
        ("riqi", "昨天", ""),
        ("riqi_zhou", FRIDAY, "2024年10月11日（周五）"),
        ("shike", MOMENT, "2024年10月11日 1:05"),
        ("shike", FRIDAY, "2024年10月11日"),
        ("iso", MOMENT, "2024-10-11"),
        ("shu", 1234567, "1,234,567"),
        ("shu", Decimal("1234.5"), "1,234.5"),
        ("shu", None, ""),
        ("shu", "没有", ""),
        ("daxiao", 300, "300字节"),
        ("daxiao", 840_000, "820KB"),
        ("daxiao", 1_400_000, "1.3MB"),
        ("daxiao", 52_428_800, "50MB"),
        ("daxiao", None, ""),
    ],
)
def test_values_are_shown_as_people_write_them(name, value, shown):
    assert getattr(words, name)(value) == shown


def rendered(request):
    return Template("{% form_token %}").render(Context({"request": request}))


def test_every_form_gets_a_token_of_its_own():
    request = RequestFactory().get("/")
    assert rendered(request) != rendered(request)


def test_a_form_shown_again_keeps_the_token_it_was_sent_with():
    token = new_token()
    request = RequestFactory().post("/", {"form_token": token})
    assert rendered(request) == f'<input type="hidden" name="form_token" value="{token}">'


def test_a_token_that_is_none_is_not_written_back():
    assert "script" not in rendered(RequestFactory().post("/", {"form_token": '"><script>'}))


def test_a_title_is_quoted_once_and_its_own_marks_become_the_inner_ones():
    template = Template("{{ title|shuming }}")
    shown = template.render(Context({"title": "《养老办法》解读<b>"}))
    assert shown == "《〈养老办法〉解读&lt;b&gt;》"
