# ruff: noqa: RUF001 — look-alike marks are what this module is about
"""The cell 公开渠道和载体: several options in one cell, each with its box."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.lib.catalogue_tables.marks import OPEN, TICKED, is_doubtful, is_lost, meaning_of

# The 13 options of the standard tables with the spellings they are met in.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("政府网站", r"政府(?:门户)?网站|门户网站"),
    ("政府公报", r"政府公报"),
    ("两微一端", r"两微一端|“两微一端”|微信微博"),
    ("发布会/听证会", r"(?:新闻)?发布会[/／、]?听证会|新闻发布会|听证会"),
    ("广播电视", r"广播[/／、]?电视"),
    ("纸质媒体", r"纸质媒[体介]|报刊|报纸"),
    ("公开查阅点", r"(?:政府)?(?:信息)?公开查阅点|(?:公共)?查阅点"),
    ("政务服务中心", r"政务服务(?:中心|大厅)"),
    ("便民服务站", r"便民服务(?:站点?|中心|点)"),
    ("入户/现场", r"入户[/／、]?现场(?:宣传)?"),
    (
        "社区/企事业单位/村公示栏（电子屏）",
        r"社区[/／、]?企事业单位[/／、]?村?公示栏(?:[（(]电子屏[）)])?"
        r"|(?:社区|村居?|企事业单位)?[/／、]?(?:村)?公示栏(?:[（(]电子屏[）)])?",
    ),
    ("精准推送", r"精准推送"),
    ("其他", r"其[他它]"),
)
NAMES = tuple(name for name, _ in _SPELLINGS)
_LABEL = re.compile("|".join(f"(?P<c{i}>{words})" for i, (_, words) in enumerate(_SPELLINGS)))
_PARTS = re.compile(r"[\s、，,；;。:：_＿]+")
_LONGEST = 2000


@dataclass(slots=True)
class Channels:
    """What a cell means: `rows` are {"name", "must"} in the order of the cell, ■ must and □ may."""

    rows: list[dict[str, object]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_channels(text: str) -> Channels:
    """The options of a cell. A cell without any box lists what must be used."""
    bare = " ".join(text[:_LONGEST].split())
    found = list(_LABEL.finditer(bare))
    marks = [_mark_before(bare, match.start()) for match in found]
    result = Channels()
    boxes = any(mark for mark in marks) or any(meaning_of(c) is not None for c in bare[:1])
    rest = 0
    for match, mark in zip(found, marks, strict=True):
        _add_unnamed(result, bare[rest : match.start()].removesuffix(mark or "\0"), boxes)
        _add(result, NAMES[_index(match)], mark, boxes)
        rest = match.end()
        rest = _other_words(result, bare, match, found, rest)
    _add_unnamed(result, bare[rest:], boxes)
    return result


def channels_text(rows: list[dict[str, object]]) -> str:
    """The options with their boxes, one after another."""
    return " ".join(f"{TICKED if row.get('must') else OPEN}{row.get('name', '')}" for row in rows)


def _index(match: re.Match[str]) -> int:
    return int((match.lastgroup or "c0")[1:])


def _mark_before(text: str, start: int) -> str:
    """The box before a label, blanks between them left out; none where something else stands there."""
    before = text[:start].rstrip()
    return before[-1] if before and meaning_of(before[-1]) is not None else ""


def _add(result: Channels, name: str, mark: str, boxes: bool) -> None:
    if any(row["name"] == name for row in result.rows):
        result.warnings.append(f"公开渠道中“{name}”写了两次，只登记了第一次，请核对。")
        return
    must = bool(meaning_of(mark)) if mark else not boxes
    if not mark and boxes:
        result.warnings.append(f"公开渠道“{name}”前没有■或者□，已按□（可选）登记，请核对。")
    if mark and is_doubtful(mark):
        shown = "一个无法显示的符号" if is_lost(mark) else f"“{mark}”"
        box = TICKED if must else OPEN
        result.warnings.append(f"公开渠道“{name}”前的{shown}已当作{box}，请核对。")
    result.rows.append({"name": name, "must": must})


def _other_words(
    result: Channels, text: str, match: re.Match[str], found: list[re.Match[str]], rest: int
) -> int:
    """Words after 其他 up to the next box name that option: 其他：政务公开栏."""
    if NAMES[_index(match)] != "其他" or not result.rows or result.rows[-1]["name"] != "其他":
        return rest
    after = next((m.start() for m in found if m.start() >= rest), len(text))
    words = text[rest:after]
    end = next((i for i, c in enumerate(words) if _is_box(words, i)), len(words))
    said = _PARTS.sub(" ", words[:end].strip(" ()（）")).strip()
    if said:
        result.rows[-1]["name"] = f"其他：{said}"
    return rest + end


def _is_box(text: str, at: int) -> bool:
    """Whether a box begins an option here; letters count only where no Latin word is meant."""
    mark = text[at]
    if meaning_of(mark) is None:
        return False
    return not mark.isascii() or (at == 0 or text[at - 1].isspace())


def _add_unnamed(result: Channels, words: str, boxes: bool) -> None:
    """Options that are none of the 13; nothing of a cell is dropped without a word."""
    piece, mark = "", ""
    pieces: list[tuple[str, str]] = []
    for at, c in enumerate(words):
        if _is_box(words, at):
            pieces.append((mark, piece))
            mark, piece = c, ""
        else:
            piece += c
    pieces.append((mark, piece))
    for mark, said in pieces:
        for name in filter(None, (one.strip(" ()（）/") for one in _PARTS.split(said))):
            must = bool(meaning_of(mark)) if mark else not boxes
            result.rows.append({"name": f"其他：{name}", "must": must})
            result.warnings.append(f"“{name}”不在标准的13种公开渠道之内，已登记为“其他”，请核对。")
