"""The annual reports on the desk: list, one report, its form, its files."""

from gongkai.foi.views_desk.reports.editing import edit
from gongkai.foi.views_desk.reports.files import report_file
from gongkai.foi.views_desk.reports.listing import reports
from gongkai.foi.views_desk.reports.page import report

__all__ = ["edit", "report", "report_file", "reports"]
