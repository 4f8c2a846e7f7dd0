"""查询申请进度: number and query code, then the page of that application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.refusal import Refusal
from gongkai.foi.forms.follow import QueryForm
from gongkai.foi.models import Application
from gongkai.foi.services import intake
from gongkai.foi.views_public import follow_acts, follow_page, visitors
from gongkai.foi.views_public.follow_query import form_page, opened, to_query
from gongkai.foi.views_public.private import private

_WRONG = (
    "没有找到对应的申请：申请编号或者查询码不对。请对照登记回执核对以后再输，"
    "编号以 SQ 开头，查询码是8位字母和数字。"
)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The two fields; the answer for a wrong number is the answer for a wrong code."""
    if request.method != "POST":
        start = {"number": request.GET.get("number", "")[:60]}
        return form_page(request, QueryForm(initial=start), closed="closed" in request.GET)
    form = QueryForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, status=422)
    try:
        case = intake.check_query(form.cleaned_data["number"], form.cleaned_data["code"])
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        response = form_page(request, form, status=refusal.status)
        response["Retry-After"] = "60"
        return response
    if case is None:
        form.add_error(None, _WRONG)
        return form_page(request, form, status=422)
    visitors.open_application(request, case.application)
    return _onward(request, case.application)


@private
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The application, for who opened it or owns the account; for everybody else the two fields."""
    application = visitors.application_of(request, number)
    if application is None:
        return to_query()
    return follow_page.page(request, application)


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Closes what was open, on a shared machine above all."""
    visitors.leave(request)
    return redirect("foi_follow")


def _onward(request: HttpRequest, application: Application) -> HttpResponse:
    """To the page; or back to the form in which somebody was writing."""
    kept = opened(request.POST.get("kept", ""))
    if kept.get("number") == application.number:
        again = follow_acts.again(request, application.number, kept)
        if again is not None:
            return again
    return redirect("foi_follow_page", number=application.number)
