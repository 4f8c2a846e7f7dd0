"""The workbench and the page of a case, on the desk."""

from django.urls import path

from gongkai.foi.views_desk import case_acts, case_files, case_page, revisions, workbench

_CASE = "desk/requests/<int:pk>/"

urlpatterns = [
    path("desk/requests/", workbench.requests, name="desk_requests"),
    path("desk/requests/find/", workbench.find_person, name="desk_requests_find"),
    path("desk/requests/export/", workbench.export_known, name="desk_requests_export"),
    path("desk/requests/revisions/", revisions.revisions, name="desk_request_revisions"),
    path(_CASE, case_page.desk_request, name="desk_request"),
    path(f"{_CASE}applicant/", case_page.applicant, name="desk_request_applicant"),
    path(f"{_CASE}files/<int:file_pk>/", case_files.desk_request_file, name="desk_request_file"),
    path(f"{_CASE}act/<slug:act>/", case_acts.desk_request_act, name="desk_request_act"),
]
