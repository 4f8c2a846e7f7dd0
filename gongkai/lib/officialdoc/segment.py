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
from gongkai.lib.officialdoc.text import (
    fold,
    key,
    looks_like_organisation,
    split_organisations,
)

_RED = re.compile(r"\A([\u4e00-\u9fff（）、]{3,60}?)(文件|令|命令)\Z")
# Heads that name the kind of document instead of 文件: 某府公告, 某府专题会议纪要.
_KIND = re.compile(
    r"(?:(?:市长|省长|州长|县长|区长|局长|厅长|部长|主任)?"
    r"(?:常务|专题|全体|办公|协调|党组|联席|工作|业务|调度|现场|部门)*(?:会议|会))?纪要"
    r"|公告|通告|公报|通报|通知|公函|便函|函|简报|明电|电报|传真电报"
)
_LOOK_AHEAD = 4


def red_head(line: str) -> list[str]:
    """Return the bodies a red head names (济南市人民政府办公厅文件), [] for another line."""
    bare = "".join(line.split())
    found = _RED.match(bare)
    if not found:
        return []
    if found[2] != "文件" and found[1].endswith("主席"):
        return [found[1]]
    return bodies(line.strip()[: -len(found[2])])


def bodies(text: str) -> list[str]:
    """Return the bodies named side by side in one line; spaces within one name do not part it."""
    names = split_organisations(text) if " " in fold(text).strip() else [key(text)]
    apart = len(names) > 1 and all(len(name) >= 4 for name in names)
    if looks_like_organisation(text) and not apart:
        return [key(text)]
    return [name for name in names if looks_like_organisation(name)]


def kind_head(line: str) -> tuple[list[str], str]:
    """Split a head like 某府公告 into its bodies and the kind of document, [] and "" for other lines."""
    bare = "".join(line.split())
    if len(bare) > 40 or "关于" in bare:
        return [], ""
    for end in range(len(bare) - 1, 3, -1):
        if _KIND.fullmatch(bare[end:]) and looks_like_organisation(bare[:end]):
            return [bare[:end]], "纪要" if bare.endswith("纪要") else bare[end:]
    return [], ""


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
        if closed or len(line) > 50:
            break
        if looks_like_organisation(text) and "关于" not in line:
            # A name right above the number is a red head without 文件, any other a signature.
            return number if start == visible[position] else start
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
