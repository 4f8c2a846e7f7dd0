"""Show where a table's requirements and the body's paragraphs say different things (R18)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from gongkai.lib.officialdoc.model import Task
from gongkai.lib.officialdoc.tables.witness import SAME_TEXT, WEAK_TEXT, Witness, shingles

_POINTS = re.compile(r"[\s，,、。.；;：:“”\"'\u2018\u2019（）()《》<>·—-]")
_SAME_POINT = str.maketrans("，：；（）“”\u2018\u2019", ",:;()\"\"''")
_MOST_SHOWN = 4
_AROUND = 3
_LONGEST_SHOWN = 40
_LEAST_LACKING = 6


@dataclass(slots=True)
class _Edit:
    table: tuple[int, int]
    body: tuple[int, int]


def compare(tasks: Sequence[Task], items: Sequence[int | None], witness: Witness) -> list[str]:
    """Warn on tasks whose wording differs from the body; returns what concerns the whole table."""
    if not witness:
        return ["文件中没有可供核对的正文大纲，本表仅按表格自身读取。"] if tasks else []
    by_item: defaultdict[int, list[Task]] = defaultdict(list)
    for task, item in zip(tasks, items, strict=True):
        if item is None:
            task.warnings.append("正文中未能确定与本行对应的段落，无法核对。")
        else:
            by_item[item].append(task)
    general = _missing(witness, set(by_item), sum(item is None for item in items))
    for item, group in by_item.items():
        general += _compare_group(group, witness.items[item].text)
    return general


def _missing(witness: Witness, used: set[int], unmatched: int) -> list[str]:
    warnings = [
        f"正文“{item.label}{item.heading or item.text[:20]}”在表中没有对应的任务行，请核对是否需要补充。"
        for item in witness.without_row(used)
    ]
    if unmatched:
        warnings.append(f"表中有{unmatched}行在正文中未能确定对应的段落，已在各行注明。")
    return warnings


def _compare_group(tasks: Sequence[Task], body: str) -> list[str]:
    """Compare the tasks of one item, put together in order, with the item's text.

    Returns a sentence for each whole paragraph of the item of which the tasks have nothing.
    """
    text, strange = _related(body, shingles("".join(task.requirement for task in tasks)))
    known = shingles(text)
    near = [task for task in tasks if _share(shingles(task.requirement), known) >= SAME_TEXT]
    for task in tasks:
        if task not in near:
            task.warnings.append("本行具体要求与正文对应段落的表述差别较大，请对照核对。")
    if near:
        _compare_words(near, _squeezed(text), show_lacking=len(near) == len(tasks))
    return [f"正文“{_short(part)}”一段在表中没有对应内容，请核对是否需要补充。" for part in strange]


def _related(body: str, known: frozenset[str]) -> tuple[str, list[str]]:
    """Part the paragraphs of an item that the tasks speak of from those they say nothing of."""
    paragraphs = [part.strip() for part in body.split("\n") if part.strip()]
    strange = [part for part in paragraphs[1:] if _share(shingles(part), known) < WEAK_TEXT]
    return "".join(part for part in paragraphs if part not in strange), strange


def _share(own: frozenset[str], known: frozenset[str]) -> float:
    return len(own & known) / len(own) if own else 1.0


def _compare_words(tasks: Sequence[Task], body: str, *, show_lacking: bool) -> None:
    own = [_squeezed(task.requirement) for task in tasks]
    whole = "".join(own)
    notes: defaultdict[int, list[str]] = defaultdict(list)
    for edit in _edits(whole, body):
        if show_lacking or edit.table[0] != edit.table[1]:
            notes[_owner(own, edit.table[0])].append(_show(whole, body, edit))
    for place, found in notes.items():
        shown = "；".join(found[:_MOST_SHOWN]) + ("等" if len(found) > _MOST_SHOWN else "")
        tasks[place].warnings.append(
            f"具体要求与正文有{len(found)}处不一致：{shown}。已保留表内文字，请核对。"
        )


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _edits(table: str, body: str) -> list[_Edit]:
    """Differences in words; points and their width do not count, near ones become one."""
    edits: list[_Edit] = []
    codes = Levenshtein.opcodes(table.translate(_SAME_POINT), body.translate(_SAME_POINT))
    for code in codes:
        if code.tag == "equal":
            continue
        here = _Edit((code.src_start, code.src_end), (code.dest_start, code.dest_end))
        if (
            edits
            and here.table[0] - edits[-1].table[1] <= 2
            and here.body[0] - edits[-1].body[1] <= 2
        ):
            edits[-1] = _Edit(
                (edits[-1].table[0], here.table[1]), (edits[-1].body[0], here.body[1])
            )
        else:
            edits.append(here)
    return [edit for edit in edits if _counts(table, body, edit)]


def _counts(table: str, body: str, edit: _Edit) -> bool:
    return _POINTS.sub("", table[slice(*edit.table)]) != _POINTS.sub("", body[slice(*edit.body)])


def _owner(texts: Sequence[str], position: int) -> int:
    for place, text in enumerate(texts):
        position -= len(text)
        if position < 0:
            return place
    return len(texts) - 1


def _show(table: str, body: str, edit: _Edit) -> str:
    lacking = edit.table[0] == edit.table[1]
    if lacking and edit.body[1] - edit.body[0] >= _LEAST_LACKING:
        return f"表内缺“{_short(body[slice(*edit.body)])}”"
    return f"表内“{_around(table, edit.table)}”，正文“{_around(body, edit.body)}”"


def _around(text: str, span: tuple[int, int]) -> str:
    return _short(text[max(0, span[0] - _AROUND) : span[1] + _AROUND])


def _short(text: str) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return text
    half = _LONGEST_SHOWN // 2
    return f"{text[:half]}……{text[-half:]}"
