import pytest
from django.core.exceptions import ValidationError

from gongkai.base.models import User
from gongkai.base.passwords import ProfileValidator, kinds

PERSON = User(username="zhangsan", name="张三丰")


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("Abcdef-1234", []),
        ("中文口令也可以Ab1", []),
        ("Ab1-", ["口令只有4位，至少要10位，请加长。"]),
        ("abcdefghij12", ["口令中大写字母、小写字母、数字、符号至少要有三类，请补充。"]),
        ("ZhangSan-2026", ["口令中不能包含登录名或姓名，请换一个。"]),
        ("我是张三丰-Abc1", ["口令中不能包含登录名或姓名，请换一个。"]),
        (
            "abc",
            [
                "口令只有3位，至少要10位，请加长。",
                "口令中大写字母、小写字母、数字、符号至少要有三类，请补充。",
            ],
        ),
    ],
)
def test_the_profile_of_classified_protection_wants_kinds_of_characters(
    settings, password, problems
):
    settings.PASSWORD_PROFILE = "dengbao"
    assert found(password) == problems


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("correct horse battery", []),
        ("Abcdef-1234", ["口令只有11位，至少要15位，请加长。"]),
        ("aaaaaaaaaaaaaaaaaa", ["这个口令在常见口令表中，容易被猜到，请换一个。"]),
        ("yfdbufnjh10305070", ["这个口令在常见口令表中，容易被猜到，请换一个。"]),
        ("passwordpassword", ["这个口令在常见口令表中，容易被猜到，请换一个。"]),
    ],
)
def test_the_other_profile_wants_length_and_no_known_password(settings, password, problems):
    settings.PASSWORD_PROFILE = "asvs"
    assert found(password) == problems


def test_the_rules_are_told_beforehand(settings):
    settings.PASSWORD_PROFILE = "asvs"
    assert ProfileValidator().get_help_text().startswith("口令至少15位")
    settings.PASSWORD_PROFILE = "dengbao"
    assert ProfileValidator().get_help_text().startswith("口令至少10位")


def test_kinds_of_characters_are_counted():
    assert [kinds(text) for text in ("", "a", "aA", "aA1", "aA1-", "中")] == [0, 1, 2, 3, 4, 1]


def found(password):
    try:
        ProfileValidator().validate(password, PERSON)
    except ValidationError as error:
        return error.messages
    return []
