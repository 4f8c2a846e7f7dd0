"""How the reviews are set up, and the report of interpretations in step."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.states import Role
from gongkai.base.views_registers.common import allow, page_of, person, whole
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.publishing import rules
from gongkai.publishing.forms_reviews import FormulationForm, StepForm, SubstitutionForm
from gongkai.publishing.models import Formulation, ReviewStep, Substitution
from gongkai.publishing.services import interpretation, review_settings
from gongkai.publishing.services.review_settings import StepFacts

_NOT_NAMING = "代办由单位负责人、公开工作机构或者主管部门登记，您的账号没有这些角色。"
_FIRST_YEAR, _YEARS_OFFERED = 1949, 6
_NOT_AUTHORITY = "审校环节和规范表述由主管部门维护，您的账号没有这个角色；发现问题请联系主管部门。"


@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; registering it."""
    allow(rules.may_name_substitutes(request.user), _NOT_NAMING)
    user = person(request)
    form = SubstitutionForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in form.fields}
        try:
            once(
                form.token,
                "substitution",
                lambda: {"pk": review_settings.name_substitute(**facts, by=user).pk},
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "代办已登记，双方会收到通知。")
            return redirect("desk_substitutes")
    rows = _substitutions(user).select_related("absent", "substitute", "unit")
    if wants_workbook(request):
        return xlsx("代办", _SUBSTITUTE_HEAD, (_substitute_line(row) for row in rows))
    context = {
        "form": form,
        "page": page_of(request, rows, 25),
        "today": today(),
        "page_title": "代办",
        "lede": "有同志不在岗时，在这里写明由谁代为审校和签发；起草人不能代审自己的文件。",
    }
    status = 422 if form.is_bound else 200
    return render(request, "publishing/reviews_substitutes.html", context, status=status)


_SUBSTITUTE_HEAD = ("不在岗的同志", "代办人", "单位", "起始日期", "截止日期", "原因", "提前结束")


def _substitute_line(row: Substitution) -> list[Any]:
    days = [row.starts_on, row.ends_on]
    return [row.absent.name, row.substitute.name, row.unit.name, *days, row.reason, row.ended_at]


def _substitutions(user: User) -> "QuerySet[Substitution]":
    """Those of the units whose substitutions the person registers."""
    return Substitution.objects.filter(unit__in=units_for(user, *rules.CHECKERS))


