"""政府公报 for readers: series, issues, items to be read on a phone, files, search, feed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file
from gongkai.publishing.models import GazetteIssue, GazetteItem, GazetteSeries, Picture
from gongkai.publishing.queries import gazette as queries
from gongkai.publishing.render.manuscript import html_of, label_of, manuscript_of
from gongkai.publishing.services.gazette.proofs import EPUB_TYPE, is_stale
from gongkai.publishing.views_public.common import column

_HITS = 20
_ENTRIES = 30
_AROUND = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All gazettes with their newest issue; with a query what is found in all of them."""
    typed = request.GET.get("q", "").strip()[:100]
    if typed:
        return _search(request, typed, None)
    newest: dict[int, list[GazetteIssue]] = {}
    for row in queries.released().order_by("-year", "-number").defer("plain", "contents"):
        newest.setdefault(row.series_id, []).append(row)
    rows = [
        {
            "series": found,
            "newest": issues[0],
            "newest_url": issue_url(found, issues[0]),
            "label": label_of(issues[0]),
            "count": len(issues),
            "years": sorted({issue.year for issue in issues}, reverse=True),
        }
        for found in GazetteSeries.objects.select_related("unit")
        if (issues := newest.get(found.pk))
    ]
    context = {
        "rows": rows,
        "crumbs": [{"label": "政府公报", "url": ""}],
        "meta": _meta(
            "政府公报", "刊载规章、规范性文件等标准文本的政府出版物，可以在线阅读和下载。"
        ),
    }
    return render(request, "publishing/gazette_home.html", context)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """One gazette: its issues of a year, with a search inside it."""
    found = get_object_or_404(GazetteSeries.objects.select_related("unit"), slug=slug)
    typed = request.GET.get("q", "").strip()[:100]
    if typed:
        return _search(request, typed, found)
    issues = queries.released().filter(series=found)
    years = list(issues.order_by("-year").values_list("year", flat=True).distinct())
    if not years:
        raise Http404
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, years) else years[0]
    rows = issues.filter(year=year).order_by("-number").defer("plain", "contents")
    context = {
        "series": found,
        "year": year,
        "years": years,
        "issues": [
            {"issue": row, "label": label_of(row), "url": issue_url(found, row)} for row in rows
        ],
        "feed_url": reverse("gazette_series_feed", args=[slug]),
        "crumbs": [_root(), {"label": found.name, "url": ""}],
        "meta": _meta(found.name, found.about or f"{found.name}各期目录和全文。"),
    }
    return render(request, "publishing/gazette_series.html", context)


