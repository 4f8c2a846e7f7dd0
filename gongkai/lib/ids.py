"""Numbers that identify people, bodies, sites and records: checks, normal forms and masks.

Every check returns `Check(ok, normal, reason, warning)`. `ok` means typed exactly as the standard
writes it; `normal` is the standard form wherever the typed one leaves no doubt (narrow digits, an
upper-case X), so that a form may accept it; `reason` is one Chinese sentence when not ok.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from gongkai.lib.widths import fold, strip_spaces


class Check(NamedTuple):
    """Result of a check; `warning` is a doubt that does not refuse."""

    ok: bool
    normal: str | None
    reason: str = ""
    warning: str = ""


def _tidy(text: str) -> str:
    return strip_spaces(fold(text[:80])).upper()


def _result(text: str, normal: str, *, form: str, warning: str = "") -> Check:
    """A sound number: ok where it was typed in its standard form."""
    if text == normal:
        return Check(True, normal, "", warning)
    return Check(False, normal, f"{form}的规范写法为“{normal}”。", warning)


def _refused(reason: str) -> Check:
    return Check(False, None, reason)


# --- resident identity number, GB 11643 --------------------------------------------------------

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# First two figures of the division code; 81 to 83 are the residence permits, 91 foreigners.
_PROVINCES = frozenset(
    f"{region}{number}"
    for region, numbers in {
        "1": "12345",
        "2": "123",
        "3": "1234567",
        "4": "123456",
        "5": "01234",
    }.items()
    for number in numbers
) | {"61", "62", "63", "64", "65", "71", "81", "82", "83", "91"}
_EARLIEST_BIRTH = date(1850, 1, 1)


def check_resident_id(text: str, today: date | None = None) -> Check:
    """Resident identity number: length, birth date, check character (GB 11643).

    Args:
        text: as typed.
        today: where given, a birth date after it is refused.

    An unknown division code only warns: codes are abolished and the numbers stay.
    """
    number = _tidy(text)
    if not number:
        return _refused("没有填写身份证号码，请填写18位居民身份证号码。")
    if not re.match(r"[0-9]{17}[0-9X]\Z", number):
        return _refused("身份证号码应当是18位，前17位是数字，末位是数字或者X，请核对。")
    born = _birth_date(number)
    if born is None or born < _EARLIEST_BIRTH or (today is not None and born > today):
        return _refused("身份证号码第7位至第14位不是有效的出生日期，请核对。")
    total = sum(int(c) * w for c, w in zip(number, _ID_WEIGHTS, strict=False))
    if _ID_CHECK[total % 11] != number[17]:
        return _refused("身份证号码的末位校验码不正确，请核对是否有数字填错或者颠倒。")
    doubt = "" if number[:2] in _PROVINCES else "身份证号码前两位不是已知的省级代码，请留意核对。"
    return _result(text, number, form="身份证号码", warning=doubt)


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def mask_id(number: str) -> str:
    """First three and last four characters; a short number is hidden whole."""
    if len(number) < 10:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


# --- unified social credit code, GB 32100, and organisation code, GB 11714 ---------------------

_USCC_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {char: value for value, char in enumerate(_USCC_CHARS)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
USCC_PREFIXES = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "19": "机构编制部门登记的其他机构",
    "21": "外国常驻新闻机构",
    "29": "外交部门登记的其他机构",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "39": "司法行政部门登记的其他机构",
    "41": "外国在华文化中心",
    "49": "文化部门登记的其他机构",
    "51": "社会团体",
    "52": "社会服务机构",
    "53": "基金会",
    "54": "基层群众性自治组织",
    "59": "民政部门登记的其他机构",
    "61": "外国旅游部门常驻代表机构",
    "62": "港澳台地区旅游部门常驻内地代表机构",
    "69": "旅游部门登记的其他机构",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "79": "宗教部门登记的其他机构",
    "81": "基层工会",
    "89": "工会登记的其他机构",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "A9": "军队登记的其他机构",
    "N1": "农村集体经济组织",
    "N2": "经济联合社登记的农村集体经济组织",
    "N3": "股份经济合作社登记的农村集体经济组织",
    "N9": "农业农村部门登记的其他机构",
    "Y1": "其他机构",
}


def org_code_check(base: str) -> str:
    """Check character of an organisation code from its first eight characters (GB 11714)."""
    value = sum(int(char, 36) * weight for char, weight in zip(base, _ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - value % 11]


def _uscc_check(base: str) -> str:
    value = sum(_USCC_VALUE[c] * w for c, w in zip(base, _USCC_WEIGHTS, strict=True))
    return _USCC_CHARS[(31 - value % 31) % 31]


def check_uscc(text: str) -> Check:
    """Unified social credit code: characters, organisation code, check character (GB 32100).

    An unknown registration prefix only warns: new ones are added to the standard.
    """
    code = _tidy(text)
    if not code:
        return _refused("没有填写统一社会信用代码，请填写18位代码。")
    if len(code) != 18:
        return _refused(f"统一社会信用代码应当是18位，现在是{len(code)}位，请核对。")
    wrong = next((char for char in code if char not in _USCC_VALUE), None)
    if wrong is not None:
        return _refused(f"统一社会信用代码中不会出现“{wrong}”，请核对（不使用字母I、O、S、V、Z）。")
    if not re.match(r"[0-9]{6}", code[2:8]):
        return _refused("统一社会信用代码第3位至第8位应当是登记机关的行政区划数字，请核对。")
    if org_code_check(code[8:16]) != code[16]:
        return _refused("统一社会信用代码中的组织机构代码校验码不正确，请核对第9位至第17位。")
    if _uscc_check(code[:17]) != code[17]:
        return _refused("统一社会信用代码的末位校验码不正确，请核对是否有字符填错或者颠倒。")
    doubt = (
        "" if code[:2] in USCC_PREFIXES else "统一社会信用代码的前两位不是已知类别，请留意核对。"
    )
    return _result(text, code, form="统一社会信用代码", warning=doubt)


ApplicantType = Literal[
    "natural", "business", "research", "public_benefit", "legal_service", "other"
]
TYPE_BY_PREFIX: dict[str, ApplicantType] = {
    **dict.fromkeys(("91", "92", "93"), "business"),
    **dict.fromkeys(("51", "52", "53"), "public_benefit"),
    **dict.fromkeys(("31", "32", "33"), "legal_service"),
}


def applicant_type(number: str) -> ApplicantType | None:
    """Column of the annual report that an identity number or credit code suggests.

    None where the number is neither. Research institutes register as 12 or 52 like others, so
    nothing here says `research`: staff choose it.
    """
    code = check_uscc(number).normal
    if code:
        return TYPE_BY_PREFIX.get(code[:2], "other")
    return "natural" if check_resident_id(number).normal else None


# --- division code, GB/T 2260 and the statistical codes below it ---------------------------------


def check_division_code(text: str) -> Check:
    """Division code: six figures to the county, nine to the street or town, twelve to the village.

    An unknown province only warns.
    """
    code = _tidy(text)
    if not re.match(r"(?:[0-9]{6}|[0-9]{9}|[0-9]{12})\Z", code):
        return _refused(
            "行政区划代码应当是6位数字（区县及以上）、9位数字（镇街）或者12位数字（村居），请核对。"
        )
    doubt = "" if code[:2] in _PROVINCES else "行政区划代码前两位不是已知的省级代码，请留意核对。"
    return _result(text, code, form="行政区划代码", warning=doubt)


# --- site code and index number ----------------------------------------------------------------


def check_site_code(text: str) -> Check:
    """Government site code (政府网站标识码): ten digits, or bm and eight digits."""
    code = strip_spaces(fold(text[:80]))
    if not re.match(r"(?:[0-9]{10}|bm[0-9]{8})\Z", code):
        return _refused("政府网站标识码应当是10位数字，或者“bm”加8位数字，请核对。")
    local = code[0] != "b"
    doubt = (
        "标识码前两位不是已知的省级代码，请留意核对。"
        if local and code[:2] not in _PROVINCES
        else ""
    )
    return _result(text, code, form="政府网站标识码", warning=doubt)


_INDEX = re.compile(
    r"(?P<org>[0-9A-HJ-NPQRTUWXY]{18}|[0-9A-Z]{8}-?[0-9X])"
    r"/(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])?-[0-9]{3,8}\Z"
)


def check_index_no(text: str) -> Check:
    """Index number (索引号), softly: local variants exist, so store it as typed whatever this says.

    The publisher's code in front is verified; a wrong check character only warns.
    """
    number = _tidy(text)
    found = _INDEX.match(number)
    if not found:
        return _refused(
            "索引号一般由机构代码、斜线、年份和流水号组成，例如“000014349/2018-00222”。"
        )
    org = found["org"].replace("-", "")
    if len(org) == 18:
        sound = org[17] == _uscc_check(org[:17])
    else:
        sound = org[8] == org_code_check(org[:8])
    doubt = "" if sound else "索引号前面的机构代码校验不符，请留意核对。"
    return _result(text, number, form="索引号", warning=doubt)


# --- telephone ---------------------------------------------------------------------------------

_MOBILE = re.compile(r"(?:\+?86-?)?(1[3-9][0-9]{9})\Z")
_FIXED = re.compile(
    r"(?:\+?86-?)?\(?(0?10|0?2[0-9]|0?[3-9][0-9]{2})\)?-?([2-8][0-9]{6,7})"
    r"(?:(?:-|转|分机|EXT\.?)([0-9]{1,6}))?\Z"
)
_SERVICE = re.compile(r"([48]00)-?([0-9]{3})-?([0-9]{4})\Z")
_SHORT = re.compile(r"(?:1[0-9]{2}|1[02][0-9]{3}|9[56][0-9]{3,4})\Z")


def check_phone(text: str) -> Check:
    """Telephone number in any unambiguous spelling; `normal` is how it is stored and shown.

    Mobile 13800138000, fixed 0531-66601234 and 0531-66601234转801, service 400-658-1234, short
    12345. A fixed number without its area code is refused.
    """
    number = re.sub(r"(?<=[0-9])[\u2010-\u2014.·](?=[0-9])", "-", _tidy(text))
    if not number:
        return _refused("没有填写电话号码，请填写手机号码，或者带区号的固定电话。")
    normal = _phone_normal(number)
    if normal is None:
        if re.match(r"[2-8][0-9]{6,7}\Z", number):
            return _refused("固定电话缺少区号，请按“区号-号码”的格式填写，例如“0531-66601234”。")
        return _refused("电话号码的格式不正确，请填写11位手机号码，或者带区号的固定电话。")
    return Check(True, normal)


def _phone_normal(number: str) -> str | None:
    if found := _MOBILE.match(number.replace("-", "")):
        return found[1]
    if found := _SERVICE.match(number):
        return "-".join(found.groups())
    if _SHORT.match(number):
        return number
    found = _FIXED.match(number)
    if not found or not (found[1].startswith("0") or "86" in number[:3]):
        return None
    area = found[1] if found[1].startswith("0") else "0" + found[1]
    return f"{area}-{found[2]}" + (f"转{found[3]}" if found[3] else "")


def mask_phone(number: str) -> str:
    """138****0000; of a fixed number the area code and the last four figures stay."""
    if re.match(r"1[0-9]{10}\Z", number):
        return f"{number[:3]}****{number[7:]}"
    found = re.match(r"((?:0[0-9]{2,3}|[48]00)-)(.+)\Z", number)
    area, rest = found.groups() if found else ("", number)
    shown = 4 if len(rest) > 6 else 0
    return area + "*" * (len(rest) - shown) + rest[len(rest) - shown :]


# --- personal numbers in text ------------------------------------------------------------------


class Found(NamedTuple):
    """A personal number in a text: `text[start:end]`."""

    kind: Literal["resident_id", "mobile", "bank_card"]
    start: int
    end: int
    normal: str


# A run of figures with single spaces or hyphens inside, as people group them.
_FIGURES = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){10,22}[Xx]?(?![0-9A-Za-z])")


def passes_luhn(digits: str) -> bool:
    """The check of bank card numbers (ISO/IEC 7812)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_bank_cards(text: str) -> list[Found]:
    """Card numbers: 16 to 19 figures with the first digit of a bank card, and a right check."""
    return [found for found in find_personal_numbers(text) if found.kind == "bank_card"]


def find_personal_numbers(text: str) -> list[Found]:
    """Identity numbers, mobile numbers and bank cards in a text, checked, in order.

    For the look before release: full-width figures and groups of four are understood.
    """
    return list(_personal(text))


def _personal(text: str) -> Iterator[Found]:
    narrow = text.translate(_NARROW)  # one character for one, so that places stay
    for run in _FIGURES.finditer(narrow):
        digits = re.sub("[ -]", "", run[0]).upper()
        if check_resident_id(digits).ok:
            yield Found("resident_id", run.start(), run.end(), digits)
        elif re.match(r"(?:86)?1[3-9][0-9]{9}\Z", digits):
            yield Found("mobile", run.start(), run.end(), digits[-11:])
        elif re.match(r"[3-6][0-9]{15,18}\Z", digits) and passes_luhn(digits):
            yield Found("bank_card", run.start(), run.end(), digits)


_NARROW = {0xFF10 + value: str(value) for value in range(10)} | {
    0xFF38: "X",
    0xFF58: "x",
    0x3000: " ",
    0xFF0D: "-",
}
