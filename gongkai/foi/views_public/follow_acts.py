"""What the applicant does with an application: correct, give reasons, withdraw, collect, rate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.foi.forms.follow import CorrectForm, RateForm, ReasonsForm, WithdrawForm
from gongkai.foi.models import Application, DisclosureRequest
from gongkai.foi.queries import follow as queries
from gongkai.foi.services import abuse, clarifying, collecting, intake, rating
from gongkai.foi.views_public import follow_page, follow_query, visitors
from gongkai.foi.views_public.private import META, private


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of the applicant: its form, the words of its page, and what does it."""

    form: type[TokenForm]
    title: str
    button: str
    lede: str
    do: Callable[[DisclosureRequest, dict[str, Any]], object]


def _correct(case: DisclosureRequest, said: dict[str, Any]) -> object:
    return clarifying.receive_correction(case, text=said["text"], files=said["files"] or [])


def _reasons(case: DisclosureRequest, said: dict[str, Any]) -> object:
    return abuse.take_reasons(case, text=said["text"], files=said["files"] or [])


def _withdraw(case: DisclosureRequest, said: dict[str, Any]) -> object:
    return intake.withdraw(case, note=said["note"])


def _rate(case: DisclosureRequest, said: dict[str, Any]) -> object:
    return rating.rate(case, stars=int(said["stars"]), note=said["note"])


def _collect(case: DisclosureRequest, said: dict[str, Any]) -> object:
    decided = {row.letter_id for row in case.decisions.all()}
    rows = [
        row
        for row in queries.letters_shown(case)
        if row.pk in decided or row.replaces_id in decided
    ]
    if not rows:
        raise Refusal("答复文书还没有送达，不用查收；送达以后会出现在申请进度里。")
    return [collecting.collect(row) for row in rows]


DEEDS = {
    "correct": Deed(
        CorrectForm, "补正申请", "提交补正",
        "请按补正告知书列出的各点补充，写好以后提交；收到补正的第二天起，答复期限重新计算。", _correct,
    ),
    "reasons": Deed(
        ReasonsForm, "说明理由", "提交理由",
        "请说明申请的数量、频次为什么是合理的，提交以后由承办机关研究决定（条例第三十五条）。", _reasons,
    ),
    "withdraw": Deed(
        WithdrawForm, "撤回申请", "确定撤回",
        "撤回以后承办机关停止办理，不再答复，也不能恢复。请确定不再需要这些信息，再撤回。", _withdraw,
    ),
    "rate": Deed(
        RateForm, "评价这次办理", "提交评价",
        "评价只能作一次，用来改进工作，不影响您的申请和权利。", _rate,
    ),
    "collect": Deed(
        TokenForm, "查收答复", "确认查收",
        "确认以后，程序记下您今天收到了答复；下载答复文书也会记为查收。", _collect,
    ),
}  # fmt: skip


@private
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, key: str, act: str) -> HttpResponse:
    """The page of an act, and the act. What was typed is never lost, not by a closed session either."""
    deed = DEEDS.get(act)
    if deed is None:
        raise Http404
    application = visitors.application_of(request, number)
    if application is None:
        if request.method == "POST":
            return follow_query.query_again(request, number, key, act)
        return follow_query.to_query()
    case = queries.case_by(application, key)
    if case is None:
        raise Http404
    if request.method != "POST":
        return _show(request, application, case, act, deed.form())
    return _do(request, application, case, act, deed)


def again(request: HttpRequest, number: str, kept: dict[str, Any]) -> HttpResponse | None:
    """The form in which somebody was writing when the page closed, with what was written."""
    application = visitors.application_of(request, number)
    act, key = str(kept.get("act", "")), str(kept.get("key", ""))
    case = queries.case_by(application, key) if application else None
    if application is None or case is None or act not in DEEDS:
        return None
    text = str(kept.get("text", ""))
    form = DEEDS[act].form(initial={"text": text, "note": text})
    return _show(request, application, case, act, form)


def _do(
    request: HttpRequest, application: Application, case: DisclosureRequest, act: str, deed: Deed
) -> HttpResponse:
    form = deed.form(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, application, case, act, form, status=422)

    def done() -> dict[str, Any]:
        deed.do(case, form.cleaned_data)
        return {}

    try:
        once(form.token, f"foi-follow:{act}:{case.pk}"[:60], done)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _show(request, application, case, act, form, status=refusal.status)
    here = reverse("foi_follow_page", args=[application.number])
    return HttpResponseRedirect(f"{here}?done={act}#{_anchor(application, case)}")


def _anchor(application: Application, case: DisclosureRequest) -> str:
    return f"c-{queries.key_of(application, 'case', case.pk)[:8]}"


def _show(
    request: HttpRequest,
    application: Application,
    case: DisclosureRequest,
    act: str,
    form: TokenForm,
    *,
    status: int = 200,
) -> HttpResponse:
    deed = DEEDS[act]
    files = [file.name for files in request.FILES.lists() for file in files[1]]
    context = {
        "application": application,
        "case": case,
        "key": queries.key_of(application, "case", case.pk),
        "act": act,
        "deed": deed,
        "form": form,
        "files": files if form.is_bound else [],
        "offered": act in follow_page.offers(case),
        "points": follow_page.points_of(case) if act == "correct" else [],
        "until": follow_page.limit_of(case, act),
        "meta": META,
        "page_title": deed.title,
        "here": reverse("foi_follow"),
        "crumbs": [
            {"label": "查询申请进度", "url": reverse("foi_follow")},
            {
                "label": application.number,
                "url": reverse("foi_follow_page", args=[application.number]),
            },
            {"label": deed.title, "url": ""},
        ],
    }
    return render(request, "foi/follow_act.html", context, status=status)
