"""Find the task tables in the raw lines of a text: where a header stands and how far its rows go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.lib.officialdoc.tables.cells import plain, read_cell
from gongkai.lib.officialdoc.tables.columns import Column, read_header, role_of
from gongkai.lib.officialdoc.tables.witness import mark_level
from gongkai.lib.officialdoc.text import is_blank, key

_END = re.compile(
    r"抄送|主送|附件[：:0-9]?|附[：:]|注[：:]|备注[：:]|（此件|联系人|联系电话|（联系"
    r"|.{0,40}[0-9]{1,2}月[0-9]{1,2}日印发\Z"
)
_DATE_LINE = re.compile(r"(?:20[0-9]{2}|二[〇○零]..?)年.{1,3}月.{1,3}日\Z")
_PAGE = re.compile(
    r"[-—\u2013·\s]{0,6}第?[0-9]{1,4}页?(?:[/\uff0f共][0-9]{1,4}页?)?[-—\u2013·\s]{0,6}\Z"
)
_CONTINUED = re.compile(r"[（(]?(?:续表|续上表|接上表|续)[0-9一二三四五六七八九十]{0,2}[）)]?\Z")
_RULE_LINE = re.compile(r"\|?[\s:|\-—]+\|?\Z")
_LOOK_AHEAD = 5
# Every header of cells in one line names a column of units or of terms; markup may part the words.
_GAP = "[\\s\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f]*"
_DUTY_COLUMN = re.compile(
    "<|&|"
    + "|".join(
        f"{word[0]}{_GAP}{word[1]}"
        for word in [
            "单位",
            "部门",
            "主体",
            "处室",
            "科室",
            "股室",
            "机构",
            "分工",
            "时限",
            "时间",
            "期限",
            "日期",
            "进度",
        ]
    )
)
_LONGEST_HEADER, _LEAST_NAMES = 120, 3


@dataclass(slots=True)
class Segment:
    """One run of table lines: its header (`start` to `body`), its rows (`body` to `end`).

    `layout`: "tabbed" (a row is a line), "lined" (a cell is a line with white space before it),
    "loose" (a cell is one or several lines with nothing to tell them apart) or "spaced" (the
    cells of a line are parted by spaces alone).
    """

    start: int
    body: int
    end: int
    layout: str
    columns: list[Column]


def find_segments(lines: Sequence[str]) -> list[Segment]:
    """Find every run of task table lines, a repeated header starting a new run."""
    headers = _Headers(lines)
    segments: list[Segment] = []
    at = 0
    while at < len(lines):
        segment = headers.at(at)
        if segment is None:
            at += 1
            continue
        segment.end = _end(lines, segment, headers)
        segments.append(segment)
        at = max(segment.end, segment.body)
    return segments


def split_line(line: str) -> list[str]:
    """Cut one line into cells at tabs, or at the strokes of a Markdown table."""
    stripped = line.strip(" \u3000\r\n")
    if "\t" not in line and len(stripped) > 2 and stripped[0] == stripped[-1] == "|":
        return stripped[1:-1].split("|")
    return line.strip("\r\n").split("\t")


def is_rule(line: str) -> bool:
    """Tell whether a line is only the rule under a Markdown header."""
    return "|" in line and "-" in line and bool(_RULE_LINE.match(line.strip()))


def is_furniture(line: str) -> bool:
    """Tell whether a line between two pages is a page number or says 续表."""
    return bool(_PAGE.match(line.strip()) or _CONTINUED.match(key(line)))


def is_end(line: str) -> bool:
    """Tell whether a line can only stand after a table."""
    words = key(line)
    if _END.match(words):
        return True
    return not line.startswith("\t") and bool(_DATE_LINE.match(words))


class _Headers:
    """Tells where a header begins; each line is probed once, and only one that can be part of one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._known: dict[int, Segment | None] = {}

    def at(self, number: int) -> Segment | None:
        """Return the header that begins at a line, None where none does."""
        if number not in self._known:
            self._known[number] = _header(self._lines, number)
        return self._known[number]


def _header(lines: Sequence[str], at: int) -> Segment | None:
    tabbed = _tabbed_header(lines, at) if _DUTY_COLUMN.search(lines[at]) else None
    return tabbed or _lined_header(lines, at) or _spaced_header(lines, at)


