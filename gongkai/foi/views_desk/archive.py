"""The archive package of a case, for those who may know the applicant; every look is noted."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import rules
from gongkai.foi.services import vault
from gongkai.foi.states import FilePurpose
from gongkai.foi.views_desk.common import case_or_404

_NOT_KNOWER = "归档包里有申请人的个人信息，只给登记、承办、公开工作机构和签发的同志下载，您的账号没有这些角色。"


@require_safe
def package(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The `number`-th package of the case, from 1; a case that was reopened has several."""
    case = case_or_404(request, pk)
    files = list(case.files.filter(purpose=FilePurpose.PACKAGE, removed_at=None).order_by("pk"))
    if not 1 <= number <= len(files):
        raise Http404
    allow(rules.may_see_applicant(request.user, case), _NOT_KNOWER)
    file = files[number - 1]
    content = vault.read(file)
    note_look(case, by=person(request), unit=case.unit, what="归档包")
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
