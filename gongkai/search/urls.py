"""Addresses of the search app."""

from django.urls import path

from gongkai.search import views_public

urlpatterns = [path("search/", views_public.results, name="search")]