def _spaced_header(lines: Sequence[str], at: int) -> Segment | None:
    """Read a header whose names stand in one line with spaces between, each of them known."""
    names = lines[at].split() if len(lines[at]) <= _LONGEST_HEADER else []
    if len(names) < _LEAST_NAMES or not all(map(role_of, names)):
        return None
    columns = read_header(names)
    return Segment(at, at + 1, at + 1, "spaced", columns) if columns else None


def _tabbed_header(lines: Sequence[str], at: int) -> Segment | None:
    cells = split_line(lines[at])
    if len(cells) < 3 and sum(not is_blank(cell) for cell in cells) < 2:
        return None
    columns = read_header(_without_margin(cells))
    if not columns:
        return None
    return Segment(at, at + 1, at + 1, "tabbed", columns)


def _without_margin(cells: list[str]) -> list[str]:
    return cells[1:] if is_blank(cells[0]) and len(cells) > 2 else cells


def _lined_header(lines: Sequence[str], at: int) -> Segment | None:
    """Read a header whose names stand one per line."""
    if is_blank(lines[at]) or not _header_role(lines[at]):
        return None
    names: list[str] = []
    here = end = at
    while here < len(lines) and len(names) < 12:
        if not is_blank(lines[here]):
            name, used = _header_name(lines, here)
            if not name:
                break
            names.append(name)
            here += used
            end = here
        else:
            here += 1
    columns = read_header(names) if len(names) >= 3 else None
    if not columns:
        return None
    led = sum(lines[i][:1] in "\t \u3000" for i in range(at, end) if not is_blank(lines[i]))
    layout = "lined" if led * 2 > len(names) else "loose"
    return Segment(at, end, end, layout, columns)


def _header_role(line: str) -> str | None:
    # A long line can only name a column where markup makes it long.
    if len(line) > _LONGEST_HEADER and "<" not in line and len("".join(line.split())) > 60:
        return None
    return role_of(plain(read_cell(line)))


def _header_name(lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return a header name and how many lines it takes: one, or two when a break parts it."""
    if _header_role(lines[at]):
        return lines[at], 1
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if len(key(lines[at])) <= 6 and not is_blank(following):
        if following[:1] not in "\t \u3000" and _header_role(lines[at] + following):
            return lines[at] + following.strip(), 2
        if len(key(lines[at])) <= 6 and _header_role(following) and lines[at][:1] == following[:1]:
            return lines[at], 1
    return "", 0


def _end(lines: Sequence[str], segment: Segment, headers: _Headers) -> int:
    """Return the line after the last one that belongs to the segment."""
    last = segment.body
    at = segment.body
    while at < len(lines):
        if is_blank(lines[at]) and "\t" not in lines[at]:
            at += 1
            continue
        if is_rule(lines[at]) and at == segment.body:
            at = last = at + 1
            continue
        if not _belongs(lines, at, last, segment, headers):
            break
        at += 1
        if not is_furniture(lines[at - 1]) or segment.layout != "tabbed":
            last = at
    return last


def _belongs(lines: Sequence[str], at: int, last: int, segment: Segment, headers: _Headers) -> bool:
    line = lines[at]
    if is_end(line) or headers.at(at):
        return False
    if segment.layout == "tabbed":
        return _in_tabbed(lines, at, last, segment, headers)
    if segment.layout in ("loose", "spaced") or line[:1] in "\t \u3000":
        return True
    return at == last or _goes_on_later(lines, at, headers)


def _in_tabbed(
    lines: Sequence[str], at: int, last: int, segment: Segment, headers: _Headers
) -> bool:
    cells = split_line(lines[at])
    if len(cells) > 1:
        return True
    follows = _next_filled(lines, at + 1)
    row_follows = follows is not None and len(split_line(lines[follows])) > 1
    if is_furniture(lines[at]) or (mark_level(lines[at]) and len(key(lines[at])) <= 40):
        return row_follows and follows is not None and not headers.at(follows)
    before = split_line(lines[at - 1])
    return at == last and at > segment.body and 1 < len(before) < len(segment.columns)


def _next_filled(lines: Sequence[str], at: int) -> int | None:
    while at < len(lines):
        if not is_blank(lines[at]):
            return at
        at += 1
    return None


def _goes_on_later(lines: Sequence[str], at: int, headers: _Headers) -> bool:
    """Tell whether cells follow a line that has lost its own white space, before a new header."""
    seen = 0
    for later in range(at + 1, len(lines)):
        if is_blank(lines[later]):
            continue
        if is_end(lines[later]) or headers.at(later):
            return False
        if lines[later].startswith("\t"):
            return True
        seen += 1
        if seen >= _LOOK_AHEAD:
            return False
    return False
