"""高频事项: the monthly review of what several people asked for, and what was converted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, crumbs, done, person, settle
from gongkai.base.views_registers.common import page_of as plain_page_of
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.foi import rules
from gongkai.foi.forms.oversight import MatterForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.oversight import matters as reads
from gongkai.foi.services.oversight import matters
from gongkai.foi.states import ProactiveAnswer
from gongkai.foi.views_desk.figures.scope import NOT_READER, SPANS, scope_of

_LIST = ("高频事项", "desk_matters")
_HEAD = ("单位", "事项", "来源", "转为主动公开的日期", "信息标题", "状态")
_NOT_REVIEWER = "高频事项由本单位的公开工作机构研判，您的账号没有这个角色。"


def _readable(request: HttpRequest) -> None:
    user = person(request)
    allow(rules.may_see_figures(user) and reads.seen_units(user).exists(), NOT_READER)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Matters asked for repeatedly: those to decide first."""
    _readable(request)
    user, on = person(request), today()
    found = reads.matters_of(reads.seen_units(user), on)
    page = plain_page_of(request, found, 25)
    own = set(reads.reviewed_units(user).values_list("pk", flat=True))
    context = {
        "page": page,
        "rows": [
            {"one": one, "matter": _plain(one.case), "may": one.unit.pk in own} for one in page
        ],
        "pending": sum(one.pending for one in found),
        "until": reads.look_until(on),
        "due": reads.review_due(on),
        "people": reads.threshold(),
        "page_title": "高频事项",
        "lede": "十二个月内几个人都申请过的事项，每月研判一次：转为主动公开，或者写明为什么不转。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), (_LIST[0], "")),
    }
    return render(request, "foi/desk_matters.html", context)


def _plain(case: DisclosureRequest) -> str:
    """The matter without the applicant, whoever reads it."""
    return veiled(case.matter, case_pages.secrets_of(case))


@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter, named by its newest request; a post decides about it."""
    _readable(request)
    user, on = person(request), today()
    case = (
        DisclosureRequest.objects.filter(pk=pk, unit__in=reads.seen_units(user).values("pk"))
        .select_related("unit")
        .first()
    )
    if case is None:
        raise Http404
    rows = reads.matters_of(reads.seen_units(user).filter(pk=case.unit_id), on)
    found = next((one for one in rows if one.matter_key == case.matter_key), None)
    if found is None:
        raise Http404
    may = rules.may_review_matters(user, case.unit)
    form = MatterForm(request.POST or None)
    if request.method == "POST":
        allow(may, _NOT_REVIEWER)
        if form.is_valid():
            said = form.cleaned_data

            def decide() -> dict[str, Any]:
                names = ("answer", "reason", "publication", "title")
                row = matters.decide(
                    case.unit, case.matter_key, by=user, **{name: said[name] for name in names}
                )
                return {"publication": row.publication_id, "answer": row.answer}

            answer = settle(form, f"foi-matter-{pk}", decide)
            if answer is not None:
                if answer[0]["answer"] == ProactiveAnswer.CONVERT:
                    done(request, "已研判，草稿已生成，请补充内容后送审。")
                    return redirect("desk_publication", answer[0]["publication"])
                done(request, "已研判。")
                return redirect("desk_matters")
    context = {
        "one": found,
        "matter": _plain(found.case),
        "form": form if may else None,
        "page_title": "研判高频事项",
        "lede": "看几个人申请过、怎样答复的，决定是否转为主动公开（条例第四十四条）。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")), (_LIST[0], reverse(_LIST[1])), ("研判", "")
        ),
    }
    return render(request, "foi/desk_matter.html", context, status=422 if form.errors else 200)


@require_safe
def converted(request: HttpRequest) -> HttpResponse:
    """What was converted to proactive disclosure, and whether it is public by now."""
    _readable(request)
    scope = scope_of(request, person(request))
    units = scope.units.filter(pk__in=reads.seen_units(person(request)).order_by().values("pk"))
    rows = reads.conversions(units, *scope.period)
    if wants_workbook(request):
        return xlsx(
            "转主动公开",
            _HEAD,
            (
                [
                    r.unit.name,
                    r.matter,
                    r.source,
                    r.on,
                    r.publication.title if r.publication else "",
                    r.word,
                ]
                for r in rows
            ),
        )
    context = {
        "scope": scope,
        "units": scope.allowed,
        "spans": SPANS.items(),
        "page": plain_page_of(request, rows),
        "number": len(rows),
        "released": sum(row.released for row in rows),
        "page_title": "转主动公开",
        "lede": f"{scope.title}，{scope.when}：依申请提供以后转为主动公开的信息和它们现在的状态。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            (_LIST[0], reverse(_LIST[1])),
            ("转主动公开", ""),
        ),
    }
    return render(request, "foi/desk_converted.html", context)
