"""The annual reports on the desk."""

from django.urls import path

from gongkai.foi.views_desk import reports

_REPORT = "desk/requests/reports/<int:pk>/"

urlpatterns = [
    path("desk/requests/reports/", reports.reports, name="desk_reports"),
    path(_REPORT, reports.report, name="desk_report"),
    path(f"{_REPORT}edit/", reports.edit, name="desk_report_edit"),
    path(f"{_REPORT}file/<slug:kind>/", reports.report_file, name="desk_report_file"),
]
