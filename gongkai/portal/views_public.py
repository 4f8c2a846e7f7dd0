"""The public home page and the small pages around it."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from gongkai.portal import cache
from gongkai.portal.preferences import mode_of, set_mode
from gongkai.portal.queries import home_facts
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.present import BLOCKS, Link
from gongkai.publishing.queries import pages
from gongkai.publishing.render.manuscript import label_of
from gongkai.publishing.states import Kind
from gongkai.publishing.views_public.common import rows_of
from gongkai.publishing.views_public.gazette import issue_url

_NEWEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; below it what is new, the themes, the units, the four blocks."""
    newest = pages.newest(_NEWEST, kind__in=[Kind.DOCUMENT, Kind.INTERPRETATION, Kind.INFORMATION])
    facts = cache.remember("home", home_facts)
    search = reverse("search")
    updated = newest[0].released_at if newest else None
    context = {
        "total": facts.total,
        "updated_on": timezone.localdate(updated) if updated else None,
        "newest": rows_of(newest),
        "newest_url": search,
        "themes": [
            Link(name, f"{search}?{urlencode({'theme': name})}", count=n)
            for name, n in facts.themes
        ],
        "themes_url": search,
        "units": [
            Link(unit.label, reverse("unit", args=[unit.slug]), count=n) for unit, n in facts.units
        ],
        "issue": _issue(facts.issue),
        "topics": facts.topics,
        "entries": facts.entries,
        "covered": facts.covered,
        "examples": [Link(text, f"{search}?{urlencode({'q': text})}") for text in facts.examples],
        "feed_url": reverse("feed"),
        "meta": {
            "title": "",
            "description": "查政府文件、看政策解读、找公开指南和年报。",
            "column": {
                "name": "首页",
                "description": "首页",
                "keywords": "政务公开",
                "type": "首页",
            },
        },
    }
    return render(request, "portal/home.html", context)


def _issue(row: GazetteIssue | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "name": row.series.name,
        "label": label_of(row),
        "url": issue_url(row.series, row),
        "published_on": row.published_on,
    }


@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """How pages look on this device: type size, contrast, colours; works as plain links."""
    wanted = {
        name: request.GET[name] for name in ("size", "contrast", "theme") if name in request.GET
    }
    onward = _local(request, request.GET.get("next", ""))
    if not wanted:
        context = {
            "saved": "saved" in request.GET,
            "next_url": onward,
            "meta": {"title": "显示设置"},
            "crumbs": [{"label": "显示设置", "url": ""}],
        }
        return render(request, "portal/preferences.html", context)
    response = redirect(onward or f"{reverse('preferences')}?saved=1")
    set_mode(response, mode_of(request).changed(wanted))
    return response


def _local(request: HttpRequest, url: str) -> str:
    """The address if it is one of this site, else nothing: no open redirect."""
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts=None, require_https=request.is_secure()
    )
    return url if safe and url.startswith("/") else ""


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for people who read, see or move differently."""
    return render(
        request,
        "portal/accessibility.html",
        {"meta": {"title": "无障碍说明"}, "crumbs": [{"label": "无障碍说明", "url": ""}]},
    )


@require_safe
def find_errors(request: HttpRequest) -> HttpResponse:
    """我为政府网站找错: where to tell and what to name."""
    page = _local(request, request.GET.get("page", ""))
    context = {
        "page": f"{settings.SITE_URL}{page}" if page else "",
        "meta": {"title": "我为政府网站找错"},
        "crumbs": [{"label": "我为政府网站找错", "url": ""}],
    }
    return render(request, "portal/find_errors.html", context)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Everything on the site in one page."""
    groups = [
        {
            "label": "查找",
            "links": [
                Link("查文件", reverse("search")),
                Link("全部单位", reverse("units")),
                Link("专题", reverse("topics"), "围绕一个主题、一件事的文件和办事入口"),
                Link("政府公报", reverse("gazette"), "规章和规范性文件的标准文本"),
            ],
        },
        {
            "label": "政府信息公开",
            "links": [
                Link(block.label, reverse("block", args=[slug]), block.hint)
                for slug, block in BLOCKS.items()
            ]
            + _catalogue_links(),
        },
        {"label": "按主题", "links": _theme_links()},
        {"label": "关于本站", "links": _about_links()},
    ]
    return render(
        request,
        "portal/sitemap.html",
        {
            "groups": groups,
            "meta": {"title": "站点地图"},
            "crumbs": [{"label": "站点地图", "url": ""}],
        },
    )


def _catalogue_links() -> list[Link]:
    return [
        Link("公开目录", reverse("catalogues"), "哪些信息由谁公开，公开了什么"),
        Link("不予公开事项清单", reverse("negative_list"), "依法不公开的事项和依据"),
        Link("公共企事业单位", reverse("sectors"), "学校、医院、供水、公交等公开的信息"),
        Link("政务新媒体和网站矩阵", reverse("outlets"), "各单位的网站、账号和公开专区"),
    ]


def _theme_links() -> list[Link]:
    facts = cache.remember("home", home_facts)
    return [
        Link(name, f"{reverse('search')}?{urlencode({'theme': name})}", count=n)
        for name, n in facts.themes
    ]


def _about_links() -> list[Link]:
    return [
        Link("显示设置", reverse("preferences"), "大字、高对比、深色"),
        Link("无障碍说明", reverse("accessibility")),
        Link("我为政府网站找错", reverse("find_errors")),
        Link("订阅更新", reverse("feed"), "用阅读器订阅新发布的文件"),
        Link("订阅公报", reverse("gazette_feed")),
        Link("订阅专题", reverse("topics_feed")),
        Link("开放接口", reverse("api_docs"), "文件库的只读数据接口"),
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was sent from elsewhere or its page had grown old."""
    return render(request, "403_csrf.html", status=403)


def handler(template: str, status: int) -> Any:
    """An error page of that status."""

    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        sentence = str(exception) if status == 403 and exception else ""
        return render(request, template, {"exception": sentence}, status=status)

    return answer


bad_request = handler("400.html", 400)
forbidden = handler("403.html", 403)
not_found = handler("404.html", 404)