@require_safe
def issue(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """The contents of an issue, with its files."""
    found = _issue(slug, year, number)
    entries = queries.in_order(found, queries.entries_of(found)) if not found.scanned else []
    numbers = {entry.pk: place for place, entry in enumerate(entries, 1)}
    url = issue_url(found.series, found)
    sections = [
        {
            "name": name,
            "rows": [
                {
                    "entry": entry,
                    "url": f"{url}{numbers[entry.pk]}/",
                    "gone": not queries.is_shown(entry.publication),
                }
                for entry in rows
            ],
        }
        for name, rows in queries.by_section(found, entries)
    ]
    context = {
        "issue": found,
        "series": found.series,
        "label": label_of(found),
        "url": url,
        "sections": sections,
        "stale": is_stale(found, entries),
        "crumbs": [_root(), _up(found.series), {"label": label_of(found), "url": ""}],
        "meta": _meta(f"{found.series.name}{label_of(found)}", f"{found.series.name}目录。"),
    }
    return render(request, "publishing/gazette_issue.html", context)


@require_safe
def item(request: HttpRequest, slug: str, year: int, number: int, position: int) -> HttpResponse:
    """掌上公报: one document as printed, large, with the one before and the one after."""
    found = _issue(slug, year, number)
    entries = queries.in_order(found, queries.entries_of(found))
    if found.scanned or not 0 < position <= len(entries):
        raise Http404
    entry = entries[position - 1]
    url = issue_url(found.series, found)
    context = {
        "issue": found,
        "series": found.series,
        "label": label_of(found),
        "url": url,
        "entry": entry,
        "position": position,
        "total": len(entries),
        "before": _neighbour(entries, position - 1, url),
        "after": _neighbour(entries, position + 1, url),
        "crumbs": [
            _root(),
            _up(found.series),
            {"label": label_of(found), "url": url},
            {"label": entry.title, "url": ""},  # type: ignore[attr-defined]
        ],
        "meta": _meta(entry.title, f"{found.series.name}{label_of(found)}所载。"),  # type: ignore[attr-defined]
    }
    gone = not queries.is_shown(entry.publication)
    if not gone:
        context |= _text(entry, f"{url}{position}/picture/")
    status = 410 if gone else 200
    return render(request, "publishing/gazette_item.html", context, status=status)


def _text(entry: GazetteItem, pictures: str) -> dict[str, Any]:
    full = (
        GazetteItem.objects.select_related("version", "publication__text")
        .defer(*(f"publication__text__{name}" for name in ("html", "plain", "outline", "tables")))
        .get(pk=entry.pk)
    )
    manuscript = manuscript_of(full)

    def address(file: int) -> str:
        return f"{pictures}{file}/"

    return {
        "manuscript": manuscript,
        "letter": html_of(manuscript.letter, address),
        "enclosed": html_of(manuscript.enclosed, address),
        "note": full.note,
        "corrections": full.publication.text.corrections,
        "library_url": entry.publication.get_absolute_url() if entry.publication.is_public else "",
    }


def _neighbour(entries: list[GazetteItem], position: int, url: str) -> dict[str, str] | None:
    if not 0 < position <= len(entries):
        return None
    return {"title": entries[position - 1].title, "url": f"{url}{position}/"}  # type: ignore[attr-defined]


@require_safe
def picture(
    request: HttpRequest, slug: str, year: int, number: int, position: int, file: int
) -> FileResponse:
    """A picture that stands in the text of an item, and no other."""
    found = _issue(slug, year, number)
    entries = queries.in_order(found, queries.entries_of(found))
    if not 0 < position <= len(entries):
        raise Http404
    entry = GazetteItem.objects.select_related("version", "publication").get(
        pk=entries[position - 1].pk
    )
    blocks = manuscript_of(entry).blocks
    if not any(block.picture is not None and block.picture.file == file for block in blocks):
        raise Http404
    stored = get_object_or_404(Picture.objects.select_related("file"), pk=file).file
    return FileResponse(open_file(stored), content_type=stored.media_type)


@require_safe
def issue_pdf(request: HttpRequest, slug: str, year: int, number: int) -> FileResponse:
    """The issue as PDF."""
    found = _issue(slug, year, number)
    return _file(found, found.pdf, "application/pdf", "pdf", attached=False)


@require_safe
def issue_epub(request: HttpRequest, slug: str, year: int, number: int) -> FileResponse:
    """The issue as EPUB, to be read without a network."""
    found = _issue(slug, year, number)
    return _file(found, found.epub, EPUB_TYPE, "epub", attached=True)


def _file(
    issue: GazetteIssue, file: StoredFile | None, media_type: str, ending: str, *, attached: bool
) -> FileResponse:
    if file is None or file.zone != "public":
        raise Http404
    if is_stale(issue, list(issue.items.select_related("publication"))):
        raise Refusal(
            "这一期有文件刚刚撤下，下载文件正在重新制作，一般几分钟内完成；目录和其余文章现在可以在线阅读。",
            status=503,
        )
    response = FileResponse(
        open_file(file),
        as_attachment=attached,
        filename=f"{issue.series.name}{label_of(issue)}.{ending}",
        content_type=media_type,
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def old_text(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """The text that was read of an old issue, for reading aloud and on a phone."""
    found = _issue(slug, year, number)
    if not found.scanned or not found.plain:
        raise Http404
    url = issue_url(found.series, found)
    context = {
        "issue": found,
        "label": label_of(found),
        "url": url,
        "lines": [line for line in found.plain.split("\n") if line.strip()],
        "crumbs": [
            _root(),
            _up(found.series),
            {"label": label_of(found), "url": url},
            {"label": "文字版", "url": ""},
        ],
        "meta": _meta(f"{label_of(found)}文字版", "由旧刊读出的文字。"),
    }
    return render(request, "publishing/gazette_old_text.html", context)


def _search(request: HttpRequest, typed: str, series: GazetteSeries | None) -> HttpResponse:
    words = queries.words_of(typed)
    found = queries.search_items(words, series).values_list("pk", flat=True)
    page = Paginator(found, _HITS).get_page(request.GET.get("page"))
    rows = queries.hits_of(list(page.object_list))
    places = _places(rows)
    hits = [
        {
            "title": row.title,  # type: ignore[attr-defined]
            "doc_no": row.doc_no,  # type: ignore[attr-defined]
            "url": f"{issue_url(row.issue.series, row.issue)}{places[row.pk]}/",
            "where": f"{row.issue.series.name}{label_of(row.issue)}",
            "snippet": snippet(row.text, words),  # type: ignore[attr-defined]
        }
        for row in rows
    ]
    old = list(queries.search_old(words, series)[:_HITS]) if page.number == 1 else []
    context = {
        "series": series,
        "typed": typed,
        "page": page,
        "hits": hits,
        "old": [
            {
                "title": f"{row.series.name}{label_of(row)}",
                "url": issue_url(row.series, row),
                "snippet": snippet(row.plain, words),
            }
            for row in old
        ],
        "crumbs": [_root(), *([_up(series)] if series else []), {"label": "查找", "url": ""}],
        "meta": _meta(f"在公报中查找“{typed}”", "公报中的文章。") | {"robots": "noindex"},
    }
    return render(request, "publishing/gazette_search.html", context)


def _places(hits: Any) -> dict[int, int]:
    """The place of each hit in its issue, which is its address; one statement for all issues."""
    issues = {row.issue_id: row.issue for row in hits}
    rows: dict[int, list[GazetteItem]] = {}
    found = GazetteItem.objects.filter(issue__in=issues).only("issue_id", "section", "position")
    for row in found.order_by("position", "pk"):
        rows.setdefault(row.issue_id, []).append(row)
    return {
        entry.pk: place
        for pk, entries in rows.items()
        for place, entry in enumerate(queries.in_order(issues[pk], entries), 1)
    }


def snippet(text: str, words: list[str]) -> str:
    """The words around the first hit in the text; the beginning where the hit is in the title."""
    flat = " ".join(text.split())
    at = min((flat.find(word) for word in words if word in flat), default=0)
    start, end = max(0, at - _AROUND // 2), at + _AROUND
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"


@require_safe
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The newest issues as Atom."""
    found = get_object_or_404(GazetteSeries, slug=slug) if slug else None
    rows = queries.released().select_related("series__unit").defer("plain", "contents")
    if found is not None:
        rows = rows.filter(series=found)
    link = reverse("gazette_series", args=[slug]) if slug else reverse("gazette")
    atom = Atom1Feed(
        title=found.name if found else "政府公报",
        link=f"{settings.SITE_URL}{link}",
        description=None,
        language="zh-Hans",
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for row in rows.order_by("-released_at", "-pk")[:_ENTRIES]:
        url = f"{settings.SITE_URL}{issue_url(row.series, row)}"
        atom.add_item(
            title=f"{row.series.name}{label_of(row)}",
            link=url,
            description=row.series.about,
            pubdate=row.released_at,
            updateddate=row.released_at,
            unique_id=url,
            author_name=row.series.unit.name,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(response, "utf-8")
    return response


def issue_url(series: GazetteSeries, row: GazetteIssue) -> str:
    """The page of an issue."""
    return reverse("gazette_issue", args=[series.slug, row.year, row.number])


def _issue(slug: str, year: int, number: int) -> GazetteIssue:
    """A published issue; one in preparation is as if there were none."""
    if not (0 < year < dt.MAXYEAR and number < 10_000):
        raise Http404
    return get_object_or_404(
        queries.released().select_related("series__unit", "pdf", "epub"),
        series__slug=slug,
        year=year,
        number=number,
    )


def _root() -> dict[str, str]:
    return {"label": "政府公报", "url": reverse("gazette")}


def _up(series: GazetteSeries) -> dict[str, str]:
    return {"label": series.name, "url": reverse("gazette_series", args=[series.slug])}


def _meta(title: str, description: str) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "column": column("政府公报", "政府公报"),
    }
