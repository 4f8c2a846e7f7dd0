"""Any unambiguous spelling is understood; what may be something else is refused with a sentence."""

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.services.intake import spelling
from gongkai.foi.states import IdKind
from gongkai.lib import ids

RESIDENT = "37010219010203006X"
RESIDENT_SPELLINGS = [
    "37010219010203006X",
    "37010219010203006x",
    " 37010219010203006X",
    "37010219010203006X ",
    "370102 19010203 006X",
    "370102 1901 0203 006X",
    "3701 0219 0102 0300 6X",
    "37 01 02 19 01 02 03 00 6X",
    "370102-19010203-006X",
    "370102—19010203—006x",
    "370102\u201319010203\u2013006X",
    "370102.19010203.006X",
    "370102·19010203·006X",
    "370102/19010203/006X",
    "370102，19010203，006X",
    "３７０１０２１９０１０２０３００６Ｘ",
    "３７０１０２１９０１０２０３００６ｘ",
    "３７０１０２　１９０１０２０３　００６Ｘ",
    "370102\u300019010203\u3000006X",
    "370102\t19010203\t006X",
    "37010219010203006X\n",
    "\u200b37010219010203006X",
    "37010219010203006X\ufeff",
    "37010219010203006\u00d7",
    "37010219010203006\u0425",
    "37010219010203006*",
    "3701O219O1O2O3OO6X".replace("X", "x"),
    "身份证：37010219010203006X",
    "身份证号码:37010219010203006X",
    "居民身份证 37010219010203006X",
    "身份证号３７０１０２１９０１０２０３００６Ｘ",
]
COMPANY = "91990100MA00XY122L"
COMPANY_SPELLINGS = [
    "91990100MA00XY122L",
    "91990100ma00xy122l",
    "91990100Ma00Xy122L",
    " 91990100MA00XY122L ",
    "91 990100 MA00XY122 L",
    "9199 0100 MA00 XY12 2L",
    "91-990100-MA00XY122-L",
    "91990100-MA00XY12-2L",
    "91990100\u2014MA00XY122L",
    "91990100\u2212MA00XY122L",
    "91990100.MA00XY122L",
    "91990100·MA00XY122L",
    "91990100/MA00XY122L",
    "９１９９０１００ＭＡ００ＸＹ１２２Ｌ",
    "９１９９０１００ｍａ００ｘｙ１２２ｌ",
    "９１９９０１００　ＭＡ００ＸＹ１２２Ｌ",
    "91990100\u3000MA00XY122L",
    "91990100\tMA00XY122L",
    "91990100MA00XY122L\r\n",
    "\u200b91990100MA00XY122L",
    "91990100MA00XY122L\ufeff",
    "91990100MAOOXY122L",
    "9199O1OOMA00XY122L",
    "91990100maooxy122l",
    "信用代码：91990100MA00XY122L",
    "统一社会信用代码:91990100MA00XY122L",
    "统一社会信用代码 91990100MA00XY122L",
    "统一社会信用代码９１９９０１００ＭＡ００ＸＹ１２２Ｌ",
    "91 99 01 00 MA 00 XY 12 2L",
    "91990100 ma00xy122 l",
]
MOBILE = "13900000001"
PHONE_SPELLINGS = [
    ("13900000001", MOBILE),
    (" 13900000001 ", MOBILE),
    ("139 0000 0001", MOBILE),
    ("139-0000-0001", MOBILE),
    ("139.0000.0001", MOBILE),
    ("139·0000·0001", MOBILE),
    ("139—0000—0001", MOBILE),
    ("139\u20130000\u20130001", MOBILE),
    ("１３９０００００００１", MOBILE),
    ("１３９　００００　０００１", MOBILE),
    ("１３９－００００－０００１", MOBILE),
    ("+8613900000001", MOBILE),
    ("+86 139 0000 0001", MOBILE),
    ("+86-139-0000-0001", MOBILE),
    ("＋８６１３９０００００００１", MOBILE),
    ("8613900000001", MOBILE),
    ("008613900000001", MOBILE),
    ("0086 139 0000 0001", MOBILE),
    ("电话：13900000001", MOBILE),
    ("手机 139 0000 0001", MOBILE),
    ("联系电话:139-0000-0001", MOBILE),
    ("\u200b13900000001", MOBILE),
    ("0531-66601234", "0531-66601234"),
    ("053166601234", "0531-66601234"),
    ("(0531)66601234", "0531-66601234"),
    ("（0531）6660 1234", "0531-66601234"),
    ("０５３１－６６６０１２３４", "0531-66601234"),
    ("0531/66601234", "0531-66601234"),
    ("0531-66601234转801", "0531-66601234转801"),
    ("+86 531 66601234", "0531-66601234"),
    ("+852 2123 4567", "+85221234567"),
    ("00852-21234567", "+85221234567"),
]


