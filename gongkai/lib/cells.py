"""Cells of spreadsheets: text that a spreadsheet program must not take for a formula."""

from __future__ import annotations

# A cell that begins with one of these is calculated when the file is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = "'"


def guard(text: str) -> str:
    """The text of a CSV cell, with an apostrophe before what would be taken for a formula."""
    return _QUOTE + text if text.startswith(_FORMULA) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text[:1] == _QUOTE and text[1:].startswith(_FORMULA) else text


def decode(content: bytes) -> str | None:
    """Text of a file in UTF-8 or in what Chinese spreadsheet programs save by default, else None."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
