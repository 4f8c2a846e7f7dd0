"""Chinese numerals (一百二十三, 二〇二〇) and whole numbers."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_VALUE = {char: value for value, char in enumerate(_DIGITS)}
_VALUE |= {"零": 0, "○": 0, "◯": 0, "两": 2}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LIMIT = 10**12


def chinese_to_int(text: str) -> int | None:
    """Value of a Chinese numeral, or None where the text is none or can be read in two ways.

    Both manners: with units (一百二十三, 两千零五, 十二) and digit by digit (二〇二〇).
    """
    text = text.translate(_FORMAL)
    if text and all(char in _VALUE and char != "两" for char in text):
        return int("".join(str(_VALUE[char]) for char in text)) if len(text) <= 12 else None
    value = _sum_up(text)
    # Writing the value back is the strict check: 十十, 一百二 and 百五 do not come back.
    return value if value is not None and _plain(text) == _plain(int_to_chinese(value)) else None


def _sum_up(text: str) -> int | None:
    total = section = digit = 0
    for char in text:
        if char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char == "亿":
            total = (total + section + digit) * 100_000_000
            section = digit = 0
        elif char == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif char in _VALUE and not digit:
            digit = _VALUE[char]
        else:
            return None
    value = total + section + digit
    return value if text and value < _LIMIT else None


def _plain(text: str) -> str:
    text = text.replace("两", "二").replace("〇", "零").replace("○", "零").replace("◯", "零")
    if text.startswith("十"):
        text = "一" + text
    return text.replace("百十", "百一十").replace("零十", "零一十")


def int_to_chinese(number: int) -> str:
    """The usual form with units: 12 is 十二, 110 is 一百一十, 1005 is 一千零五.

    Raises:
        ValueError: negative, or a million million and more.
    """
    if not 0 <= number < _LIMIT:
        raise ValueError(f"{number}不在可以写成中文数字的范围内。")
    if number == 0:
        return "零"
    text = ""
    for unit, name in ((100_000_000, "亿"), (10_000, "万"), (1, "")):
        part, number = divmod(number, unit)
        if part:
            gap = "零" if text and part < 1000 else ""
            text += gap + _below_ten_thousand(part) + name
        elif text and number and not text.endswith("零"):
            text += "零"
    text = text.replace("零零", "零")
    return text[1:] if text.startswith("一十") else text


def _below_ten_thousand(number: int) -> str:
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += _DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


def digits_to_chinese(digits: str | int) -> str:
    """Digit by digit, as years are written: 2020 is 二〇二〇."""
    return "".join(_DIGITS[int(digit)] for digit in str(digits))
