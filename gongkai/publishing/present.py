"""What pages show of a publication: rows, validity in words, body, elements. No writing, no queries."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.lib.validity import Validity
from gongkai.publishing import outline, richtext
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.queries.pages import Detail, Tie
from gongkai.publishing.states import Attribute, Kind, RelationKind

TONES = {
    Validity.IN_FORCE: "force",
    Validity.PENDING: "pending",
    Validity.AMENDED: "changed",
    Validity.PARTLY_REPEALED: "changed",
    Validity.REPEALED: "ended",
    Validity.LAPSED: "ended",
    Validity.UNKNOWN: "unknown",
}


@dataclass(slots=True)
class Link:
    """A place to go."""

    label: str
    url: str
    hint: str = ""
    count: int | None = None


@dataclass(slots=True)
class ValidityView:
    """Validity in a word, a tone for its shape and colour, and a sentence where it says something."""

    word: str = ""
    tone: str = "unknown"
    sentence: str = ""
    links: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One publication in a list."""

    url: str
    title: str
    unit: str = ""
    unit_url: str = ""
    doc_no: str = ""
    day: dt.date | None = None
    kind: str = ""
    validity: ValidityView | None = None
    meaning: str = ""
    marked: SafeString | str = ""
    snippet: SafeString | str = ""
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """One of the four fixed blocks: its name, what one finds there, its type of column."""

    label: str
    hint: str
    column_type: str


BLOCKS = {
    "guide": Block("政府信息公开指南", "信息怎样分类、从哪里获取、找谁办", "信息公开指南"),
    "system": Block("政府信息公开制度", "政府信息公开条例和本地的公开规定", "政策文件"),
    "statutory": Block(
        "法定主动公开内容", "按《政府信息公开条例》第二十条逐项公开的信息", "信息公开目录"
    ),
    "annual-report": Block("政府信息公开年报", "每一年公开了什么、办了多少申请", "信息公开年报"),
}


def row(
    publication: Publication, validity: Validity | None = None, *, show_kind: bool = True
) -> Row:
    """A row for lists; the publication comes with its unit and document."""
    document: OfficialDocument | None = getattr(publication, "document", None)
    unit = publication.unit
    kind = Kind(publication.kind)
    return Row(
        url=publication.get_absolute_url(),
        title=publication.title,
        unit=unit.label if unit else publication.source,
        unit_url=reverse("unit", args=[unit.slug]) if unit else "",
        doc_no=document.doc_no if document else "",
        day=timezone.localdate(publication.released_at) if publication.released_at else None,
        kind=kind.label if show_kind and kind != Kind.DOCUMENT else "",
        validity=ValidityView(validity.label, TONES[validity]) if validity else None,
        meaning=publication.summary,
    )


def validity_view(detail: Detail, day: dt.date) -> ValidityView:
    """The validity on that day with the sentence of the banner; quiet while it is simply in force."""
    validity = detail.validity(day)
    if validity is None:
        mark = detail.document.status_mark if detail.document else ""
        sentence = f"这是{mark}，不是正式印发的文件，不具有执行效力。" if mark else ""
        return ValidityView(mark, "pending" if mark else "unknown", sentence)
    links = [
        _link(tie)
        for tie in detail.ties
        if not tie.outgoing and tie.kind in RelationKind.changing()
    ]
    return ValidityView(validity.label, TONES[validity], _sentence(detail, validity, links), links)


def _link(tie: Tie) -> dict[str, Any]:
    return {
        "verb": tie.verb,
        "title": tie.title,
        "doc_no": tie.doc_no,
        "url": tie.other.get_absolute_url() if tie.other else "",
        "day": tie.on,
        "note": tie.note,
    }


def _sentence(detail: Detail, validity: Validity, links: Sequence[dict[str, Any]]) -> str:
    document = detail.document
    if document is None:
        return ""
    ends, starts = document.expires_on, document.effective_on
    if validity is Validity.PENDING and starts:
        return f"这份文件自{plain_date(starts)}起施行，现在还没有生效。"
    if validity is Validity.LAPSED and ends:
        return f"这份文件的有效期到{plain_date(ends)}为止，已经失效，正文保留供查阅。"
    if validity is Validity.LAPSED:
        return "这份文件已被宣布失效，正文保留供查阅。"
    if validity is Validity.REPEALED:
        return "这份文件已被废止，不再执行，正文保留供查阅。"
    if validity is Validity.PARTLY_REPEALED:
        return "这份文件的部分内容已被废止，请对照以下文件阅读。"
    if validity is Validity.AMENDED:
        return "这份文件已被修改，请对照以下文件阅读。"
    if ends and validity is Validity.IN_FORCE:
        return f"现行有效，有效期到{plain_date(ends)}。"
    return ""


