"""The annual report as Word, PDF, Excel."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.foi.services import report_files
from gongkai.foi.views_desk.figures.centre import TYPES
from gongkai.foi.views_desk.reports.common import report_or_404, standing


@require_safe
def report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as it stands; before it is confirmed the pages are marked 未核定."""
    row = report_or_404(request, pk)
    found = standing(row)
    name = report_files.title_of(row)
    if kind == "xlsx":
        return xlsx(f"{name}（表格）", report_files.HEAD, report_files.lines(found))
    if kind not in TYPES:
        raise Http404
    make = report_files.docx if kind == "docx" else report_files.pdf
    response = HttpResponse(make(row, found), content_type=TYPES[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    response["Cache-Control"] = "no-store"
    return response
