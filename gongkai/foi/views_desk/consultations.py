"""The page of a consultation for those who handle the case: service, the link, what was said."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.forms.consulting import ServedForm
from gongkai.foi.masks import masked_name
from gongkai.foi.models import CaseFile, Consultation
from gongkai.foi.queries import consulting as queries
from gongkai.foi.services import consulting, opinion_links
from gongkai.foi.services.stepping import page_of
from gongkai.foi.states import Act, Stage

_NOT_YOURS = "征求意见由承办人和公开工作机构办理，您的账号没有这些角色。"


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation."""
    found = _visible(request, pk)
    if request.method != "POST":
        return _page(request, found)
    allow(rules.may(person(request), Act.CONSULT, found.case), _NOT_YOURS)
    acts = {"serve": _serve, "link": _link, "drop": _drop, "look": _look}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return act(request, found)


def _visible(request: HttpRequest, pk: int) -> Consultation:
    rows = Consultation.objects.filter(kind__in=queries.HOLDS)
    found = rows.select_related("case__unit", "unit", "letter").filter(pk=pk).first()
    if found is None or not rules.may_see(person(request), found.case):
        raise Http404
    return found


def _serve(request: HttpRequest, found: Consultation) -> HttpResponse:
    form, by = ServedForm(request.POST), person(request)

    def act() -> dict[str, Any]:
        if not form.is_valid():
            raise _Wrong
        data = form.cleaned_data
        consulting.serve(found, by=by, on=data["on"], evidence=data["evidence"])
        return {}

    try:
        once(form.token, f"foi-serve-{found.pk}", act)
    except _Wrong:
        return _page(request, found, form=form, status=422)
    except Refusal as refusal:
        if form.is_valid():
            add_refusal(form, refusal)
        return _page(request, found, form=form, status=refusal.status)
    messages.success(request, "送达已登记，从次日起暂停计算答复期限。")
    return redirect("desk_request_consultation", found.pk)


class _Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


def _link(request: HttpRequest, found: Consultation) -> HttpResponse:
    """Shown in this answer and never again: the token is kept nowhere, not even with the form's."""
    form, by = TokenForm(request.POST), person(request)
    tokens: list[str] = []

    def act() -> dict[str, Any]:
        tokens.append(opinion_links.make_link(found, by=by))
        return {}

    try:
        once(form.token, f"foi-link-{found.pk}", act)
    except Refusal as refusal:
        return _page(request, found, refusal=refusal, status=refusal.status)
    if not tokens:
        gone = Refusal("这个链接刚才已经建立并显示过一次；没有记下的，请更换一个新的链接。")
        return _page(request, _visible(request, found.pk), refusal=gone, status=gone.status)
    shown = request.build_absolute_uri(reverse("foi_opinion", args=[tokens[0]]))
    return _page(request, _visible(request, found.pk), shown=shown)


def _drop(request: HttpRequest, found: Consultation) -> HttpResponse:
    form, by = TokenForm(request.POST), person(request)

    def act() -> dict[str, Any]:
        opinion_links.drop_link(found, by=by)
        return {}

    once(form.token, f"foi-drop-{found.pk}", act)
    messages.success(request, "链接已撤销，再打开会提示不能使用。")
    return redirect("desk_request_consultation", found.pk)


def _look(request: HttpRequest, found: Consultation) -> HttpResponse:
    """Name, contact and opinion in the clear; the look is noted."""
    user = person(request)
    allow(rules.may_see_applicant(user, found.case), _NOT_YOURS)
    note_look(found.case, by=user, unit=found.case.unit, what="被征求意见人信息")
    return _page(request, found, known=True)


def _page(
    request: HttpRequest,
    found: Consultation,
    *,
    form: ServedForm | None = None,
    refusal: Refusal | None = None,
    shown: str = "",
    known: bool = False,
    status: int = 200,
) -> HttpResponse:
    user, case = person(request), found.case
    may_act = rules.may(user, Act.CONSULT, case)
    context = {
        "row": found,
        "case": case,
        "case_url": page_of(case),
        "who": _who(found, known=known),
        "outside": found.unit is None,
        "known": known,
        "may_know": rules.may_see_applicant(user, case) and may_act,
        "limit": queries.limit_of(found),
        "has_link": queries.link_holds(found),
        "link_ends_on": queries.link_ends_on(found),
        "may_serve": may_act and found.served_on is None and case.stage == Stage.HANDLING,
        "may_link": may_act and queries.link_may_be_made(found),
        "form": form or ServedForm(),
        "files": _files(found),
        "refusal": refusal,
        "shown": shown,
        "page_title": f"{found.get_kind_display()}（{found.ref}）",
        "lede": "登记对方收到的日期；没有账号的人可以用在线答复链接提出意见。",
        "crumbs": crumbs(
            ("依申请公开", "/desk/requests/"), (str(case), page_of(case)), ("征求意见", "")
        ),
    }
    return render(request, "foi/desk_consultation.html", context, status=status)


def _who(found: Consultation, *, known: bool) -> str:
    if found.unit is not None:
        return found.unit.name
    return found.name if known else masked_name(found.name, organisation=True)


def _files(found: Consultation) -> list[CaseFile]:
    acts = found.case.acts.filter(kind=Act.TAKE_OPINION)
    ids = [pk for act in acts if act.data.get("ref") == found.ref for pk in act.data["files"]]
    return list(CaseFile.objects.filter(pk__in=ids))
