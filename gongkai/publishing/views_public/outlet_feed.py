"""The feed of an outlet as JSON Feed 1.1, for systems that fetch instead of being sent to."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.outlets.models import Outlet
from gongkai.outlets.states import CopyFormat, OutletState
from gongkai.publishing.queries.deliveries import feed_of
from gongkai.publishing.queries.records import records_of
from gongkai.publishing.services.copies import item

_ITEMS = 20
_TYPE = "application/feed+json; charset=utf-8"


@require_safe
def outlet_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes to that outlet and is public, the newest first, twenty a page."""
    outlet = get_object_or_404(
        Outlet.objects.select_related("unit"),
        slug=slug,
        state=OutletState.RUNNING,
        copy_format=CopyFormat.JSON,
    )
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    pages = Paginator(feed_of(outlet), _ITEMS)
    if not 1 <= number <= pages.num_pages:
        raise Http404
    page = pages.page(number)
    body = json.dumps(_feed(outlet, page), ensure_ascii=False, cls=DjangoJSONEncoder).encode()
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=0, must-revalidate"}
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type=_TYPE, headers=headers)


def _feed(outlet: Outlet, page: Any) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("outlet_feed", args=[outlet.slug])
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{outlet.name}：{outlet.unit.name}发布的政府信息",
        "home_page_url": f"{settings.SITE_URL}/",
        "feed_url": address if page.number == 1 else f"{address}?page={page.number}",
        "language": "zh-Hans",
        "authors": [{"name": outlet.unit.name}],
        "items": [item(record) for record in records_of(list(page.object_list))],
    }
    if page.has_next():
        feed["next_url"] = f"{address}?page={page.next_page_number()}"
    return feed
