"""Pages of the gazette."""

from django.urls import path

from gongkai.publishing.views_desk import gazette as desk
from gongkai.publishing.views_public import gazette as public

_ISSUE = "gazette/<slug:slug>/<int:year>/<int:number>/"

urlpatterns = [
    path("gazette/", public.home, name="gazette"),
    path("gazette/feed.atom", public.feed, name="gazette_feed"),
    path("gazette/<slug:slug>/", public.series, name="gazette_series"),
    path("gazette/<slug:slug>/feed.atom", public.feed, name="gazette_series_feed"),
    path(_ISSUE, public.issue, name="gazette_issue"),
    path(f"{_ISSUE}gazette.pdf", public.issue_pdf, name="gazette_pdf"),
    path(f"{_ISSUE}gazette.epub", public.issue_epub, name="gazette_epub"),
    path(f"{_ISSUE}text/", public.old_text, name="gazette_old_text"),
    path(f"{_ISSUE}<int:position>/", public.item, name="gazette_item"),
    path(f"{_ISSUE}<int:position>/picture/<int:file>/", public.picture, name="gazette_picture"),
    path("desk/gazette/", desk.home, name="desk_gazette"),
    path("desk/gazette/series/new/", desk.series_edit, name="desk_gazette_series_new"),
    path("desk/gazette/series/<int:pk>/", desk.series_edit, name="desk_gazette_series"),
    path("desk/gazette/series/<int:pk>/new/", desk.issue_new, name="desk_gazette_issue_new"),
    path("desk/gazette/old/", desk.old_new, name="desk_gazette_old"),
    path("desk/gazette/differences/", desk.differences, name="desk_gazette_differences"),
    path("desk/gazette/<int:pk>/", desk.issue, name="desk_gazette_issue"),
    path("desk/gazette/<int:pk>/edit/", desk.issue_edit, name="desk_gazette_issue_edit"),
    path("desk/gazette/<int:pk>/add/", desk.issue_add, name="desk_gazette_add"),
    path("desk/gazette/<int:pk>/preview/", desk.preview, name="desk_gazette_preview"),
    path("desk/gazette/<int:pk>/proof.<str:kind>", desk.proof_file, name="desk_gazette_proof"),
]
