"""Suggestions put into rich text: the right place, tags untouched."""

import re

import pytest

from gongkai.base.refusal import Refusal
from gongkai.publishing import richtext
from gongkai.publishing.services.replacing import replaced


def put(html: str, text: str, suggestion: str, number: int = 0) -> str:
    plain = richtext.plain(html)
    place = -1
    for _ in range(number + 1):
        place = plain.index(text, place + 1)
    return replaced(html, plain, place, text, suggestion)


@pytest.mark.parametrize(
    ("html", "text", "suggestion", "expected"),
    [
        ("<p>截止目前为止。</p>", "截止目前", "截至目前", "<p>截至目前为止。</p>"),
        (
            "<p>甲<strong>截止</strong>目前。</p>",
            "截止目前",
            "截至目前",
            "<p>甲<strong>截至目前</strong>。</p>",
        ),
        ("<p>甲&amp;乙，帐号。</p>", "帐号", "账号", "<p>甲&amp;乙，账号。</p>"),
        ("<p>比较a&lt;b。</p>", "a<b", "a&b", "<p>比较a&amp;b。</p>"),
        (
            '<p><a href="/d/x/?a=1>2">帐号</a></p>',
            "帐号",
            "账号",
            '<p><a href="/d/x/?a=1>2">账号</a></p>',
        ),
        ("<p>多余的的字。</p>", "的的", "的", "<p>多余的字。</p>"),
    ],
)
def test_characters_change_and_tags_stay(
    html: str, text: str, suggestion: str, expected: str
) -> None:
    plain = "".join(c for c in html.replace("&amp;", "&").replace("&lt;", "\x01") if c)
    plain = re.sub(r"<(?:\"[^\"]*\"|[^>\"])*>", "", plain).replace("\x01", "<")
    assert replaced(html, plain, plain.index(text), text, suggestion) == expected


def test_of_equal_words_the_right_one_changes() -> None:
    html = "<p>帐号一。</p><table><tr><td>帐号</td><td>乙</td></tr></table><p>帐号二。</p>"
    assert put(html, "帐号二", "账号二").endswith("<p>账号二。</p>")
    assert put(html, "帐号", "账号").startswith("<p>账号一。</p>")


def test_the_third_of_three_equal_paragraphs_changes() -> None:
    html = "<p>请登陆系统。</p>" * 3
    assert put(html, "登陆", "登录", 2) == "<p>请登陆系统。</p>" * 2 + "<p>请登录系统。</p>"


def test_what_does_not_stand_there_is_refused() -> None:
    with pytest.raises(Refusal, match="请在正文中手工修改"):
        replaced("<p>甲乙。</p>", "丙丁。", 0, "丙丁", "戊")
    with pytest.raises(Refusal, match="请在正文中手工修改"):
        replaced("<p>甲乙。</p>", "甲乙。", 1, "甲", "戊")


def test_a_text_of_one_character_is_searched_in_one_go() -> None:
    plain = "的" * 60_000
    assert replaced(f"<p>{plain}</p>", plain, 59_998, "的的", "的") == f"<p>{plain[1:]}</p>"
