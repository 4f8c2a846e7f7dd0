"""What stands around the text: elements, relations, attachments, citation, corrections."""

import datetime as dt
import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication
from gongkai.publishing.present.validity import link_of
from gongkai.publishing.queries.pages import Detail
from gongkai.publishing.states import Attribute, RelationKind


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


_BARE = re.compile(r"[一二三四五六七八九十]{1,3}(?=[（、，]|\Z)")


def relation_groups(detail: Detail) -> list[dict[str, Any]]:
    """Relations by verb, without interpretations, which have a place of their own."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for tie in detail.ties:
        if tie.kind == RelationKind.INTERPRETS:
            continue
        groups.setdefault(tie.verb, []).append(
            {**link_of(tie), "scope": "" if tie.whole else clause_words(tie.articles)}
        )
    return [{"verb": verb, "items": items} for verb, items in groups.items()]


def clause_words(articles: str) -> str:
    """Clauses as people name them: 「第三条」 stays, the bare 「三」 is 第三部分, 「二（七）」 第二部分（七）."""
    return (
        _BARE.sub(lambda found: f"第{found[0]}部分", articles) if "条" not in articles else articles
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
