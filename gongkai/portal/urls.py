"""Addresses of the portal."""

from django.urls import path

from gongkai.portal import feeds, views_desk, views_ops, views_public
from gongkai.portal.api import api

urlpatterns = [
    path("", views_public.home, name="home"),
    path("preferences/", views_public.preferences, name="preferences"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("find-errors/", views_public.find_errors, name="find_errors"),
    path("sitemap/", views_public.site_map, name="sitemap_page"),
    path("feed.atom", feeds.newest, name="feed"),
    path("units/<slug:slug>/feed.atom", feeds.of_unit, name="unit_feed"),
    path("search/feed.atom", feeds.of_search, name="search_feed"),
    path("topics/feed.atom", feeds.of_topics, name="topics_feed"),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", feeds.sitemap_fixed, name="sitemap_fixed"),
    path("sitemap-parts.xml", feeds.sitemap_parts, name="sitemap_parts"),
    path("sitemap-<int:year>-<int:month>.xml", feeds.sitemap_month, name="sitemap_month"),
    path("robots.txt", feeds.robots, name="robots"),
    path("healthz", views_ops.healthz, name="healthz"),
    path("metrics", views_ops.metrics, name="metrics"),
    path("api/", views_ops.api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("desk/", views_desk.home, name="desk_home"),
]
