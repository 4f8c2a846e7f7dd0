"""Short address codes: an integer in 32 characters that cannot be misread, with a check character.

The alphabet leaves out I, L, O and U. The check character finds every single wrong character and
every swap of neighbours. A code hides nothing: whoever holds one can count on to the next.
"""

from __future__ import annotations

from gongkai.lib.widths import fold, strip_spaces

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {char: value for value, char in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SHORTEST = 4  # with the check character
_LONGEST = 14


def encode(number: int) -> str:
    """The code of a number, at least four characters: 1 is 001M.

    Raises:
        ValueError: the number is negative or needs more than 64 bits.
    """
    if not 0 <= number < 1 << 64:
        raise ValueError(f"{number}不能编成短码。")
    digits: list[int] = []
    while number or len(digits) < _SHORTEST - 1:
        number, digit = divmod(number, 32)
        digits.append(digit)
    digits.reverse()
    return "".join(ALPHABET[d] for d in (*digits, _check(digits)))


def decode(code: str) -> int | None:
    """The number of a code as people type it, or None where it is not a code or has a slip.

    Lower case, full width, spaces and hyphens are understood, O is read as 0, I and L as 1.
    """
    typed = strip_spaces(fold(code[: 2 * _LONGEST])).upper().replace("-", "")
    if not _SHORTEST <= len(typed) <= _LONGEST or any(char not in _VALUE for char in typed):
        return None
    *digits, check = (_VALUE[char] for char in typed)
    if _check(digits) != check:
        return None
    number = 0
    for digit in digits:
        number = number * 32 + digit
    # A second spelling of the same number (leading zeros) is not a code.
    return number if number < 1 << 64 and len(encode(number)) == len(typed) else None


def _check(digits: list[int]) -> int:
    """Horner's sum in the field of 32 elements (x⁵ + x² + 1): its factors all differ."""
    total = 0
    for digit in digits:
        total = _times_x(total) ^ digit
    return _times_x(total)


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
