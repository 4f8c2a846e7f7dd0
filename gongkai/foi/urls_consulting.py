"""Consultations and conferrals on the desk."""

from django.urls import path

from gongkai.foi.views_desk import conferring, consultations

urlpatterns = [
    path(
        "desk/requests/consultations/<int:pk>/",
        consultations.consultation,
        name="desk_request_consultation",
    ),
    path("desk/requests/confer/<int:pk>/", conferring.conferral, name="desk_request_confer"),
    path(
        "desk/requests/confer/<int:pk>/files/<int:file>/",
        conferring.conferral_file,
        name="desk_request_confer_file",
    ),
]