@require_POST
def substitute_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one at once."""
    allow(rules.may_name_substitutes(request.user), _NOT_NAMING)
    user = person(request)
    row = get_object_or_404(_substitutions(user), pk=pk)
    once(
        TokenForm(request.POST).token,
        f"substitution-end-{pk}",
        lambda: {"pk": review_settings.end_substitution(row, by=user).pk},
    )
    messages.success(request, "代办已结束。")
    return redirect("desk_substitutes")


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest) -> HttpResponse:
    """The three steps: names, roles, terms."""
    allow(rules.may_set_steps(request.user), _NOT_AUTHORITY)
    rows = list(ReviewStep.objects.order_by("level"))
    token_form = TokenForm(request.POST or None)
    forms = [
        (row, StepForm(request.POST or None, prefix=f"s{row.level}", initial=_initial(row)))
        for row in rows
    ]
    checked = [form.is_valid() for _, form in forms] if request.method == "POST" else [False]
    if all(checked):  # every form was asked, so that all errors show at once
        facts = [StepFacts(row.level, **_facts(form)) for row, form in forms]
        try:
            once(
                token_form.token,
                "review-steps",
                lambda: {"n": len(review_settings.save_steps(facts, by=person(request)))},
            )
        except Refusal as refusal:
            token_form.is_valid()
            add_refusal(token_form, refusal)
        else:
            messages.success(request, "审校环节已保存，正在办理的文件按新的设置继续。")
            return redirect("desk_review_steps")
    context = {
        "forms": forms,
        "token_form": token_form,
        "page_title": "审校环节",
        "lede": "三审三校的名称、办理角色和时限；级数是固定的，起草人和前面审校过的同志不能再审。",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "publishing/reviews_steps.html", context, status=status)


def _initial(row: ReviewStep) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "proof_name", "roles", "days")}


def _facts(form: StepForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "proof_name", "roles", "days")}


@require_http_methods(["GET", "HEAD", "POST"])
def formulations(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The list of fixed formulations; adding one, or changing the one of the address."""
    allow(rules.may_see_drafts(request.user), _NOT_AUTHORITY)
    may_edit = has_role(request.user, Role.AUTHORITY, Role.OPENNESS)
    row = get_object_or_404(Formulation, pk=pk) if pk else None
    form = FormulationForm(request.POST or None, initial=_initial_of(row))
    if request.method == "POST":
        allow(may_edit, _NOT_AUTHORITY)
        if form.is_valid() and _save_formulation(request, form, row):
            return redirect("desk_formulations")
    found = Formulation.objects.order_by("-active", "wrong")
    if wants_workbook(request):
        cells = [(f.wrong, f.right, f.reason, f.get_severity_display(), f.active) for f in found]
        return xlsx("规范表述", ["不规范表述", "规范表述", "依据或者说明", "程度", "启用"], cells)
    context = {
        "form": form,
        "row": row,
        "may_edit": may_edit,
        "page": page_of(request, found),
        "page_title": "规范表述",
        "lede": "校对时按这份清单提示固定表述；发现不合适的，请停用或者修改。",
    }
    status = 422 if form.is_bound else 200
    return render(request, "publishing/reviews_formulations.html", context, status=status)


def _initial_of(row: Formulation | None) -> dict[str, Any]:
    if row is None:
        return {"severity": "warning", "active": True}
    return {name: getattr(row, name) for name in ("wrong", "right", "reason", "severity", "active")}


def _save_formulation(request: HttpRequest, form: FormulationForm, row: Formulation | None) -> bool:
    facts = {name: form.cleaned_data[name] for name in form.fields}
    by, purpose = person(request), f"formulation-{row.pk if row else 'new'}"
    try:
        once(
            form.token,
            purpose,
            lambda: {"pk": review_settings.save_formulation(by=by, row=row, **facts).pk},
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, "规范表述已保存，下一次校对起生效。")
    return True


@require_safe
def interpretations(request: HttpRequest) -> HttpResponse:
    """In step, late by n days, or missing: by unit and year, computed from what was released."""
    allow(
        rules.may_see_drafts(request.user),
        "解读情况由参与发布工作的同志查看，您的账号没有这些角色。",
    )
    units = units_for(request.user, *rules.READERS).order_by("path")
    chosen = request.GET.get("unit", "")
    years = range(today().year, _FIRST_YEAR - 1, -1)
    asked = whole(request.GET.get("year"))
    number = asked if asked in years else today().year
    wanted: list[Unit] = [u for u in units if str(u.pk) == chosen] or list(units)
    rows = interpretation.report(wanted, number)
    if wants_workbook(request):
        cells = [
            (r.publication.title, _doc_no(r), r.publication.unit, r.publication.released_at, r.word)
            for r in rows
        ]
        return xlsx(f"{number}年解读情况", ["标题", "发文字号", "单位", "发布时间", "解读"], cells)
    in_step = sum(row.word == "同步" for row in rows)
    context = {
        "page": page_of(request, rows),
        "units": units,
        "unit": chosen,
        "year": number,
        "years": years[:_YEARS_OFFERED],
        "in_step": in_step,
        "owed": sum(row.tone != "calm" for row in rows),
        "page_title": "解读情况",
        "lede": "应当解读的文件是不是同步发布了解读，由发布记录算出，不需要填报。",
    }
    return render(request, "publishing/reviews_interpretations.html", context)


def _doc_no(row: interpretation.InStep) -> str:
    document = getattr(row.publication, "document", None)
    return document.doc_no if document else ""
