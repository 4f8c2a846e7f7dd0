"""What is pasted from Word, WPS or a web page, without what those programs add."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.etree

from gongkai.publishing.richtext.cleaning import clean, sanitised
from gongkai.publishing.richtext.limits import checked, parsed
from gongkai.publishing.richtext.model import Block, Kind, Run, Table, trimmed
from gongkai.publishing.richtext.read import blocks_in
from gongkai.publishing.richtext.write import write

Element = Any  # lxml publishes no types
# Word writes ten times as much markup as text: more is taken in than is kept.
MOST_PASTED = 3 * 1024 * 1024
# Each part ends at the first sign of its end, so that all of them together are read once.
_DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[[^>]*>|<(style|script|xml|title)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_DATA = re.compile(r"data:[a-zA-Z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=\s]*")
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_PLACE = 12  # characters before a picture that say where it stood
_SPACES = re.compile("[ \u00a0]+")


@dataclass(slots=True)
class Pasted:
    """The cleaned text, and behind which words a picture stood that was not taken."""

    html: str
    pictures_left_out: list[str] = field(default_factory=list)


def from_paste(html: str) -> str:
    """The text as `clean` gives it, from markup of Word, WPS or a web page.

    Numbers that Word counts stay as the printed words they are; pictures are left out (see `pasted`).

    Raises:
        TooMuch: more than 3 MB of markup, more than 200 KB of text left, or nested too deep.
    """
    return pasted(html).html


def pasted(html: str) -> Pasted:
    """`from_paste`, with the places of pictures that could not come along."""
    body = parsed(checked(_DATA.sub("", _DROPPED.sub("", html)), MOST_PASTED))
    for element in list(body.iter()):
        _plain_markup(element)
    left_out = _take_pictures(body)
    blocks = [_tidied(block) for block in blocks_in(body)]
    return Pasted(clean(sanitised(write(_levelled(blocks)))), left_out)


def _plain_markup(element: Element) -> None:
    """Says in tags what the styles say; what is hidden goes."""
    if not isinstance(element.tag, str):
        return
    style = element.get("style") or ""
    if _HIDDEN.search(style) or element.tag in ("o:p", "head", "meta", "link"):
        _drop(element, keep=element.tag == "o:p")
    elif _LABEL.search(style):
        _print_label(element)
    elif element.tag == "span":
        element.tag = "strong" if _HEAVY.search(style) else "span"
    elif element.tag in ("b", "strong") and re.search(r"font-weight\s*:\s*normal", style):
        element.tag = "span"  # a web clipboard wraps everything in such a <b>
    if element.tag == "a" and (element.get("href") or "").startswith(("#", "/")):
        element.attrib.pop("href")  # leads nowhere outside the page it was copied from


def _print_label(element: Element) -> None:
    """1.<span>&nbsp;&nbsp;&nbsp;</span> as Word prints it before an item: the number without the gap."""
    label = "".join(element.itertext()).replace("\u00a0", " ").strip()
    for child in list(element):
        element.remove(child)
    # Bullets come as letters of symbol fonts.
    element.text = (
        "•" if label in ("·", "l", "n", "u", "Ø", "ü", "§", "\uf06c", "\uf0b7") else label
    )
    element.tag = "span"


def _drop(element: Element, *, keep: bool) -> None:
    parent = element.getparent()
    if parent is None:
        return
    inside = "".join(element.itertext()).replace("\u00a0", " ").strip() if keep else ""
    before, words = element.getprevious(), inside + (element.tail or "")
    if before is None:
        parent.text = (parent.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    parent.remove(element)


def _take_pictures(body: Element) -> list[str]:
    """Takes the pictures out; says after which words each stood."""
    places: list[str] = []
    pictures: list[Element] = []
    before = ""
    for event, element in lxml.etree.iterwalk(body, events=("start", "end")):
        if event == "start" and element.tag == "img":
            places.append(before[-_PLACE:])
            pictures.append(element)
        words = (element.text if event == "start" else element.tail) or ""
        before = (before + "".join(words.split()))[-_PLACE:]
    for element in pictures:
        _drop(element, keep=False)
    return places


def _tidied(block: Block) -> Block:
    block.runs = _collapsed(block.runs)
    if isinstance(block.table, Table):
        for cell in (cell for row in block.table.rows for cell in row):
            cell.paragraphs = [runs for runs in map(_collapsed, cell.paragraphs) if runs]
    return block


def _collapsed(runs: list[Run]) -> list[Run]:
    return trimmed([Run(_SPACES.sub(" ", run.text), run.bold, run.link) for run in runs])


def _levelled(blocks: list[Block]) -> Iterator[Block]:
    """Headings one level lower where the copied text had a first-level one: that is ours for titles
    of what is enclosed."""
    lower = any(block.kind is Kind.HEADING and block.level == 1 for block in blocks)
    for block in blocks:
        if block.kind is Kind.HEADING and lower:
            block.level = min(block.level + 1, 4)
        if block.runs or block.table is not None:
            yield block
