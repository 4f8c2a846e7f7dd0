"""Telephone numbers and contacts in notes (附注): found, so that they stay on the desk."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.text import fold

# Stands in a note where a number was taken out.
APART = "（电话另存）"

# Eight digits that are a day (20291231) are none.
_PHONE = re.compile(
    r"(?<![0-9第〔-])(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9]))(?:\+?86-?)?(?:0[0-9]{2,3}[ -]?)?[1-9][0-9]{6,10}(?:-[0-9]{1,6})?(?![0-9号元年项件人])"
)
_LED = re.compile(
    r"[（(]?(?:联系人|联系电话|联系方式|咨询电话|咨询方式|联系单位|电话|传真|手机|邮箱|电子邮箱|联系处室)[：:]?"
)
_NAMED = re.compile(r"联系人|联系方式|传真|手机|邮箱|@|电话[：:]")


def is_contact_line(line: str) -> bool:
    """Tell whether a line begins like a contact (联系人：…)."""
    return bool(_LED.match(line))


def cut_phones(note: str) -> tuple[str, list[str]]:
    """Take the telephone numbers out of a note; returns the note with marks in place, and them."""
    folded = fold(note)
    parts, phones, last = [], [], 0
    for found in _PHONE.finditer(folded):
        parts += [note[last : found.start()], APART]
        phones.append(found[0])
        last = found.end()
    return "".join([*parts, note[last:]]), phones


def names_contact(note: str) -> bool:
    """Tell whether a note says whom to call: a number, one that was taken out, or a person."""
    led = is_contact_line(note.strip())
    return led or APART in note or bool(_NAMED.search(note)) or bool(cut_phones(note)[1])
