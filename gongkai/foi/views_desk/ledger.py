"""The import of an old ledger on the desk; the file is read and thrown away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.forms.ledger import LedgerForm
from gongkai.foi.services.ledger import TEMPLATE_HEAD, TEMPLATE_ROW, import_ledger, read_ledger
from gongkai.foi.services.ledger.importing import MOST_ON_A_PAGE

NOT_IMPORTER = (
    "台账由公开工作机构和主管部门导入，您的账号没有这些角色；如需要，请联系安全管理员指定。"
)
# More sentences than anybody reads on a page; the counts are right all the same.
_MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The form; after it what came of each row."""
    allow(rules.may_exchange(request.user), NOT_IMPORTER)
    user = person(request)
    if request.method != "POST":
        return _page(request, LedgerForm(user=user, auto_id="ledger-%s"))
    form = LedgerForm(request.POST, request.FILES, user=user, auto_id="ledger-%s")
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        report = _import(request, form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    again = LedgerForm(
        user=user,
        auto_id="ledger-%s",
        initial={"unit": form.cleaned_data["unit"]},
    )
    return _page(request, again, report=report)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty ledger with the headings the program knows, and one row as an example."""
    allow(rules.may_exchange(request.user), NOT_IMPORTER)
    return xlsx("依申请公开台账模板", TEMPLATE_HEAD, [TEMPLATE_ROW])


def _import(request: HttpRequest, form: LedgerForm) -> dict[str, Any]:
    """Reads before the transaction: a large file takes seconds."""
    data, user = form.cleaned_data, person(request)
    found = read_ledger(data["file"].name or "", data["file"].read())
    facts: dict[str, Any] = {"unit": data["unit"], "by": user, "most": MOST_ON_A_PAGE}
    if data["only_look"]:
        return import_ledger(found, dry_run=True, **facts).to_json()
    answer, _ = once(form.token, "foi:ledger", lambda: import_ledger(found, **facts).to_json())
    return answer


def _page(
    request: HttpRequest,
    form: LedgerForm,
    *,
    report: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {name: report[name][:_MOST_SHOWN] if report else [] for name in ("bad", "doubtful")}
    context = {
        "form": form,
        "report": report,
        "bad": shown["bad"],
        "doubtful": shown["doubtful"],
        "most_shown": _MOST_SHOWN,
        "page_title": "台账导入",
        "lede": "把以前的台账导入为已办结的申请；先核对，改好有问题的行，再正式导入，重复导入不会多出来。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), ("台账导入", "")),
        "action": {"label": "下载模板", "url": reverse("desk_ledger_template")},
    }
    return render(request, "foi/desk_ledger.html", context, status=status)
