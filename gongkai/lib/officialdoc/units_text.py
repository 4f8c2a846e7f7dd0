"""Cut the text of a 责任单位 cell into the names of units, in the order in which they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SEPARATORS = "、，,；;"
_OPENING, _CLOSING = "（([〔\uff3b", "）)]〕\uff3d"

# What a complete name of a body ends with. Left out is what a line break may leave of a longer name:
# 各区 | 县政府, 市住房城乡 | 建设局, 市农业农村 | 局, 市人力资源和社会 | 保障局.
_SUFFIX = re.compile(
    r"(?:局|委|办|部|厅|院|所|站|队|台|馆|供销社|报社|处|科室|办公室|(?<!社)会|中心|政府|部门|单位|机构|公司"
    r"|集团|银行|学校|大学|海关|企业|联盟|团体|组织|街道|镇街|街镇|乡镇|社区|妇联|残联|科协|文联|侨联|工商联)\Z"
)
_AREA_SUFFIX = re.compile(r"(?:区县|区|县|市|旗|镇|乡|村|室|科)\Z")
_NOTE = re.compile(r"[（(][^（）()]{0,30}[）)]")
# 市委 or 市政府 at a line's end is as often the first half of 市委宣传部, 市政府办公厅.
_PREFIX_ONLY = re.compile(
    r"(?:[省市区县旗州]|[^\s、，,；;]{0,8}[省市区县旗州])(?:委|政府|人民政府)\Z"
)
_FRESH_START = re.compile(r"[省市区县州旗各]")
_TAIL_WORD = re.compile(
    r"(?:人民)?(?:政府)?(?:办公室|办公厅|办事处|委员会|管理局|服务局|服务中心|中心|[局委办部厅处]"
    r"|部门|单位|机构|公司)\Z"
)
_LABEL = re.compile(
    r"(?:牵头|主办|主责|责任|承办|落实|配合|协办|协同|参与|参加|协助)(?:责任)?(?:单位|部门|科室|处室)[：:]"
)
_OPEN_TAIL = re.compile(
    r"等(?:(?:各|[省市区县州旗](?:直|级|政府)?)?(?:各)?(?:有关|相关)?"
    r"(?:(?:部门|单位|机构)(?:[（(](?:单位|部门|机构)[）)]|[和及、与]?(?:有关|相关)?(?:单位|机构|部门))?))?"
    r"(?=[、，,；;。]|\Z)"
)
_DUTY_TAIL = re.compile(
    r"(?:按照?)?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|具体)?(?:牵头|配合|负责|落实)(?:负责|落实)?\Z"
)


@dataclass(frozen=True, slots=True)
class UnitsText:
    """Names as printed; `open` says that the list ended in 等有关部门 or the like.

    `cut` holds words that are neither a name nor such an ending (按职责分工负责).
    """

    names: list[str]
    open: bool
    cut: list[str] = field(default_factory=list)


def split_units(text: str) -> UnitsText:
    """Split a cell at 、 ， , ； outside brackets; broken names are joined, the order is kept.

    Generic groups (各区县政府, 市政府各部门（单位）, 各相关部门) stay whole names. 等有关部门（单位） and
    the like are cut off and make the list open.
    """
    joined = _LABEL.sub("、", join_broken(re.split(r"\s+", text.strip())))
    closed, opened = _OPEN_TAIL.subn("", joined.rstrip("。.；;"))
    names: list[str] = []
    cut: list[str] = []
    for piece in split_outside_brackets(closed):
        name, tail = _without_duty(piece)
        if tail:
            cut.append(tail)
        if name in {"单位", "部门"} and names:
            names[-1] += "、" + name
        elif name:
            names.append(name)
    return UnitsText(names, opened > 0, cut)


def join_broken(pieces: list[str]) -> str:
    """Join the pieces of a cell that line breaks or stray spaces parted.

    A break inside a name vanishes; between two whole names it becomes 、.
    """
    whole = ""
    for piece in filter(None, pieces):
        whole += ("、" if _are_two_names(whole, piece) else "") + piece
    return whole


def split_outside_brackets(text: str) -> list[str]:
    """Cut at separators that stand outside brackets; empty pieces are left out."""
    pieces, current, depth = [], "", 0
    for char in text:
        depth = max(0, depth + (char in _OPENING) - (char in _CLOSING))
        if char in SEPARATORS and depth == 0:
            pieces.append(current)
            current = ""
        else:
            current += char
    return [piece.strip() for piece in [*pieces, current] if piece.strip()]


def split_names(text: str) -> list[str]:
    """Cut what a person typed or a table cell holds into names: at lines as well as at separators."""
    return split_outside_brackets("、".join(text.splitlines()))


def is_unit_name(name: str) -> bool:
    """Tell whether a text looks like the name of one body or of a group of bodies."""
    bare = _NOTE.sub("", re.sub(r"\s", "", name))
    if not 2 <= len(bare) <= 30 or re.search(r"[。；：！？“”]", bare):
        return False
    return bool(_SUFFIX.search(bare) or _AREA_SUFFIX.search(bare))


def is_unit_list(text: str) -> bool:
    """Tell whether a text looks like a list of units and nothing else."""
    names = split_units(text).names
    return bool(names) and sum(map(is_unit_name, names)) * 3 >= len(names) * 2


def has_label(text: str) -> bool:
    """Tell whether a text names the part its units play: 牵头单位：…；配合单位：…."""
    return _LABEL.search(re.sub(r"\s", "", text)) is not None


def is_complete(text: str) -> bool:
    """Tell whether the last name of a text is whole, so that the next line starts another one."""
    pieces = split_outside_brackets(text)
    if not pieces or text[-1] in SEPARATORS or _bracket_open(text):
        return False
    last = _OPEN_TAIL.sub("", pieces[-1])
    bare = _NOTE.sub("", last)
    if re.search(r"(?:有关|相关|各)\Z", bare):
        return False
    return last != pieces[-1] or bool(_SUFFIX.search(bare))


def _are_two_names(left: str, right: str) -> bool:
    if not left or left[-1] in SEPARATORS or right[0] in SEPARATORS + _OPENING + _CLOSING + "等":
        return False
    if not is_complete(left):
        return False
    if _FRESH_START.match(right):
        return True
    last = split_outside_brackets(left)[-1]
    first = (split_outside_brackets(right) or [""])[0]
    return not _PREFIX_ONLY.fullmatch(last) and is_unit_name(first) and not _TAIL_WORD.match(first)


def _bracket_open(text: str) -> bool:
    return sum(c in _OPENING for c in text) > sum(c in _CLOSING for c in text)


def _without_duty(piece: str) -> tuple[str, str]:
    found = _DUTY_TAIL.search(piece)
    if not found or not found.start() or not is_unit_name(piece[: found.start()]):
        return piece, ""
    return piece[: found.start()], found.group()
