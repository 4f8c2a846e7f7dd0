"""Titles and numbers of documents that are not public, named in a text that is to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gongkai.lib.doc_no import find_doc_nos
from gongkai.lib.proofread.found import Found, found

KnownHidden = Callable[[list[str], list[str]], dict[str, str]]

_TITLE = re.compile("《([^《》\n]{4,200})》")


def check(text: str, known_hidden: KnownHidden) -> Iterator[Found]:
    """Places that name a document which the library holds and which is not public.

    Args:
        text: what is to be published.
        known_hidden: of these document numbers (in printed form) and titles, those that are not
            public, each with what it is (“依申请公开”, “草稿” …).
    """
    numbers = [(m.start, m.end, m.doc_no.printed) for m in find_doc_nos(text)]
    titles = [(*m.span(1), m[1]) for m in _TITLE.finditer(text)]
    if not numbers and not titles:
        return
    hidden = known_hidden(
        list(dict.fromkeys(n for *_, n in numbers)), list(dict.fromkeys(t for *_, t in titles))
    )
    for start, end, name in sorted([*numbers, *titles]):
        if name in hidden:
            yield found(
                text,
                start,
                end,
                kind="secret_title",
                severity="error",
                reason=f"“{name[:60]}”在文件库中是“{hidden[name]}”，没有公开；公开的文字不应写出它的标题或者文号，"
                "请删去，或者先核实它能否公开。",
            )
