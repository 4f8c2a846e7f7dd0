"""抽查: samples, one sample with its results by unit, the check list of one case."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import done, settle
from gongkai.base.views_registers.lists import page_of, wants_workbook
from gongkai.foi.forms.oversight import DrawForm, FindingsForm, OrderForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import SpotCheck
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.oversight import board
from gongkai.foi.queries.oversight import checks as reads
from gongkai.foi.queries.oversight.check_items import ANSWERS, BY_KEY, ITEMS, WRONG
from gongkai.foi.services.oversight import checks
from gongkai.foi.states import OrderKind
from gongkai.foi.views_desk.oversight.common import authority, way
from gongkai.lib.dates import parse_date

_LIST = ("抽查", "desk_checks")


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The samples that were drawn; a post draws one."""
    user = authority(request)
    units = board.watched_units(user).filter(active_to=None)
    form = DrawForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = said["unit"]
        drawn_from = units.filter(path__startswith=chosen.path) if chosen else units
        how = {said["by"]: said["number"]}
        answer = settle(
            form,
            "foi-draw",
            lambda: {
                "batch": checks.draw(
                    units=list(drawn_from),
                    first=said["first"],
                    last=said["last"],
                    by=user,
                    seed=said["seed"],
                    **how,
                )
            },
        )
        if answer is not None:
            done(request, "已经抽取，请逐件检查。")
            return redirect("desk_check_batch", answer[0]["batch"])
    context = {
        "form": form,
        "batches": reads.batches(user),
        "page_title": "抽查",
        "lede": "从办结的申请里随机抽取，每件抽到的机会相等；平台先核对能核对的，其余由人判断。",
        "crumbs": way((_LIST[0], "")),
    }
    return render(request, "foi/desk_checks.html", context, status=422 if form.errors else 200)


@require_safe
def batch(request: HttpRequest, name: str) -> HttpResponse:
    """A sample: how it was drawn, its cases, its results by unit."""
    user = authority(request)
    rows = reads.visible_checks(user).filter(batch=name)
    found = list(rows.order_by(F("checked_at").asc(nulls_first=True), "pk"))
    if not found:
        get_object_or_404(rows)
    if wants_workbook(request):
        return xlsx(f"抽查{name}", _head(), [_line(row) for row in found])
    page = page_of(request, rows.order_by(F("checked_at").asc(nulls_first=True), "pk"))
    how = reads.criteria(name)
    context = {
        "page": page,
        "rows": [{"check": row, "wrong": _wrong(row)} for row in page],
        "units": reads.by_unit(found),
        "how": how,
        "first": parse_date(how.get("first", "")),
        "last": parse_date(how.get("last", "")),
        "name": name,
        "left": sum(row.checked_at is None for row in found),
        "page_title": f"抽查批次{name}",
        "lede": "还没有检查的排在前面；点编号填写检查情况。",
        "crumbs": way((_LIST[0], reverse(_LIST[1])), (name, "")),
    }
    return render(request, "foi/desk_check_batch.html", context)


def _wrong(row: SpotCheck) -> list[str]:
    """The questions to which something was wrong."""
    return [
        BY_KEY[one["item"]].question
        for one in row.findings
        if one["fine"] == WRONG and one["item"] in BY_KEY
    ]


def _head() -> list[str]:
    return [
        "批次", "登记编号", "承办机关", "办理结果", "办结日期", "得分", "检查人", "检查时间", "督办单",
        *(item.question for item in ITEMS), "问题",
    ]  # fmt: skip


def _line(row: SpotCheck) -> list[Any]:
    said = {one["item"]: one for one in row.findings}
    notes = [one["note"] for one in row.findings if one["fine"] == WRONG]
    return [
        row.batch, str(row.case), row.case.unit.name, row.case.get_outcome_display(),
        row.case.closed_on, row.score, str(row.by) if row.checked_at and row.by else "",
        row.checked_at, row.order.get_state_display() if row.order else "",
        *(ANSWERS.get(said.get(item.key, {}).get("fine", ""), "") for item in ITEMS),
        "；".join(notes),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The check list of one case; a post keeps the findings, or sends them as an order."""
    user = authority(request)
    row = get_object_or_404(reads.visible_checks(user), pk=pk)
    ordering = request.POST.get("act") == "order"
    posted = request.POST if request.method == "POST" else None
    form = FindingsForm(
        None if ordering else posted, known=checks.suggested(row), found=row.findings
    )
    order_form = _order_form(row, posted if ordering else None)
    if posted is not None and (
        _send(request, row, order_form) if ordering else _save(request, row, form)
    ):
        row.refresh_from_db()
        if ordering and row.order_id:
            return redirect("desk_order", row.order_id)
        return redirect("desk_check", pk)
    case = case_pages.open_case(user, row.case_id)
    context = {
        "check": row,
        "case": row.case,
        "matter": veiled(case.matter, case_pages.secrets_of(case)) if case else "",
        "form": order_form if ordering else form,
        "findings": form,
        "order_form": order_form if row.checked_at and _wrong(row) and not row.order_id else None,
        "wrong": _wrong(row),
        "page_title": f"检查{row.case}",
        "lede": "平台已经核对的项目请看一眼再确认，其余看申请和答复以后判断；不符合的写明问题。",
        "crumbs": way(
            (_LIST[0], reverse(_LIST[1])),
            (row.batch, reverse("desk_check_batch", args=[row.batch])),
            (str(row.case), ""),
        ),
    }
    return render(
        request, "foi/desk_check.html", context, status=422 if posted is not None else 200
    )


def _order_form(row: SpotCheck, posted: Any) -> OrderForm:
    initial = {"kind": OrderKind.RECTIFY, "text": checks.order_words(row), "days": 10}
    return OrderForm(posted, units=[], fixed=True, initial=initial, auto_id="order-%s")


def _save(request: HttpRequest, row: SpotCheck, form: FindingsForm) -> bool:
    if not form.is_valid():
        return False
    user = authority(request)
    answer = settle(
        form,
        f"foi-check-{row.pk}",
        lambda: {
            "score": checks.save_findings(
                row, by=user, answers=form.answers(), notes=form.notes()
            ).score
        },
    )
    if answer is None:
        return False
    score = answer[0]["score"]
    done(request, f"检查情况已保存，得分{score}分。" if score is not None else "检查情况已保存。")
    return True


def _send(request: HttpRequest, row: SpotCheck, form: OrderForm) -> bool:
    if not form.is_valid():
        return False
    user, said = authority(request), form.cleaned_data
    answer = settle(
        form,
        f"foi-check-order-{row.pk}",
        lambda: {
            "pk": checks.order_from(
                row, by=user, kind=said["kind"], text=said["text"], days=said["days"]
            ).pk
        },
    )
    if answer is not None:
        done(request, "督办单已发出。")
    return answer is not None
