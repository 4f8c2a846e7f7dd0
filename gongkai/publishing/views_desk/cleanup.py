"""Desk pages of clean-ups (文件清理): campaigns, choosing with a preview, the documents of one, conclusions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.models import Unit
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    posted,
    settle,
    whole,
    words,
)
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.lib.moves import as_rows
from gongkai.publishing import rules
from gongkai.publishing.forms_cleanup import AssignForm, CampaignForm, ConclusionForm
from gongkai.publishing.models import CleanupCampaign, CleanupItem
from gongkai.publishing.queries import cleanup as reads
from gongkai.publishing.services import cleanup, cleanup_result
from gongkai.publishing.states import CLEANUP_MOVES, CleanupState, Conclusion, State

NOT_HERE = (
    "文件清理由信息员、承办人、单位负责人、公开工作机构和主管部门办理，您的账号没有这些角色。"
)
NOT_RUNNER = "发起、汇总和取消清理由组织单位的公开工作机构或者主管部门办理，您的账号没有这些角色。"
_SHOWN = 200
_NONE = "none"


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns of mine with how far they are."""
    allow(rules.may_conclude(request.user), NOT_HERE)
    rows = reads.with_tallies(reads.campaigns_of(person(request))).select_related("unit")
    state = request.GET.get("state", "")
    if state in CleanupState.values:
        rows = rows.filter(state=state)
    if wants_workbook(request):
        head = ["名称", "组织单位", "报送期限", "文件数", "已有结论", "状态"]
        lines = (
            [r.title, r.unit.label, r.due_on, r.total, r.done, r.get_state_display()]  # type: ignore[attr-defined]
            for r in rows
        )
        return xlsx("文件清理", head, lines)
    may_run = rules.may_run_cleanup(request.user)
    context = {
        "page": page_of(request, rows.order_by("-pk")),
        "states": [("", "全部"), *CleanupState.choices],
        "state": state,
        "page_title": "文件清理",
        "lede": "定期清理文件：选出文件，各单位逐件提出结论，汇总后公布，公布时一次生效。",
        "action": {"label": "发起清理", "url": at("desk_cleanup_new")} if may_run else None,
    }
    return render(request, "publishing/cleanup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose documents, look at what was chosen, start."""
    allow(rules.may_run_cleanup(request.user), NOT_RUNNER)
    by = person(request)
    units = units_for(by, *reads.RUNNERS)
    form = CampaignForm(request.POST or None, units=units, initial={"unit": by.unit_id})
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "start":
            answer = settle(form, "cleanup", lambda: {"pk": _start(request, form).pk})
            if answer is not None:
                done(request, "清理已发起，各单位的经办人员会收到通知。")
                return redirect("desk_cleanup_campaign", answer[0]["pk"])
        preview = reads.candidates(form.criteria(), within=units, day=today())
    context = {
        "form": form,
        "preview": preview,
        "shown": (preview or [])[:_SHOWN],
        "count": len(preview or []),
        "hidden": max(0, len(preview or []) - _SHOWN),
        "page_title": "发起清理",
        "lede": "先按类别、年份和单位预览选出的文件，核对份数后再发起；已经废止、失效和正在清理的不选。",
        "crumbs": crumbs(("文件清理", at("desk_cleanup")), ("发起清理", "")),
    }
    return render(
        request, "publishing/cleanup_new.html", context, status=422 if form.errors else 200
    )


def _start(request: HttpRequest, form: CampaignForm) -> CleanupCampaign:
    data = form.cleaned_data
    return cleanup.start(
        by=person(request),
        unit=data["unit"],
        title=data["title"],
        criteria=form.criteria(),
        due_on=data["due_on"],
        expected=data["expected"],
    )


# --- one campaign ------------------------------------------------------------------------------


def _campaign(request: HttpRequest, pk: int) -> CleanupCampaign:
    allow(rules.may_conclude(request.user), NOT_HERE)
    rows = reads.campaigns_of(person(request)).select_related("unit", "result", "made_by")
    return get_object_or_404(rows.distinct(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of a campaign with filters, progress, and the acts that are possible now."""
    found = _campaign(request, pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _filtered(request: HttpRequest, rows: QuerySet[CleanupItem]) -> QuerySet[CleanupItem]:
    conclusion, unit = request.GET.get("conclusion", ""), whole(request.GET.get("unit"))
    text = words(request, "q")
    if conclusion == _NONE:
        rows = rows.filter(conclusion="")
    elif conclusion in Conclusion.values:
        rows = rows.filter(conclusion=conclusion)
    if unit:
        rows = rows.filter(unit=unit)
    return rows.filter(publication__title__contains=text) if text else rows


def _page(
    request: HttpRequest,
    found: CleanupCampaign,
    *,
    refusal: Refusal | None = None,
    assign: AssignForm | None = None,
    outcomes: list[cleanup.Outcome] | None = None,
) -> HttpResponse:
    mine = reads.items_of(person(request), found)
    rows = _filtered(
        request,
        mine.select_related("publication__document", "unit", "by").order_by("unit__path", "pk"),
    )
    if wants_workbook(request):
        head = ["文件", "发文字号", "成文日期", "承办单位", "结论", "理由", "填写人", "填写时间"]
        return xlsx(found.title, head, (_line(row) for row in rows.iterator(chunk_size=500)))
    progress = reads.progress(mine)
    runs = rules.may_run_cleanup(request.user, found.unit)
    total, finished = sum(p.total for p in progress), sum(p.done for p in progress)
    context = {
        "campaign": found,
        "page": page_of(request, rows),
        "progress": progress,
        "total": total,
        "finished": finished,
        "open_count": total - finished,
        "is_open": found.state == CleanupState.OPEN,
        "runs": runs,
        "result": found.result if found.result and found.result.state != State.DISCARDED else None,
        "conclusions": [("", "全部"), (_NONE, "还没有结论"), *Conclusion.choices],
        "conclusion": request.GET.get("conclusion", ""),
        "units": [p.unit for p in progress if p.unit],
        "unit": request.GET.get("unit", ""),
        "query": words(request, "q"),
        "assign": assign or AssignForm(units=_assignees(request)) if runs else None,
        "outcomes": [outcome for outcome in outcomes or [] if outcome.refusal],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "moves": as_rows(CLEANUP_MOVES),
        "late": found.state == CleanupState.OPEN and found.due_on < today(),
        "page_title": found.title,
        "crumbs": crumbs(("文件清理", at("desk_cleanup")), (found.title, "")),
    }
    status = refusal.status if refusal else 409 if context["outcomes"] else 200
    return render(request, "publishing/cleanup_campaign.html", context, status=status)


def _line(row: CleanupItem) -> list[Any]:
    document = row.publication.document
    return [
        row.publication.title,
        document.doc_no,
        document.signed_on,
        row.unit.label if row.unit else "",
        row.get_conclusion_display(),
        row.reason,
        row.by.name if row.by else "",
        row.at,
    ]


def _assignees(request: HttpRequest) -> QuerySet[Unit]:
    return units_for(person(request), *reads.RUNNERS)


def _ticked(request: HttpRequest) -> list[tuple[int, int]]:
    """(id, version) of the ticked items, as `item=12-3`; what has another form is left out."""
    found = []
    for text in request.POST.getlist("item")[: cleanup.MOST]:
        pk, _, version = text.partition("-")
        found.append((whole(pk), whole(version)))
    return [(pk, version) for pk, version in found if pk and version]


def _act(request: HttpRequest, found: CleanupCampaign) -> HttpResponse:
    wanted = request.POST.get("act", "")
    if wanted in ("keep", "assign"):
        return _bulk(request, found, wanted)
    allow(rules.may_run_cleanup(request.user, found.unit), NOT_RUNNER)
    by, reason = person(request), posted(request, "reason")
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "urge": (lambda: cleanup.urge(found, by=by), "已向还有文件没有结论的单位发出催办通知。"),
        "conclude": (lambda: cleanup.conclude(found, by=by), "结论已汇总，现在可以生成清理结果。"),
        "draw_up": (
            lambda: cleanup_result.draw_up(found, by=by).pk,
            "清理结果已生成草稿，请在文件库里完善要素后报审；它发布时各文件的有效性一次生效。",
        ),
        "reopen": (lambda: cleanup_result.reopen(found, by=by, reason=reason), "已退回补充。"),
        "cancel": (lambda: cleanup.cancel(found, by=by, reason=reason), "清理已取消。"),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    act, sentence = acts[wanted]
    token = request.POST.get("form_token", "")
    try:
        once(token, f"cleanup-{found.pk}", lambda: {"done": bool(act())})
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    done(request, sentence)
    return redirect("desk_cleanup_campaign", found.pk)


def _bulk(request: HttpRequest, found: CleanupCampaign, wanted: str) -> HttpResponse:
    """全部继续有效, or giving to another unit: for the ticked items that the person may act on."""
    by, items = person(request), _ticked(request)
    runs = rules.may_run_cleanup(by, found.unit)
    seen = set(
        reads.items_of(by, found)
        .filter(pk__in=[pk for pk, _ in items])
        .values_list("pk", flat=True)
    )
    items = [(pk, version) for pk, version in items if pk in seen]
    form = None
    if wanted == "assign":
        allow(runs, NOT_RUNNER)
        form = AssignForm(request.POST, units=_assignees(request))
        if not form.is_valid():
            return _page(request, found, assign=form)
    kept: list[cleanup.Outcome] = []

    def act() -> dict[str, Any]:
        if form is not None:
            kept.extend(cleanup.assign(found, by=by, unit=form.cleaned_data["unit"], items=items))
        else:
            kept.extend(cleanup.keep_many(found, by=by, items=items))
        return {"done": sum(not outcome.refusal for outcome in kept)}

    try:
        answer, _ = once(request.POST.get("form_token", ""), f"cleanup-{found.pk}", act)
    except Refusal as refusal:
        return _page(request, found, refusal=refusal, assign=form)
    verb = "已转交" if wanted == "assign" else "已填为继续有效"
    messages.success(request, f"{answer['done']}份文件{verb}。")
    if any(outcome.refusal for outcome in kept):
        return _page(request, found, outcomes=kept)
    return redirect("desk_cleanup_campaign", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One document of a campaign: its facts, and the conclusion on it."""
    allow(rules.may_conclude(request.user), NOT_HERE)
    rows = CleanupItem.objects.select_related(
        "campaign__unit", "publication__document__document_class", "unit", "by"
    )
    found = get_object_or_404(rows, pk=pk)
    by = person(request)
    visible = reads.items_of(by, found.campaign)
    found = get_object_or_404(rows.filter(pk__in=visible.values("pk")), pk=pk)
    if request.method == "POST":
        form = ConclusionForm(request.POST)
        if form.is_valid() and settle(
            form, f"cleanup-item-{pk}", lambda: _say(request, found, form)
        ):
            done(request, "结论已记下。")
            return redirect("desk_cleanup_campaign", found.campaign_id)
    else:
        form = ConclusionForm(
            initial={
                "conclusion": found.conclusion,
                "reason": found.reason,
                "version": found.row_version,
            }
        )
    context = {
        "item": found,
        "form": form,
        "is_open": found.campaign.state == CleanupState.OPEN,
        "page_title": found.publication.title,
        "lede": "看过文件后提出结论；结论在清理结果公布时才生效。",
        "crumbs": crumbs(
            ("文件清理", at("desk_cleanup")),
            (found.campaign.title, at("desk_cleanup_campaign", found.campaign_id)),
            ("一份文件", ""),
        ),
    }
    return render(
        request, "publishing/cleanup_item.html", context, status=422 if form.errors else 200
    )


def _say(request: HttpRequest, found: CleanupItem, form: ConclusionForm) -> dict[str, Any]:
    data = form.cleaned_data
    row = cleanup.conclude_item(
        found,
        by=person(request),
        seen=data["version"],
        conclusion=Conclusion(data["conclusion"]),
        reason=data["reason"],
    )
    return {"version": row.row_version}
