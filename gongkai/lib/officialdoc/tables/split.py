"""One row with k paragraphs of requirement and k of units is k tasks (R17)."""

from __future__ import annotations

from dataclasses import replace

from gongkai.lib.officialdoc.deadline_text import is_deadline
from gongkai.lib.officialdoc.tables.cells import sentences_apart, unwrap
from gongkai.lib.officialdoc.tables.drafts import Draft
from gongkai.lib.officialdoc.text import ends_sentence
from gongkai.lib.officialdoc.units_text import (
    has_label,
    is_complete,
    is_unit_list,
    is_unit_name,
    split_units,
)

Cell = list[str]


def split_draft(draft: Draft) -> list[Draft]:
    """Return one draft for each pair of requirement and units, or the draft as it is."""
    printed = _requirement_parts(draft.requirement)
    for parts, guessed in ((printed, False), (_by_spaces(draft.requirement), True)):
        if len(parts) < 2:
            continue
        cells = [_unit_parts(cell, len(parts)) for cell in draft.units]
        if any(found for found, _ in cells):
            return _split(draft, parts, cells, guessed)
    _warn_unequal(draft, len(printed))
    return [draft]


def _split(
    draft: Draft, parts: list[str], cells: list[tuple[list[Cell], bool]], guessed: bool
) -> list[Draft]:
    count = len(parts)
    deadlines = _deadline_parts(draft.deadline, count)
    guessed = guessed or any(by_space for _, by_space in cells)
    drafts = []
    for place, part in enumerate(parts):
        units = [
            found[place] if found else cell
            for cell, (found, _) in zip(draft.units, cells, strict=True)
        ]
        drafts.append(
            replace(
                draft,
                requirement=[part],
                units=units,
                deadline=deadlines[place],
                filled=list(draft.filled),
                warnings=list(draft.warnings),
            )
        )
    for each in drafts:
        if guessed:
            each.warnings.append(
                f"原表一格内有{count}段要求和{count}组责任单位，仅以空格相隔，已按次序拆为{count}项，请核对。"
            )
        elif _single_names(drafts):
            each.warnings.append(
                f"原表一格内有{count}段要求和{count}个责任单位，已按次序一一对应，请核对。"
            )
    return drafts


def _single_names(drafts: list[Draft]) -> bool:
    """Tell whether every part has but one unit: they may be a list that belongs to all parts."""
    return all(len(split_units("\n".join(cell)).names) <= 1 for d in drafts for cell in d.units)


def _requirement_parts(cell: Cell) -> list[str]:
    """Paragraphs as printed; one that does not end a sentence goes on in the next."""
    parts: list[str] = []
    for paragraph in cell:
        for piece in unwrap(paragraph):
            if parts and not ends_sentence(parts[-1]):
                parts[-1] += piece
            else:
                parts.append(piece)
    return parts


def _by_spaces(cell: Cell) -> list[str]:
    return [part for paragraph in _requirement_parts(cell) for part in sentences_apart(paragraph)]


def _unit_parts(cell: Cell, count: int) -> tuple[list[Cell], bool]:
    """Return the groups of units where they are as many as wanted, and whether spaces part them."""
    paragraphs = _whole_groups(cell)
    if any(map(has_label, paragraphs)):
        return [], False
    if len(paragraphs) == count:
        return [[paragraph] for paragraph in paragraphs], False
    lines = _whole_groups([line for paragraph in cell for line in paragraph.split("\n")])
    if len(lines) == count and all(map(is_unit_list, lines)):
        return [[line] for line in lines], False
    pieces = [piece for paragraph in cell for piece in paragraph.split()]
    if len(pieces) == count and all(_is_group(piece) for piece in pieces):
        return [[piece] for piece in pieces], True
    return [], False


def _whole_groups(cell: Cell) -> list[str]:
    """Join a paragraph to the one before it when that one breaks off inside a name or a list."""
    groups: list[str] = []
    for paragraph in filter(None, (paragraph.strip() for paragraph in cell)):
        if groups and not is_complete(groups[-1].replace("\n", "")):
            groups[-1] += "\n" + paragraph
        else:
            groups.append(paragraph)
    return groups


def _is_group(piece: str) -> bool:
    names = split_units(piece).names
    return bool(names) and is_complete(piece) and all(map(is_unit_name, names))


def _deadline_parts(cell: Cell, count: int) -> list[Cell]:
    pieces = [piece for paragraph in cell for piece in paragraph.split()]
    for parts in (cell, pieces):
        if len(parts) == count and all(map(is_deadline, parts)):
            return [[part] for part in parts]
    return [cell] * count


def _warn_unequal(draft: Draft, count: int) -> None:
    groups = max((len(_whole_groups(cell)) for cell in draft.units), default=0)
    names = sum(len(split_units("\n".join(cell)).names) for cell in draft.units)
    if count > 1 and 1 < groups < names:
        draft.warnings.append(
            f"原表一格内有{count}段要求、{groups}组责任单位，数目不等，未拆分，请核对各段由谁负责。"
        )
