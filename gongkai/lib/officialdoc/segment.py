"""Where one document ends and the next begins within a file.

A red head (…文件) with its number starts a document; so does a second title with a number of its
own and an addressee once the first document is signed. Annexes belong to their document.
"""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.dates import is_date_line
from gongkai.lib.officialdoc.lines import Lines
from gongkai.lib.officialdoc.marks import read_mark
from gongkai.lib.officialdoc.numbers import order_number, own_number
from gongkai.lib.officialdoc.text import looks_like_organisation, split_organisations

_RED = re.compile(r"\A([\u4e00-\u9fff（）、]{3,60}?)(文件|令|命令)\Z")
_LOOK_AHEAD = 4


def red_head(line: str) -> list[str]:
    """Return the bodies a red head names (济南市人民政府办公厅文件), [] for another line."""
    bare = "".join(line.split())
    found = _RED.match(bare)
    if not found:
        return []
    names = (
        split_organisations(line.strip()[: -len(found[2])]) if " " in line.strip() else [found[1]]
    )
    whole = (
        [found[1]]
        if looks_like_organisation(found[1])
        else [name for name in names if looks_like_organisation(name)]
    )
    return whole if whole else []


def is_red_head(lines: Lines, position: int) -> bool:
    """Tell whether the visible line at a position of `lines.visible` is a red head with its number."""
    visible = lines.visible
    if not red_head(lines.bare[visible[position]]):
        return False
    after = visible[position + 1 : position + 1 + _LOOK_AHEAD]
    return any(
        own_number(lines.bare[number]) or order_number(lines.bare[number]) for number in after
    )


def split(lines: Lines) -> list[tuple[int, int]]:
    """Return the half-open line ranges of the documents of a file, in order; never empty ranges."""
    starts = [0]
    numbered = signed = False
    for position, number in enumerate(lines.visible):
        text = lines.bare[number]
        if len(lines.keys[number]) > 80:
            continue
        if position and numbered and is_red_head(lines, position):
            starts.append(number)
            signed = False
        elif own_number(text):
            if signed and (start := _second_head(lines, position)) is not None:
                starts.append(start)
                signed = False
            numbered = True
        elif order_number(text):
            numbered = True
        elif numbered and is_date_line(text):
            signed = True
    ends = [*starts[1:], len(lines.raw)]
    return list(zip(starts, ends, strict=True))


def _second_head(lines: Lines, position: int) -> int | None:
    """Return where a second document's head begins at a stand-alone number, None where it is a list."""
    visible = lines.visible
    following = visible[position + 1 : position + 7]
    addressed = next((n for n in following if is_addressee(lines.bare[n])), None)
    if addressed is None or any(
        lines.sentence_end[n] and n != addressed for n in following if n < addressed
    ):
        return None
    start = visible[position]
    for number in reversed(visible[max(position - 5, 0) : position]):
        text = lines.bare[number]
        line = lines.keys[number]
        closed = (
            lines.sentence_end[number]
            or is_date_line(text)
            or line.startswith(("（", "附件", "抄送"))
            or line.endswith("印发")
        )
        if closed or len(line) > 50 or (looks_like_organisation(text) and "关于" not in line):
            break
        start = number
    return start


_ADDRESS_WORDS = re.compile(
    r"政府|部门|单位|机构|委员会|[委局厅办部院会社司]\Z|公司|各[^，。]{1,12}\Z|企业|学校|直属|国务院|街道|乡镇|群众|居民|市民|考生|同志|人员|中心|处室|科室|处|站|所|医院|公民"
)


def is_addressee(text: str) -> bool:
    """Tell whether a line names those a document is sent to: it ends in ： and lists bodies."""
    bare = "".join(text.split())
    if not bare.endswith(("：", ":")) or len(bare) > 300 or read_mark(text):
        return False
    names = bare[:-1]
    if re.search(
        r"[。；！？《》“”]|如下|以下|附件|通知$|抄送|公告$|决定$|事项|规定|关于|特作|为了|根据|下列|提出",
        names,
    ):
        return False
    return bool(_ADDRESS_WORDS.search(names))
