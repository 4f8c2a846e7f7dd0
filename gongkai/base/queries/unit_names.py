"""Spellings of unit names: which two mean the same body, and which level a name belongs to."""

import re

from gongkai.lib.widths import fold, strip_spaces

# 委员会 and 委, 人民政府 and 政府 are one word in two lengths; 和 and 与 come and go.
_SHORTER = (
    ("人民政府", "政府"),
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("办公厅", "办"),
    ("办公室", "办"),
)
_JOINING = re.compile("[和与及、·]")
_NOTE = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
_LEVEL = re.compile(r"(省|市|区|县)(?:级|直)?")
_MARKS = re.compile(r"[\s“”\"'《》.。,;:]")


def plain(name: str) -> str:
    """One width, no spaces and marks; brackets stay, narrow."""
    return _MARKS.sub("", fold(strip_spaces(name)))


def without_notes(name: str) -> str:
    """A plain name without what stands in brackets."""
    return _NOTE.sub("", name)


def key(name: str) -> str:
    """The form in which two spellings of one name are equal: 市发展和改革委员会, 市发展改革委."""
    text = plain(name)
    for longer, shorter in _SHORTER:
        text = text.replace(longer, shorter)
    return _JOINING.sub("", text)


def level_of(name_key: str) -> tuple[str, str]:
    """The word for the level a name begins with (省, 市, 区, 县 or none) and the rest."""
    found = _LEVEL.match(name_key)
    if not found or len(name_key) - found.end() < 2:
        return "", name_key
    return found[1], name_key[found.end() :]


def is_abbreviation(short: str, full: str) -> bool:
    """True where `short` may stand for `full`: same ends, its characters in the same order.

    卫健委 stands for 卫生健康委, 住建局 for 住房城乡建设局. Three characters at least, and no more
    than a third of the characters of the full name may hang on one another by chance.
    """
    if len(short) < 3 or len(short) >= len(full) or (short[0], short[-1]) != (full[0], full[-1]):
        return False
    rest = iter(full)
    return all(ch in rest for ch in short)
