"""The title of an order (命令): what it puts into force, as the order names it and as it stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gongkai.lib.officialdoc.cites import outer_titles
from gongkai.lib.officialdoc.model import Node
from gongkai.lib.officialdoc.text import key

_BEFORE = re.compile(r"(?:现(?:将|予以?)?(?:公布|发布|颁布)|(?:兹|特)?(?:公布|发布|颁布))?\Z")
_AFTER = re.compile(r"(?:[，]?(?:已|业|经|现予|自|于).{0,120}?)(?:通过|批准|公布|发布|施行|实施)")


def promulgated(nodes: Sequence[Node]) -> tuple[str, str]:
    """Return the title an order puts into force and where it was found, "" and "" where unclear.

    Found in the "annex" where the text stands below under that title, else in the "order". An
    order about several texts has no single title.
    """
    opening = next((node.text.split("\n")[0] for node in nodes if node.text), "")
    bare = key(opening)
    cites = list(outer_titles(bare))
    if len(cites) != 1:
        return "", ""
    cite = cites[0]
    if not _BEFORE.match(bare[: cite.start]) or not _AFTER.match(bare[cite.end :]):
        return "", ""
    wanted = _alike(cite.title or "")
    for heading in _annex_titles(nodes):
        if _alike(heading) == wanted:
            return heading, "annex"
    return (cite.title or "").translate(_INNER), "order"


_INNER = str.maketrans("〈〉", "《》")


def _annex_titles(nodes: Iterable[Node]) -> Iterable[str]:
    return (node.heading for node in nodes if not node.level and node.heading)


def _alike(title: str) -> str:
    return key(title).translate(_INNER)
