from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.ids import (
    Check,
    applicant_type,
    check_index_no,
    check_phone,
    check_resident_id,
    check_site_code,
    check_uscc,
    find_bank_cards,
    find_personal_numbers,
    mask_id,
    mask_phone,
    passes_luhn,
)
from tests.lib.domain_vectors import vectors

# Born in 1901: no living person.
ID = "370102190102030019"
ID_X = "37010219050101004X"
ORG_91 = "91370116MA0000699A"
CARD = "6228480402564890018"

CHECKS = {
    "id_card": check_resident_id,
    "uscc": check_uscc,
    "site_code": check_site_code,
    "index_number": check_index_no,
}


@pytest.mark.parametrize("key", CHECKS)
def test_every_number_of_the_vectors_passes(key):
    groups = {name: items for name, items in vectors(key).items() if name.startswith("positive")}
    numbers = [number for group in groups.values() for number in group]
    numbers += vectors(key).get("standard_examples", [])
    assert [n for n in numbers if CHECKS[key](n)[:3] != (True, n, "")] == []


@pytest.mark.parametrize("key", CHECKS)
def test_every_wrong_number_of_the_vectors_is_refused_with_a_sentence(key):
    for case in vectors(key)["negative"]:
        check = CHECKS[key](case["text"] if isinstance(case, dict) else case)
        assert not check.ok
        assert check.reason.endswith("。")


def test_the_prefixes_of_the_vectors_are_known():
    for code in vectors("uscc")["positive_public"] + vectors("uscc")["positive_synthetic"]:
        assert check_uscc(code).warning == ""


