"""送达记录: how each letter of a case was served, and the form for those that are not the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.forms.delivering import ServeLetterForm, unserved
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import delivering
from gongkai.foi.states import Act, Stage
from gongkai.foi.views_desk.common import case_or_404

_NOT_SERVER = "登记送达由登记人员、公开工作机构和承办人办理，您的账号没有这些角色。"


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """The deliveries of a case; a letter that has none may be entered."""
    case, user = case_or_404(request, pk), person(request)
    if request.method != "POST":
        return _page(request, case, None)
    allow(rules.may(user, Act.DELIVER, case), _NOT_SERVER)
    form = ServeLetterForm(request.POST, request.FILES, case=case, user=user)
    if not form.is_valid():
        return _page(request, case, form, 422)

    def act() -> dict[str, Any]:
        letter = form.rows[form.cleaned_data["letter"]]
        delivering.serve_letter(letter, by=user, **form.facts())
        return {"said": f"{letter.number}的送达已登记。"}

    try:
        answer, _ = once(form.token, f"foi:serve:{case.pk}", act)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, case, form, refusal.status)
    messages.success(request, answer["said"])
    return redirect("desk_request_deliveries", case.pk)


def _page(
    request: HttpRequest, case: DisclosureRequest, form: ServeLetterForm | None, status: int = 200
) -> HttpResponse:
    user = person(request)
    may_serve = rules.may(user, Act.DELIVER, case) and case.stage != Stage.ARCHIVED
    if form is None and may_serve and unserved(case):
        form = ServeLetterForm(case=case, user=user)
    context = {
        "case": case,
        "rows": case.deliveries.all(),
        "form": form if may_serve else None,
        "page_title": "送达记录",
        "lede": "答复的送达在案件页办理；补正、延期、收费等文书的送达在这里登记。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            (str(case), reverse("desk_request", args=[case.pk])),
            ("送达记录", ""),
        ),
    }
    return render(request, "foi/desk_deliveries.html", context, status=status)
