"""Files of a case, opened by those who may; on the desk only."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import rules
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.services import vault
from gongkai.foi.states import FilePurpose
from gongkai.foi.views_desk.case_page import NOT_KNOWER
from gongkai.foi.views_desk.common import case_or_404

_NOT_READER = "所查信息的原件只给承办和审核这件申请的同志看，您的账号没有这些角色。"
# Never shown in a page of this site: saved, and opened with what the person has for it.
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_safe
def desk_request_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """A file to be saved; each look at one in which the applicant is named is noted."""
    case = case_or_404(request, pk)
    file = case_pages.file_of(case, file_pk)
    if file is None:
        raise Http404
    _check(request, case, file)
    content = vault.read(file)
    if file.purpose in case_pages.NAMING:
        note_look(
            case, by=person(request), unit=case.unit, what=f"文件：{file.get_purpose_display()}"
        )
    response = HttpResponse(content, content_type="application/octet-stream", headers=_HEADERS)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return response


def _check(request: HttpRequest, case: DisclosureRequest, file: CaseFile) -> None:
    if file.purpose in case_pages.NAMING:
        allow(rules.may_see_applicant(request.user, case), NOT_KNOWER)
    if file.purpose == FilePurpose.RECORD:
        allow(rules.may_see_originals(request.user, case), _NOT_READER)
