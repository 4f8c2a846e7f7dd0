"""Masks of personal data."""

import pytest

from gongkai.foi import masks
from gongkai.foi.masks import Secret, veiled


@pytest.mark.parametrize(
    ("name", "organisation", "shown"),
    [
        ("陈一诺", False, "陈**"),
        ("陈", False, "陈**"),
        (" 欧阳明 ", False, "欧**"),
        ("买买提·吐尔逊", False, "买**"),
        ("John Smith", False, "J**"),
        ("明湖求是律师事务所", True, "明湖**务所"),
        ("求是书店", True, "求**"),
        ("", False, ""),
    ],
)
def test_a_name_keeps_its_first_character(name: str, organisation: bool, shown: str) -> None:
    assert masks.masked_name(name, organisation=organisation) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("370102190102030019", "370***********0019"),
        ("E12345678", "*********"),
        ("91370100MA3ABCDEXX", "913***********DEXX"),
        ("", ""),
    ],
)
def test_a_number_keeps_three_and_four(number: str, shown: str) -> None:
    assert masks.masked_id(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13900000001", "139****0001"),
        ("0000-12345678", "0000-****5678"),
        ("12345678", "****5678"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert masks.masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("明湖市东城区求是路8号", "明湖市东城区****"),
        ("泉城省明湖市东城区求是路8号3单元", "泉城省明湖市东城区****"),
        ("求是路8号", "****"),
        ("明湖市", "****"),
        ("", ""),
    ],
)
def test_an_address_ends_with_the_county(address: str, shown: str) -> None:
    assert masks.masked_address(address) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [("chen@example.cn", "c***@example.cn"), ("nobody", "******"), ("", "")],
)
def test_an_e_mail_keeps_its_domain(address: str, shown: str) -> None:
    assert masks.masked_email(address) == shown


def test_a_text_is_veiled_wherever_the_person_is_named() -> None:
    secrets = [Secret("陈一诺", "陈**"), Secret("13900000001", "139****0001"), Secret("", "")]
    text = "陈一诺来电（13900000001），陈一诺补充了文号。"
    assert veiled(text, secrets) == "陈**来电（139****0001），陈**补充了文号。"


def test_numbers_of_others_are_veiled_too() -> None:
    text = "请回电13911112222，身份证号370102190102030019。"
    assert veiled(text, []) == "请回电139****2222，身份证号370***********0019。"