def body(
    nodes: list[dict[str, Any]], stored: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The outline as a flat list in reading order, with anchors and heading levels that never skip.

    A table that stands inside the text comes with the node at its place; `enclosed` marks what
    follows the signature of a letter: the rules it publishes, its annexes.
    """
    found: list[dict[str, Any]] = []
    letter = outline.letter_length(nodes)
    _flatten(outline.settled(nodes, stored or []), "s", 2, found)
    prepared = [_table(number, table) for number, table in enumerate(stored or [], 1)]
    for node in found:
        place = node.pop("place")
        inside = isinstance(place, int) and 0 <= place < len(prepared)
        named = node.pop("named")
        node["table"] = {**prepared[place], "named": named} if inside else None
        node["enclosed"] = int(node["id"][1:].partition("-")[0]) > letter
    return found


def _flatten(
    nodes: list[dict[str, Any]], prefix: str, level: int, found: list[dict[str, Any]]
) -> None:
    for number, node in enumerate(nodes, 1):
        heading, label = outline.printed_heading(node), node.get("label") or ""
        name = f"{prefix}{number}"
        shown = {"id": name, "h": min(level, 5), "label": label, "heading": heading}
        if outline.stands_apart(node):
            found.append({**shown, **_TEXT_ONLY, "id": f"{name}-label", "paragraphs": [label]})
            shown["label"] = ""
        found.append(
            {
                **shown,
                "run_in": bool(heading) and outline.runs_in(node),
                "paragraphs": outline.paragraphs_of(node),
                "place": node.get("table"),
                "named": bool(node.get("named")),
            }
        )
        _flatten(node.get("children") or [], f"{name}-", level + (1 if heading else 0), found)


@dataclass(frozen=True, slots=True)
class RichView:
    """A text from the editor as the page shows it: the letter, and what stands below its signature."""

    letter: SafeString
    enclosed: SafeString

    @property
    def whole(self) -> SafeString:
        """Both, for what nobody signs."""
        return self.letter + self.enclosed


def rich(publication: Publication) -> RichView | None:
    """The text as it was written in the editor; None where it comes from somewhere else.

    Its headings have the ids that `contents` of its outline links to.
    """
    html, code = publication.text.html, publication.code
    if not html:
        return None
    return RichView(
        *richtext.parts_for_page(
            html, lambda file: reverse("publication_picture", args=[code, file])
        )
    )


_TEXT_ONLY = {"label": "", "heading": "", "run_in": False, "place": None, "named": False}


def contents(
    nodes: list[dict[str, Any]], prefix: str = "s", depth: int = 2
) -> list[dict[str, Any]]:
    """The table of contents: headed nodes two levels deep; nothing for texts with fewer than two."""
    found = []
    for number, node in enumerate(nodes, 1):
        if node.get("heading"):
            name = f"{prefix}{number}"
            below = contents(node.get("children") or [], f"{name}-", depth - 1) if depth > 1 else []
            heading = node["heading"].rstrip("。：；")
            label = (node.get("label") or "") + ("　" if outline.stands_apart(node) else "")
            found.append(
                {
                    "id": name,
                    "label": label,
                    "heading": heading,
                    "children": below,
                }
            )
    return found


def paragraphs(plain: str) -> list[dict[str, Any]]:
    """A text without outline as one node of paragraphs."""
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    return [{"id": "s1", "h": 2, "label": "", "heading": "", "run_in": False, "paragraphs": lines}]


def tables(stored: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables that stand behind the text, with what their columns hold."""
    placed = outline.placed_tables(outline.settled(nodes, stored))
    return [
        _table(number, table) for number, table in enumerate(stored, 1) if number - 1 not in placed
    ]


def _table(number: int, table: dict[str, Any]) -> dict[str, Any]:
    tasks = table.get("tasks") or []
    columns = {name: any(task.get(name) for task in tasks) for name in ("no", "units", "deadline")}
    return {**table, "id": f"t{number}", "number": number, "columns": columns}


def elements(detail: Detail) -> list[dict[str, Any]]:
    """The catalogue elements of the disclosure platform, in its order; empty ones are left out."""
    publication, document = detail.publication, detail.document
    released = timezone.localdate(publication.released_at) if publication.released_at else None
    unit = publication.unit
    pairs: list[tuple[str, str, str]] = [
        ("索引号", publication.index_no, ""),
        ("主题分类", str(publication.theme or ""), _search_url("theme", _top_theme(publication))),
        (
            "发文机关" if document else "发布机构",
            _issuers(detail),
            reverse("unit", args=[unit.slug]) if unit and unit.name == _issuers(detail) else "",
        ),
        ("成文日期", plain_date(document.signed_on) if document and document.signed_on else "", ""),
        ("发文字号", document.doc_no if document else "", ""),
        ("发布日期", plain_date(released) if released else "", ""),
        ("体裁", document.doc_type if document else "", ""),
        ("文件类别", str(document.document_class or "") if document else "", ""),
        ("公开方式", Attribute(publication.attribute).label, ""),
        (
            "施行日期",
            plain_date(document.effective_on) if document and document.effective_on else "",
            "",
        ),
        (
            "失效日期",
            plain_date(document.expires_on) if document and document.expires_on else "",
            "",
        ),
        ("关键词", "、".join(publication.keywords), ""),
        ("信息来源", publication.source, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]


def _issuers(detail: Detail) -> str:
    names = [issuer.name for issuer in detail.issuers]
    return "、".join(names) or (detail.publication.unit.name if detail.publication.unit else "")


def _top_theme(publication: Publication) -> str:
    theme = publication.theme
    return (theme.parent.name if theme.parent else theme.name) if theme else ""


def _search_url(facet: str, value: str) -> str:
    return f"{reverse('search')}?{facet}={quote(value)}" if value else ""


def relation_groups(detail: Detail) -> list[dict[str, Any]]:
    """Relations by verb, without interpretations, which have a place of their own."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for tie in detail.ties:
        if tie.kind == RelationKind.INTERPRETS:
            continue
        groups.setdefault(tie.verb, []).append(
            {**_link(tie), "scope": "" if tie.whole else clause_words(tie.articles)}
        )
    return [{"verb": verb, "items": items} for verb, items in groups.items()]


_BARE = re.compile(r"[一二三四五六七八九十]{1,3}(?=[（、，]|\Z)")


def clause_words(articles: str) -> str:
    """Clauses as people name them: 「第三条」 stays, the bare 「三」 is 第三部分, 「二（七）」 第二部分（七）."""
    return (
        _BARE.sub(lambda found: f"第{found[0]}部分", articles) if "条" not in articles else articles
    )


def interpreted(ties: Iterable[Tie], *, outgoing: bool) -> list[Row]:
    """Rows of the interpretations of a document, or of the documents an interpretation explains."""
    others = [
        tie.other
        for tie in ties
        if tie.kind == RelationKind.INTERPRETS and tie.outgoing == outgoing
    ]
    return [_bare_row(other) for other in others if other]


def _bare_row(other: Publication) -> Row:
    document = getattr(other, "document", None)
    return Row(
        url=other.get_absolute_url(),
        title=other.title,
        doc_no=document.doc_no if document else "",
        day=timezone.localdate(other.released_at) if other.released_at else None,
        meaning=other.summary,
    )


def attachments(detail: Detail) -> list[dict[str, Any]]:
    """Public attachments in the order of print."""
    code = detail.publication.code
    return [
        {
            "number": item.number,
            "title": item.title,
            "url": reverse("publication_file", args=[code, item.number]),
            "type": item.file.name.rpartition(".")[2].upper()[:5],
            "size": item.file.size,
        }
        for item in detail.attachments
    ]


def citation(detail: Detail) -> str:
    """How to cite it: issuer, title, number, date, address."""
    document = detail.document
    parts = [f"{_issuers(detail)}：{quoted(detail.publication.title)}"]
    if document and document.doc_no:
        parts.append(f"（{document.doc_no}）")
    day = (document.signed_on if document else None) or detail.publication.released_at
    if day:
        parts.append(
            f"，{plain_date(day if not isinstance(day, dt.datetime) else timezone.localdate(day))}"
        )
    return "".join(parts) + f"。网址：{short_url(detail.publication)}"


def short_url(publication: Publication) -> str:
    """The whole short address."""
    return f"{settings.SITE_URL}{publication.get_absolute_url()}"


def absolute(link: str) -> str:
    """A link as it works outside the site; "" where it led to a place in the same page."""
    if link.startswith("#"):
        return ""
    return f"{settings.SITE_URL}{link}" if link.startswith("/") else link


def corrections(publication: Publication) -> list[dict[str, Any]]:
    """What was put right since the release, newest first: day and note."""
    notes = reversed(publication.text.corrections)
    return [{"on": dt.date.fromisoformat(note["on"]), "note": note["note"]} for note in notes]
