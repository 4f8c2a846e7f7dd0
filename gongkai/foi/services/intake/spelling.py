"""Any unambiguous spelling of a number or an address becomes the one that is stored."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gongkai.base.refusal import Refusal
from gongkai.foi.states import IdKind
from gongkai.lib import ids
from gongkai.lib.widths import HAN, fold, strip_spaces

# What people write before a number, and between its groups.
_LABEL = re.compile(f"\\A[{HAN}]{{2,12}}[:：]?(?=[0-9A-Za-z+(])")
_BETWEEN = re.compile("[-\u2010-\u2015\u2212.·,，/]")
_LOOKS_LIKE_X = str.maketrans("\u00d7\u0425\u0445\u03a7\u03c7*", "XXXXXX")
# A credit code has an L of its own, and neither O nor I.
_LOOKS_LIKE_FIGURES = str.maketrans("OI", "01")
_L_TOO = str.maketrans("OIL", "011")
_ABROAD = re.compile(r"(?:\+|00)(?!86)([1-9][0-9]{6,14})\Z")
_MOST = 60


def id_number(text: str, kind: str, *, field: str = "id_number") -> tuple[str, str]:
    """The number of a paper and what kind of paper it is.

    Args:
        kind: what it is said to be; "" lets a number with check digits tell.

    Returns:
        The number in its normal form ("" for nothing) and the kind.

    Raises:
        Refusal: a wrong check digit, a birthday that cannot be, a wrong length.
    """
    typed = _tight(text)
    if not typed:
        return "", kind
    for guess in _guesses(typed):
        credit, resident = ids.check_uscc(guess).normal, ids.check_resident_id(guess).normal
        if kind in ("", IdKind.CREDIT_CODE) and credit:
            return credit, IdKind.CREDIT_CODE
        if kind in ("", IdKind.RESIDENT) and resident:
            return resident, IdKind.RESIDENT
    if kind == IdKind.CREDIT_CODE or (not kind and _begins_as_credit_code(typed)):
        raise Refusal(ids.check_uscc(typed).reason, field=field)
    if kind in ("", IdKind.RESIDENT):
        raise Refusal(ids.check_resident_id(typed).reason, field=field)
    return _other_paper(typed, field), kind


def id_doubt(number: str, kind: str) -> str:
    """A doubt that refuses nothing: an unknown division or registration code."""
    if kind == IdKind.CREDIT_CODE:
        return ids.check_uscc(number).warning
    return ids.check_resident_id(number).warning if kind == IdKind.RESIDENT else ""


def phone(text: str, *, field: str = "phone") -> str:
    """A telephone number as it is stored; "" for nothing, numbers abroad with their +.

    Raises:
        Refusal: no telephone number.
    """
    typed = _LABEL.sub("", strip_spaces(fold(text[:_MOST]))).translate({0x2212: "-"})
    if not typed:
        return ""
    if found := _ABROAD.match(re.sub("[-()]", "", typed)):
        return f"+{found[1]}"
    bare = re.sub(r"\A00(?=86)", "", re.sub("/(?=[0-9])", "-", typed))
    check = ids.check_phone(bare)
    if check.normal is None:
        raise Refusal(check.reason, field=field)
    return check.normal


def email(text: str) -> str:
    """An e-mail address as it is stored; "" for nothing.

    Raises:
        Refusal: no e-mail address.
    """
    typed = strip_spaces(_folded_signs(text[:254]))
    if not typed:
        return ""
    try:
        validate_email(typed)
    except ValidationError:
        raise Refusal(
            "电子邮箱的格式不正确，请按“名称@域名”的格式核对，例如“lianxi@example.cn”。",
            field="email",
        ) from None
    return typed


def _folded_signs(text: str) -> str:
    """Wide letters and signs as narrow ones; the case stays."""
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)


def _tight(text: str) -> str:
    """Without label, spaces and marks between groups; upper case."""
    bare = _LABEL.sub("", strip_spaces(fold(text[: 2 * _MOST])))
    return _BETWEEN.sub("", bare).upper()[:_MOST]


def _guesses(typed: str) -> tuple[str, ...]:
    """What may have been meant; the check character tells which is right."""
    tables = (_LOOKS_LIKE_X, _LOOKS_LIKE_FIGURES, _L_TOO)
    return typed, *(typed.translate(table) for table in tables)


def _begins_as_credit_code(typed: str) -> bool:
    """No identity number has a letter before its end."""
    return len(typed) == 18 and not typed[:17].isdigit()


def _other_paper(typed: str, field: str) -> str:
    """Passports and permits differ by country: only that it can be a number is looked at."""
    if not re.match(r"[0-9A-Z()]{4,30}\Z", typed):
        raise Refusal(
            "证件号码只由字母和数字组成，一般为4位以上，请对照证件核对后填写。", field=field
        )
    return typed
