"""Nobody is named or reached in a text from which they were taken."""

import pytest

from gongkai.lib.anonymous import Known, find, line_of, without

KNOWN = [
    Known("陈一诺", "申请人的姓名", "申请人"),
    Known("0531-86000001", "电话", "（电话略）"),
    Known("明湖市东城区求是路8号", "地址", "（地址略）"),
]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("陈一诺申请公开", "申请人申请公开"),
        ("陈 一诺和陈　一　诺", "申请人和申请人"),
        ("致电０５３１８６０００００１", "致电（电话略）"),
        ("住明湖市 东城区求是路８号。", "住（地址略）。"),
        ("身份证370102190102030019。", "身份证（身份证号码略）。"),
        ("手机139 0000 0001", "手机（手机号码略）"),
        ("写信到chen.yinuo@example.cn", "写信到（电子邮箱略）"),
        ("车牌鲁A12345的车", "车牌（车牌号略）的车"),
        ("车牌鲁AD12345", "车牌（车牌号略）"),
        ("座机0532-1234567", "座机（电话号码略）"),
    ],
)
def test_people_and_their_numbers_are_replaced(text: str, clean: str) -> None:
    assert without(text, KNOWN) == clean
    assert find(clean, KNOWN) == []


def test_what_is_no_person_stays() -> None:
    text = "明湖市教育局〔2026〕12号，2026年3月4日，共370102件，条例第三十六条，热线12345。"
    assert without(text, KNOWN) == text


def test_an_identity_number_with_a_slip_is_found_too() -> None:
    assert [hit.what for hit in find("370102190102030018", [])] == ["身份证号码"]


def test_a_place_is_told_by_its_line() -> None:
    text = "第一行\n第二行有陈一诺"
    (hit,) = find(text, KNOWN)
    assert (line_of(text, hit.start), hit.what) == (2, "申请人的姓名")


def test_one_character_is_no_name() -> None:
    assert find("陈述理由", [Known("陈", "姓", "某")]) == []
