"""What the editor asks the server: to take a picture in, to show one, to clean what is pasted."""

from typing import Any, BinaryIO, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, person
from gongkai.publishing import richtext, rules
from gongkai.publishing.queries.pictures import usable
from gongkai.publishing.services.pictures import store_picture
from gongkai.publishing.views_public.pictures import picture_response

NOT_DRAFTER = "上传图片由起草信息的人员办理，您的账号没有这样的角色；如需要，请联系系统管理员。"


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Takes a picture in for the editor; answers `{file, alt, width, height, src}` or `{error}`."""
    allow(rules.may_draft(request.user), NOT_DRAFTER)
    try:
        return JsonResponse(_upload(request))
    except Refusal as refusal:
        return _no(refusal.sentence, refusal.status)


def _upload(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("还没有选择图片，请选择后再插入。", field="file", status=422)
    by, alt = person(request), request.POST.get("alt", "")

    def act() -> dict[str, Any]:
        picture = store_picture(cast(BinaryIO, file), alt=alt, by=by)
        return {
            "file": picture.pk,
            "alt": picture.alt,
            "width": picture.width,
            "height": picture.height,
            "src": reverse("desk_picture", args=[picture.pk]),
        }

    answer, _ = once(request.POST.get("form_token", ""), f"picture-{by.pk}", act)
    return answer


@require_safe
def picture(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """A picture for those who may read a text it stands in."""
    row = usable(person(request), [number]).get(number)
    if row is None:
        raise Http404
    return picture_response(request, row)


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Cleans pasted markup; answers `{html, note}` or `{error}`."""
    allow(rules.may_draft(request.user), NOT_DRAFTER)
    try:
        found = richtext.pasted(request.POST.get("html", ""))
    except richtext.TooMuch as problem:
        return _no(problem.sentence, 413)
    return JsonResponse({"html": found.html, "note": _note(found.pictures_left_out)})


def _note(places: list[str]) -> str:
    if not places:
        return ""
    where = "；".join(f"“{place}”之后" if place else "开头" for place in places[:5])
    more = "等处" if len(places) > 5 else ""
    return f"粘贴的内容中有{len(places)}张图片没有带入（{where}{more}），请用“插入图片”逐张上传并写明替代文字。"


def _no(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
