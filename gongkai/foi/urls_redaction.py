"""Originals of a case, blacking out and public copies; on the desk only."""

from django.urls import path

from gongkai.foi.views_desk import materials, redaction

_FILE = "desk/requests/<int:pk>/materials/<int:file_pk>/"

urlpatterns = [
    path("desk/requests/<int:pk>/materials/", materials.materials, name="desk_request_materials"),
    path(f"{_FILE}redaction/", redaction.redaction, name="desk_request_redaction"),
    path(f"{_FILE}pages/<int:number>/", redaction.page, name="desk_request_page"),
    path(f"{_FILE}copy/", redaction.copy_file, name="desk_request_copy"),
    path(f"{_FILE}copy/<int:number>/", redaction.copy_page, name="desk_request_copy_page"),
]
