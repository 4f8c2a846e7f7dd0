"""Atom feeds, sitemaps and robots.txt."""

import datetime as dt
from collections.abc import Iterable
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from gongkai.base.models import Unit
from gongkai.catalogue.models import Catalogue
from gongkai.publishing.models import GazetteItem, Publication
from gongkai.publishing.present import short_url
from gongkai.publishing.queries import gazette, pages, topics
from gongkai.publishing.views_public.gazette import issue_url
from gongkai.search import forms
from gongkai.search.engine.errors import IndexProblem
from gongkai.search.queries.find import find

_ENTRIES = 30
# What XML cannot hold at all, not even escaped.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest of the whole library."""
    return _feed("新发布的政府信息", reverse("home"), request.path, pages.newest(_ENTRIES))


@require_safe
def of_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest of one unit."""
    unit = get_object_or_404(Unit, slug=slug)
    rows = pages.newest(_ENTRIES, unit=unit)
    return _feed(f"{unit.name}新发布的政府信息", reverse("unit", args=[slug]), request.path, rows)


@require_safe
def of_search(request: HttpRequest) -> HttpResponse:
    """The newest that answer a query with its filters: a search one can subscribe to."""
    asked = forms.read(request.GET)
    try:
        found = find(asked.text, filters=asked.filters, sort="date", limit=_ENTRIES)
    except IndexProblem as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    rows = [item.publication for item in found.items]
    title = f"查找“{asked.text}”的结果" if asked.text else "政府信息"
    return _feed(title, asked.url(), request.get_full_path(), rows)


@require_safe
def of_topics(request: HttpRequest) -> HttpResponse:
    """The newest topics; one that was closed is gone."""
    feed = _atom("专题", reverse("topics"), request.path)
    for row in topics.released().select_related("unit")[:_ENTRIES]:
        url = f"{settings.SITE_URL}{reverse('topic', args=[row.slug])}"
        feed.add_item(
            title=_writable(row.title),
            link=url,
            description=_writable(row.lede),
            pubdate=row.released_at,
            updateddate=row.released_at,
            unique_id=url,
            author_name=_writable(row.unit.name),
        )
    return _written(feed)


def _feed(title: str, link: str, own: str, rows: Iterable[Publication]) -> HttpResponse:
    feed = _atom(title, link, own)
    for row in rows:
        document = getattr(row, "document", None)
        feed.add_item(
            title=_writable(row.title),
            link=short_url(row),
            description=_writable(row.summary or (document.doc_no if document else "")),
            pubdate=row.released_at,
            updateddate=row.updated_at,
            unique_id=short_url(row),
            author_name=_writable(row.unit.name if row.unit else row.source or "本站"),
        )
    return _written(feed)


def _atom(title: str, link: str, own: str) -> Atom1Feed:
    return Atom1Feed(
        title=_writable(title),
        link=f"{settings.SITE_URL}{link}",
        description=None,
        language="zh-Hans",
        feed_url=f"{settings.SITE_URL}{own}",
    )


def _written(feed: Atom1Feed) -> HttpResponse:
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _writable(text: str) -> str:
    return text.translate(_UNWRITABLE)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One sitemap a month, newest first."""
    months = (
        Publication.objects.public()
        .annotate(month=TruncMonth("released_at"))
        .values_list("month")
        .annotate(n=Count("id"))
        .order_by("-month")
    )
    paths = [
        (reverse("sitemap_month", args=[month.year, month.month]), None) for month, _ in months
    ]
    fixed = [(reverse(name), None) for name in ("sitemap_fixed", "sitemap_parts")]
    return _xml("sitemapindex", "sitemap", [*fixed, *paths])


@require_safe
def sitemap_fixed(request: HttpRequest) -> HttpResponse:
    """The pages that are not publications."""
    names = ["home", "search", "units", "sitemap_page", "accessibility", "find_errors"]
    names += ["catalogues", "negative_list", "sectors", "topics", "gazette", "outlets"]
    paths = [reverse(name) for name in names]
    paths += [
        reverse("block", args=[slug]) for slug in ("guide", "system", "statutory", "annual-report")
    ]
    paths += [
        reverse("unit", args=[slug])
        for slug in Unit.objects.order_by("path").values_list("slug", flat=True)
    ]
    return _xml("urlset", "url", [(path, None) for path in paths])


@require_safe
def sitemap_parts(request: HttpRequest) -> HttpResponse:
    """Topics, catalogues in force, issues of the gazette and the articles in them; four statements."""
    paths: list[tuple[str, dt.datetime | None]] = [
        (reverse("topic", args=[slug]), moment)
        for slug, moment in topics.released().values_list("slug", "released_at")
    ]
    active = Catalogue.objects.filter(active=True).order_by("pk").values_list("pk", flat=True)
    paths += [(reverse("catalogue", args=[pk]), None) for pk in active]
    paths += _gazette_paths()
    return _xml("urlset", "url", paths[:50000])


def _gazette_paths() -> list[tuple[str, dt.datetime | None]]:
    """Each issue, then each article in it that may be read: its place is its address."""
    items: dict[int, list[GazetteItem]] = {}
    released = GazetteItem.objects.filter(issue__in=gazette.released().values("pk"))
    for row in released.select_related("publication").order_by("position", "pk"):
        items.setdefault(row.issue_id, []).append(row)
    paths: list[tuple[str, dt.datetime | None]] = []
    issues = gazette.released().select_related("series").defer("plain", "contents")
    for issue in issues.order_by("-year", "-number", "pk"):
        url = issue_url(issue.series, issue)
        paths.append((url, issue.released_at))
        paths += [
            (f"{url}{place}/", issue.released_at)
            for place, row in enumerate(gazette.in_order(issue, items.get(issue.pk, [])), 1)
            if gazette.is_shown(row.publication)
        ]
    return paths


@require_safe
def sitemap_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What was released in that month; a month without documents is a valid empty file."""
    if not 1 <= month <= 12 or not 1949 <= year <= 2999:
        raise Http404
    begin = timezone.make_aware(dt.datetime(year, month, 1))  # noqa: DTZ001 - made aware at once
    end = timezone.make_aware(dt.datetime(year + month // 12, month % 12 + 1, 1))  # noqa: DTZ001
    rows = (
        Publication.objects.public()
        .filter(released_at__gte=begin, released_at__lt=end)
        .order_by("-released_at")
    )
    return _xml(
        "urlset",
        "url",
        [(row.get_absolute_url(), row.updated_at) for row in rows.only("id", "updated_at")[:50000]],
    )


def _xml(root: str, element: str, rows: list[tuple[str, dt.datetime | None]]) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": _SITEMAP_NS}))
    for path, changed in rows:
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", f"{settings.SITE_URL}{path}")
        if changed:
            xml.addQuickElement(
                "lastmod", timezone.localtime(changed).isoformat(timespec="seconds")
            )
        xml.endElement(element)
    xml.endElement(root)
    xml.endDocument()
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /preferences/",
        "Disallow: /requests/apply/",
        "Disallow: /requests/done/",
        "Disallow: /requests/follow/",
        "Disallow: /requests/opinion/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
