"""All addresses; each app brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongkai.portal.urls")),
    path("", include("gongkai.search.urls")),
    path("", include("gongkai.foi.urls")),
    path("", include("gongkai.publishing.urls")),
    path("", include("gongkai.outlets.urls")),
    path("", include("gongkai.catalogue.urls")),
    path("", include("gongkai.base.urls")),
]

handler400 = "gongkai.portal.views_public.bad_request"
handler403 = "gongkai.portal.views_public.forbidden"
handler404 = "gongkai.portal.views_public.not_found"
