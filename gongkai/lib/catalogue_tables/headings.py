"""Which column of a table is which, headings of one row or of two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.lib.catalogue_tables.channels import NAMES as CHANNEL_NAMES
from gongkai.lib.officialdoc.text import key

# (role, word the column stands for, spellings); roles with a word are tick columns.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("number", "", r"序号|编号|项号|事项编[号码]|No\.?"),
    (
        "level1",
        "",
        r"(?:公开事项)?一级(?:公开)?(?:事项|目录|分类|指标)?|公开(?:类别|类目)|事项类别|领域",
    ),
    ("level2", "", r"(?:公开事项)?[二三]级(?:公开)?(?:事项|目录|分类|指标)?"),
    ("item", "", r"公开事项(?:名称)?|事项名称|公开项目|事项"),
    ("content", "", r"公开内容(?:要素|标准)?|公开要素|内容(?:要素|标准)?|公开的?内容(?:和|及)要素"),
    ("basis", "", r"(?:公开|法律|政策|设定)?依据"),
    ("limit", "", r"(?:公开|更新)?(?:时限|时间|期限)(?:要求)?"),
    ("cycle", "", r"更新(?:周期|频率)|公开频[率次]"),
    ("body", "", r"(?:公开|责任|实施)(?:责任)?(?:主体|单位|部门|机构)"),
    ("channels", "", r"公开(?:渠道|载体)(?:[和及与、](?:渠道|载体|平台))?|发布(?:渠道|载体)"),
    ("audience", "全社会", r"(?:公开对象)?(?:全社会|社会公众)"),
    ("audience", "特定群体", r"(?:公开对象)?特定(?:群体|对象)(?:请写明)?"),
    ("audience", "", r"公开(?:对象|范围)"),
    ("method", "主动公开", r"(?:公开方式)?主动(?:公开)?"),
    ("method", "依申请公开", r"(?:公开方式)?依申请(?:公开)?"),
    ("method", "", r"公开(?:方式|属性|类型)"),
    ("levels", "乡级、村级", r"(?:公开层级)?乡[镇街]*(?:街道)?[、/]?村[居级社区]*级?"),
    ("levels", "县级", r"(?:公开层级)?(?:市|区|县|市县|县区|区县|县市区|市区)级"),
    ("levels", "乡级", r"(?:公开层级)?(?:乡|镇|街道|乡镇|镇街|街镇|乡镇街道|镇街道)级?"),
    ("levels", "村级", r"(?:公开层级)?(?:村|社区|村居|村社区)级?"),
    ("levels", "", r"公开层级|层级"),
    ("note", "", r"备注|说明|备考"),
)
_PATTERNS = tuple((role, word, re.compile(rf"(?:{rule})\Z")) for role, word, rule in _RULES)
_BRACKET = re.compile(r"[（(][^（）()]{0,60}[）)]")
_MARKS = re.compile(r"[“”\"'：:、，]")
_LONGEST = 90
_NEEDED = frozenset({"limit", "body", "channels", "basis"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, the word a tick in it stands for, and what is printed over it."""

    role: str
    word: str
    name: str


def column_of(name: str) -> Column | None:
    """The column a heading names; None for other words."""
    if not name or len(name) > _LONGEST:
        return None
    bare = key(name)
    for spelling in dict.fromkeys((_MARKS.sub("", _BRACKET.sub("", bare)), _flat(bare))):
        for role, word, pattern in _PATTERNS:
            if pattern.match(spelling):
                return Column(role, word, name)
    if bare in {key(one) for one in CHANNEL_NAMES}:
        return Column("channels", name, name)
    return None


def _flat(text: str) -> str:
    """乡（镇）级 and 乡镇级 are one heading."""
    return re.sub(r"[（()）]", "", _MARKS.sub("", text))


def is_heading(texts: Sequence[str]) -> bool:
    """Whether a row names the columns of a catalogue."""
    found = {column.role for column in map(column_of, texts) if column}
    what = found & {"level1", "level2", "item", "content"}
    return len(found) >= 3 and bool(what) and bool(found & _NEEDED)


def is_second_line(texts: Sequence[str]) -> bool:
    """Whether a row refines the headings above it: 一级事项, 全社会, 主动, 县级."""
    named = [text for text in texts if text]
    return bool(named) and all(map(column_of, named))


def columns_of(high: Sequence[str], low: Sequence[str] | None) -> list[Column]:
    """The columns of a header of one row or two.

    A blank cell right of a heading belongs to it; with a second row, the lower word decides.
    """
    columns: list[Column] = []
    above = ""
    for at, name in enumerate(high):
        below = low[at] if low is not None else ""
        above = name or (above if below or low is None else "")
        columns.append(_column(above, below, name or below))
    return _one_item_column(columns)


def _column(above: str, below: str, said: str) -> Column:
    lower, upper = column_of(below), column_of(above)
    found = lower or upper
    if found is None:
        return Column("other", "", said)
    if upper and upper.role == "channels" and lower is None and below:
        return Column("channels", below, below)
    return Column(found.role, found.word, said)


def _one_item_column(columns: list[Column]) -> list[Column]:
    """公开事项 alone is the first level; over two columns without a second row it is both."""
    items = [at for at, column in enumerate(columns) if column.role == "item"]
    has_first = any(column.role == "level1" for column in columns)
    for place, at in enumerate(items):
        role = "level2" if has_first or place else "level1"
        columns[at] = Column(role, "", columns[at].name)
    return columns