def test_the_columns_of_the_vectors_follow_from_the_prefix():
    columns = {
        prefix: row["code"]
        for row in vectors("code_lists")["applicant_type"]
        for prefix in row.get("uscc_prefix", [])
    }
    for code in vectors("uscc")["positive_public"] + vectors("uscc")["positive_synthetic"]:
        assert applicant_type(code) == columns.get(code[:2], "other")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有填写身份证号码，请填写18位居民身份证号码。"),
        ("3701021901020300190", "身份证号码应当是18位，前17位是数字，末位是数字或者X，请核对。"),
        ("37010219010203001\n", "身份证号码应当是18位，前17位是数字，末位是数字或者X，请核对。"),
        ("370102190102290013", "身份证号码第7位至第14位不是有效的出生日期，请核对。"),
        ("370102190102030010", "身份证号码的末位校验码不正确，请核对是否有数字填错或者颠倒。"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(typed, reason):
    assert check_resident_id(typed) == Check(False, None, reason)


@pytest.mark.parametrize(
    "typed", ["37010219050101004x", " 370102 19050101 004X ", "３７010219050101004X"]
)
def test_an_identity_number_typed_otherwise_has_its_normal_form(typed):
    assert check_resident_id(typed) == Check(False, ID_X, f"身份证号码的规范写法为“{ID_X}”。")


def test_a_birth_date_in_the_future_is_refused_where_today_is_known():
    assert check_resident_id(ID, today=date(1901, 2, 3)).ok
    assert not check_resident_id(ID, today=date(1901, 2, 2)).ok


def test_an_unknown_division_code_only_warns():
    base = "99010219010203001"
    total = sum(
        int(c) * w
        for c, w in zip(base, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    check = check_resident_id(base + "10X98765432"[total % 11])
    assert check.ok
    assert check.warning == "身份证号码前两位不是已知的省级代码，请留意核对。"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_figure_of_an_identity_number_is_always_found(place, shift):
    wrong = ID[:place] + str((int(ID[place]) + shift) % 10) + ID[place + 1 :]
    assert not check_resident_id(wrong).ok


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有填写统一社会信用代码，请填写18位代码。"),
        ("9137", "统一社会信用代码应当是18位，现在是4位，请核对。"),
        (
            "O1341702486344515H",
            "统一社会信用代码中不会出现“O”，请核对（不使用字母I、O、S、V、Z）。",
        ),
        (
            "91A50100M000100Y43",
            "统一社会信用代码第3位至第8位应当是登记机关的行政区划数字，请核对。",
        ),
        (
            "91350100M000200Y43",
            "统一社会信用代码中的组织机构代码校验码不正确，请核对第9位至第17位。",
        ),
        (
            "91350100M000100Y44",
            "统一社会信用代码的末位校验码不正确，请核对是否有字符填错或者颠倒。",
        ),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(typed, reason):
    assert check_uscc(typed) == Check(False, None, reason)


def test_a_credit_code_in_lower_case_has_its_normal_form():
    check = check_uscc(ORG_91.lower())
    assert (check.ok, check.normal) == (False, ORG_91)


def test_the_applicant_is_told_from_the_number():
    assert applicant_type(ORG_91) == "business"
    assert applicant_type("51370000C00000251L") == "public_benefit"
    assert applicant_type("12370105A00000038L") == "other"
    assert applicant_type(ID) == "natural"
    assert applicant_type("370102") is None


def test_an_index_number_with_a_foreign_code_only_warns():
    assert check_index_no("000014349/2018-00222") == Check(True, "000014349/2018-00222")
    check = check_index_no("000014348/2018-00222")
    assert check.ok
    assert check.warning == "索引号前面的机构代码校验不符，请留意核对。"


def test_a_site_code_of_an_unknown_province_only_warns():
    assert check_site_code("3701000016") == Check(True, "3701000016")
    assert check_site_code("9901000016").warning == "标识码前两位不是已知的省级代码，请留意核对。"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0531-66601234", "0531-66601234"),
        ("（0531）66601234", "0531-66601234"),
        ("053166601234", "0531-66601234"),
        ("0531—66601234", "0531-66601234"),
        ("0531 6660 1234", "0531-66601234"),
        ("+86-531-66601234", "0531-66601234"),
        ("010-66601234转801", "010-66601234转801"),
        ("02166601234", "021-66601234"),
        ("400 658 1234", "400-658-1234"),
        ("12345", "12345"),
        ("110", "110"),
    ],
)
def test_every_unambiguous_telephone_number_is_accepted(typed, normal):
    assert check_phone(typed) == Check(True, normal)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有填写电话号码，请填写手机号码，或者带区号的固定电话。"),
        ("66601234", "固定电话缺少区号，请按“区号-号码”的格式填写，例如“0531-66601234”。"),
        ("1380013800", "电话号码的格式不正确，请填写11位手机号码，或者带区号的固定电话。"),
        ("12800138000", "电话号码的格式不正确，请填写11位手机号码，或者带区号的固定电话。"),
        ("0531-6660123a", "电话号码的格式不正确，请填写11位手机号码，或者带区号的固定电话。"),
    ],
)
def test_a_telephone_number_that_cannot_be_called_is_refused(typed, reason):
    assert check_phone(typed) == Check(False, None, reason)


def test_masks_show_the_ends_only():
    assert mask_id(ID) == "370***********0019"
    assert mask_id("12345") == "*****"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("0531-66601234") == "0531-****1234"
    assert mask_phone("12345") == "*****"
    assert mask_phone("010-66601234转801") == "010-********转801"


@given(st.text(alphabet="0123456789-转X", max_size=20))
def test_a_mask_keeps_the_length_and_hides_something(number):
    for mask in (mask_id(number), mask_phone(number)):
        assert len(mask) == len(number)
        assert "*" in mask or not number


def test_the_card_check_knows_a_right_and_a_wrong_number():
    assert passes_luhn(CARD)
    assert not passes_luhn(CARD[:-1] + "9")


def test_bank_cards_are_found_in_groups_and_wide_figures():
    text = "转入6228 4804 0256 4890 018或６228480402564890018，单号6228480402564890019。"
    assert [(text[f.start : f.end], f.normal) for f in find_bank_cards(text)] == [
        ("6228 4804 0256 4890 018", CARD),
        ("６228480402564890018", CARD),
    ]


def test_personal_numbers_are_found_where_they_stand_and_checked():
    text = f"身份证{ID}，电话138-0013-8000，编号123456789012345678，项目{'9' * 40}，x13800138000"
    assert [(f.kind, text[f.start : f.end], f.normal) for f in find_personal_numbers(text)] == [
        ("resident_id", ID, ID),
        ("mobile", "138-0013-8000", "13800138000"),
    ]
