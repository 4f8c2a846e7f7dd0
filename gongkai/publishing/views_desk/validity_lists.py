"""Desk lists about validity: registrations with their confirmation, terms that run out."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, page_of, person, posted
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.publishing import rules
from gongkai.publishing.models import Publication, ValidityChange
from gongkai.publishing.queries import expiry
from gongkai.publishing.queries import validity_desk as reads
from gongkai.publishing.services import validity_changes
from gongkai.publishing.states import ChangeState
from gongkai.publishing.views_desk.validity import NOT_READER, NOT_YOURS

_SPANS = [("30", "30日内"), ("90", "90日内"), ("183", "半年内"), ("365", "一年内")]


@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """Registrations about documents of my units: what waits for confirmation first."""
    allow(rules.may_see_drafts(request.user), NOT_READER)
    state = request.GET.get("state", "")
    rows = reads.registrations_of(person(request)).select_related(*reads.ENDS)
    if state in ChangeState.values:
        rows = rows.filter(state=state)
    if wants_workbook(request):
        head = [
            "文件",
            "发文字号",
            "事项",
            "怎样改变",
            "依据文件",
            "登记人",
            "登记时间",
            "状态",
            "确认人",
            "说明",
        ]
        return xlsx("有效性登记", head, (_line(row) for row in rows.iterator(chunk_size=500)))
    context = {
        "page": page_of(request, rows),
        "states": [("", "全部"), *ChangeState.choices],
        "state": state,
        "page_title": "有效性登记",
        "lede": "依据已经公开的文件修改、废止、宣布失效、延续别的文件，要由另一个人在这里确认后才生效。",
        "crumbs": crumbs(("到期提醒", at("desk_expiring")), ("有效性登记", "")),
    }
    return render(request, "publishing/validity_registrations.html", context)


def _line(row: ValidityChange) -> list[Any]:
    return [
        row.target.title,
        row.target.document.doc_no,
        row.get_act_display(),
        row.get_kind_display(),
        row.source.title,
        row.by.name,
        row.at,
        row.get_state_display(),
        row.decided_by.name if row.decided_by else "",
        row.note,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: what was registered, and the second person's decision."""
    allow(rules.may_see_drafts(request.user), NOT_READER)
    rows = reads.registrations_of(person(request)).select_related(*reads.ENDS)
    found = get_object_or_404(rows.distinct(), pk=pk)
    if request.method != "POST":
        return _registration_page(request, found)
    wanted, by = request.POST.get("act", ""), person(request)
    note = posted(request, "note", 300).strip()
    acts: dict[str, tuple[Callable[[], ValidityChange], str]] = {
        "confirm": (lambda: validity_changes.confirm(found, by=by, note=note), "已确认，现在生效。"),
        "refuse": (lambda: validity_changes.refuse(found, by=by, note=note), "已记下不同意，没有改变有效性。"),
        "drop": (lambda: validity_changes.drop(found, by=by, note=note), "登记已撤回。"),
    }  # fmt: skip
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if wanted != "drop":
        allow(rules.may_release(by, found.target.unit), NOT_YOURS)
    act, sentence = acts[wanted]
    try:
        token = request.POST.get("form_token", "")
        once(token, f"registration-{pk}", lambda: {"state": act().state})
    except Refusal as refusal:
        return _registration_page(request, found, refusal, note)
    done(request, sentence)
    return redirect("desk_validity_registration", pk)


def _registration_page(
    request: HttpRequest, found: ValidityChange, refusal: Refusal | None = None, note: str = ""
) -> HttpResponse:
    own = found.by_id == person(request).pk
    context = {
        "row": found,
        "own": own,
        "open": found.state == ChangeState.PROPOSED,
        "may_decide": not own and rules.may_release(request.user, found.target.unit),
        "refusal": refusal,
        "note": note,
        "page_title": f"{found.get_act_display()}：{found.get_kind_display()}",
        "crumbs": crumbs(("有效性登记", at("desk_validity_registrations")), ("一件登记", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "publishing/validity_registration.html", context, status=status)


@require_safe
def expiring(request: HttpRequest) -> HttpResponse:
    """Documents of my units whose term ends soon, the nearest first, with what was decided."""
    allow(rules.may_see_drafts(request.user), NOT_READER)
    span = request.GET.get("days", "90")
    days = int(span) if span in dict(_SPANS) else 90
    units = units_for(person(request), *rules.READERS)
    found = expiry.expiring(today(), days=days, units=units)
    decided = expiry.evaluations(found)
    rows = [_expiring_row(row, decided.get(row.pk)) for row in found]
    if wants_workbook(request):
        head = ["文件", "发文字号", "单位", "有效期截止", "还有多少天", "评估结论", "评估说明"]
        return xlsx("到期提醒", head, (_expiring_line(row) for row in rows))
    context = {
        "page": page_of(request, rows),
        "spans": _SPANS,
        "days": str(days),
        "page_title": "到期提醒",
        "lede": "有效期将要届满的文件列在这里，请逐件评估；届满前没有延续的，自动失效。",
        "action": {"label": "有效性登记", "url": at("desk_validity_registrations")},
    }
    return render(request, "publishing/validity_expiring.html", context)


def _expiring_row(row: Publication, decided: Any) -> dict[str, Any]:
    ends = row.document.expires_on or today()
    left = (ends - today()).days
    return {
        "publication": row,
        "left": left,
        "tone": "late" if left <= expiry.LAST else "soon",
        "evaluation": decided,
        "settled": expiry.is_settled(decided),
    }


def _expiring_line(row: dict[str, Any]) -> list[Any]:
    found, decided = row["publication"], row["evaluation"]
    return [
        found.title,
        found.document.doc_no,
        found.unit.label if found.unit else "",
        found.document.expires_on,
        row["left"],
        decided.get_conclusion_display() if decided else "",
        decided.note if decided else "",
    ]
