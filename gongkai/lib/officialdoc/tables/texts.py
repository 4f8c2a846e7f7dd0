"""Turn the lines of a found table into rows of cells (R12): cells by tab or cells by line."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.lib.officialdoc.tables.align import absent_labels, align
from gongkai.lib.officialdoc.tables.cells import read_cell
from gongkai.lib.officialdoc.tables.columns import Column, widened
from gongkai.lib.officialdoc.tables.evidence import Evidence
from gongkai.lib.officialdoc.tables.locate import Segment, is_furniture, is_rule, split_line
from gongkai.lib.officialdoc.tables.sheet import Row, Token
from gongkai.lib.officialdoc.text import is_blank

_LEAST_WIDTH = 15
_FULL = 0.9
_CLEARLY = 1.0


def read_rows(
    lines: Sequence[str], segments: Sequence[Segment], evidence: Evidence
) -> tuple[list[Column], list[Row]]:
    """Read the rows of one table's segments; a label column may turn out to be two."""
    tokens = [token for segment in segments for token in tokens_of(lines, segment)]
    return fit(tokens, segments[0].columns, evidence)


def fit(
    tokens: Sequence[Token], columns: list[Column], evidence: Evidence
) -> tuple[list[Column], list[Row]]:
    """Lay tokens under the columns, or under the columns with a two-level label, as fits better."""
    wide = widened(columns)
    rows, cost = _lay(tokens, columns, evidence)
    if wide and _may_be_wider(tokens, len(columns)):
        wide_rows, wide_cost = _lay(tokens, wide, evidence)
        if wide_cost + _CLEARLY < cost:
            return wide, wide_rows
    return columns, rows


def _may_be_wider(tokens: Sequence[Token], width: int) -> bool:
    """Tell whether rows may have more cells than the header: cells in lines may, records must."""
    if any(token.starts is None for token in tokens):
        return True
    lengths = [len(stretch) for stretch in _stretches(tokens)]
    return sum(length > width for length in lengths) * 5 >= len(lengths)


def _lay(
    tokens: Sequence[Token], columns: Sequence[Column], evidence: Evidence
) -> tuple[list[Row], float]:
    """Align each stretch of tokens that begins with a sure row start on its own."""
    rows: list[Row] = []
    total = 0.0
    for stretch in _stretches(tokens):
        found, cost = _whole_row(stretch, columns, evidence) or align(stretch, columns, evidence)
        rows += found
        total += cost
    # Label cells that are left out say nothing about how many label columns there are.
    return rows, total - absent_labels(rows, columns)


def _stretches(tokens: Sequence[Token]) -> list[list[Token]]:
    stretches: list[list[Token]] = []
    for token in tokens:
        if token.starts or not stretches:
            stretches.append([])
        stretches[-1].append(token)
    return stretches


def _whole_row(
    stretch: Sequence[Token], columns: Sequence[Column], evidence: Evidence
) -> tuple[list[Row], float] | None:
    """Take a row whose cells are as many as the columns as it stands."""
    if len(stretch) != len(columns) or any(token.starts is not False for token in stretch[1:]):
        return None
    cost = sum(evidence(column.role, token) for column, token in zip(columns, stretch, strict=True))
    return [Row([token.paragraphs for token in stretch], stretch[0].line)], cost


def tokens_of(lines: Sequence[str], segment: Segment) -> list[Token]:
    """Return the cells of a segment in the order in which they stand."""
    if segment.layout == "tabbed":
        return _tabbed(lines, segment)
    return _lined(lines, segment)


def _tabbed(lines: Sequence[str], segment: Segment) -> list[Token]:
    records: list[tuple[int, list[str]]] = []
    width = len(segment.columns)
    for number in range(segment.body, segment.end):
        line = lines[number]
        if (is_blank(line) and line.count("\t") < 2) or is_rule(line) or is_furniture(line):
            continue
        cells = split_line(line)
        if (
            len(cells) == 1
            and records
            and number == records[-1][0] + 1
            and 1 < len(records[-1][1]) < width
        ):
            records[-1] = (number, _glued(records[-1][1], cells))
        else:
            records.append((number, cells))
    margin = bool(records) and all(
        len(cells) > width and is_blank(cells[0]) for _, cells in records
    )
    return [token for number, cells in records for token in _record(number, cells[margin:])]


def _glued(cells: list[str], more: list[str]) -> list[str]:
    return [*cells[:-1], cells[-1] + "\n" + more[0], *more[1:]]


def _record(number: int, cells: list[str]) -> list[Token]:
    return [Token(read_cell(cell), number, starts=place == 0) for place, cell in enumerate(cells)]


def _lined(lines: Sequence[str], segment: Segment) -> list[Token]:
    tokens: list[Token] = []
    loose = segment.layout in ("loose", "spaced")
    gap = True
    for number in range(segment.body, segment.end):
        line = lines[number].rstrip("\r\n")
        if is_blank(line) and "\t" not in line:
            gap = True
            continue
        if gap and is_furniture(line) and "\t" not in line and not loose:
            continue
        if not loose and tokens and not gap and line[:1] not in "\t \u3000":
            _go_on(tokens[-1], line)
            continue
        if segment.layout == "spaced":
            tokens += _spaced_line(line, number)
        else:
            tokens.append(_cell_line(line, number, gap, loose))
        gap = False
    if tokens:
        tokens[0].starts = True
    if segment.layout == "loose":
        _mark_full(tokens)
    return tokens


def _mark_full(tokens: Sequence[Token]) -> None:
    """Mark lines as long as the longest ones, where several lines share that length."""
    lengths = sorted(len(token.paragraphs[0]) for token in tokens if token.paragraphs)
    if not lengths or lengths[-1] < _LEAST_WIDTH:
        return
    near = sum(length >= lengths[-1] * _FULL for length in lengths)
    if near * 5 < len(lengths):
        return
    for token in tokens:
        token.full = bool(token.paragraphs) and len(token.paragraphs[0]) >= lengths[-1] * _FULL


def _go_on(token: Token, line: str) -> None:
    """A line without white space before it goes on with the cell above."""
    if token.paragraphs:
        token.paragraphs[-1] += "\n" + line.strip()
    else:
        token.paragraphs = read_cell(line)


def _spaced_line(line: str, number: int) -> list[Token]:
    pieces = line.split()
    return [
        Token(read_cell(piece), number, gap=place == 0, loose=True)
        for place, piece in enumerate(pieces)
    ]


def _cell_line(line: str, number: int, gap: bool, loose: bool) -> Token:
    marked = not loose and line[:1] in " \u3000"
    return Token(read_cell(line), number, marked=marked, gap=gap, loose=loose)
