"""The case library."""

from django.urls import path

from gongkai.foi.views_desk import studies

_STUDIES = "desk/requests/studies/"

urlpatterns = [
    path(_STUDIES, studies.listing, name="desk_studies"),
    path(f"{_STUDIES}new/", studies.new, name="desk_study_new"),
    path(f"{_STUDIES}like/", studies.like, name="desk_studies_like"),
    path(f"{_STUDIES}<int:pk>/", studies.study, name="desk_study"),
    path(f"{_STUDIES}<int:pk>/edit/", studies.edit, name="desk_study_edit"),
    path(f"{_STUDIES}<int:pk>/use/", studies.use, name="desk_study_use"),
]