@pytest.mark.parametrize("typed", RESIDENT_SPELLINGS)
@pytest.mark.parametrize("kind", ["", IdKind.RESIDENT])
def test_an_identity_number_is_understood_in_any_spelling(typed: str, kind: str) -> None:
    assert spelling.id_number(typed, kind) == (RESIDENT, IdKind.RESIDENT)


@pytest.mark.parametrize("typed", COMPANY_SPELLINGS)
@pytest.mark.parametrize("kind", ["", IdKind.CREDIT_CODE])
def test_a_credit_code_is_understood_in_any_spelling(typed: str, kind: str) -> None:
    assert spelling.id_number(typed, kind) == (COMPANY, IdKind.CREDIT_CODE)


@pytest.mark.parametrize(("typed", "stored"), PHONE_SPELLINGS)
def test_a_phone_number_is_understood_in_any_spelling(typed: str, stored: str) -> None:
    assert spelling.phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "kind", "sentence"),
    [
        ("370102190102030060", "", "身份证号码的末位校验码不正确，请核对是否有数字填错或者颠倒。"),
        (
            "370102190102030061",
            IdKind.RESIDENT,
            "身份证号码的末位校验码不正确，请核对是否有数字填错或者颠倒。",
        ),
        ("37010219010203", "", "身份证号码应当是18位，前17位是数字，末位是数字或者X，请核对。"),
        ("37010219011303006X", "", "身份证号码第7位至第14位不是有效的出生日期，请核对。"),
        (
            "91990100MA00XY122K",
            "",
            "统一社会信用代码的末位校验码不正确，请核对是否有字符填错或者颠倒。",
        ),
        (
            "91990100MA00XY22L",
            IdKind.CREDIT_CODE,
            "统一社会信用代码应当是18位，现在是17位，请核对。",
        ),
        (
            "护照甲",
            IdKind.PASSPORT,
            "证件号码只由字母和数字组成，一般为4位以上，请对照证件核对后填写。",
        ),
    ],
)
def test_a_wrong_number_is_refused_at_its_field(typed: str, kind: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        spelling.id_number(typed, kind)
    assert (refused.value.sentence, refused.value.field) == (sentence, "id_number")


@pytest.mark.parametrize("typed", ["66601234", "1390000000", "没有电话", "139000000012", "-"])
def test_what_is_no_phone_number_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        spelling.phone(typed)
    assert refused.value.field == "phone"


def test_an_unknown_division_only_warns() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = "99010219010203001"
    total = sum(int(c) * w for c, w in zip(body, weights, strict=True))
    number = body + "10X98765432"[total % 11]
    assert ids.check_resident_id(number).ok
    assert spelling.id_number(number, "") == (number, IdKind.RESIDENT)
    assert spelling.id_doubt(number, IdKind.RESIDENT) == (
        "身份证号码前两位不是已知的省级代码，请留意核对。"
    )


def test_a_passport_is_taken_as_it_is() -> None:
    assert spelling.id_number("ｅ１２３ ４５６７８", IdKind.PASSPORT) == (
        "E12345678",
        IdKind.PASSPORT,
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("chen@example.cn", "chen@example.cn"),
        (" chen@example.cn ", "chen@example.cn"),
        ("ｃｈｅｎ＠ｅｘａｍｐｌｅ．ｃｎ", "chen@example.cn"),
        ("Chen.Yi@Example.cn", "Chen.Yi@Example.cn"),
        ("", ""),
    ],
)
def test_an_email_address_is_understood(typed: str, stored: str) -> None:
    assert spelling.email(typed) == stored


@pytest.mark.parametrize("typed", ["chen", "chen@", "@example.cn", "chen example.cn", "陈@"])
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        spelling.email(typed)
    assert refused.value.field == "email"
