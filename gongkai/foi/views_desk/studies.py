"""案例库: the list, one study, its form, and the studies like a case for the editor of the decision."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.forms import TokenForm
from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    crumbs,
    done,
    person,
    posted,
    settle,
    whole,
    words,
)
from gongkai.base.views_registers.lists import chosen, page_of
from gongkai.catalogue.models import LegalGround
from gongkai.foi import rules
from gongkai.foi.forms.studies import StudyForm
from gongkai.foi.models import CaseStudy, DisclosureRequest
from gongkai.foi.outcomes import BY_CODE, CHOICES
from gongkai.foi.queries import studies as reads
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.decisions import ground_names
from gongkai.foi.services import studies
from gongkai.foi.states import Stage, StudyState
from gongkai.foi.views_desk.common import NOT_USER

_LIST = ("案例库", "desk_studies")
_NOT_WRITER = "案例由承办这件申请的单位和主管部门的同志编写，您的账号没有这个角色。"
_NOT_APPROVER = "案例由公开工作机构负责人、法制审核人员或者主管部门审定，您的账号没有这个角色。"
_STATES = {"": "全部", **dict(StudyState.choices)}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The library, searched and narrowed down."""
    allow(rules.may_use(request.user), NOT_USER)
    user, text = person(request), words(request, "q", 100)
    code = chosen(request, "outcome", dict(CHOICES))
    grounds = dict(_grounds())
    ground = chosen(request, "ground", grounds)
    state = chosen(request, "state", _STATES)
    rows = reads.visible_studies(user)
    rows = rows.filter(state=state) if state else rows.exclude(state=StudyState.RETIRED)
    rows = reads.by_outcome(rows, code) if code else rows
    rows = reads.by_ground(rows, ground) if ground else rows
    page = page_of(request, reads.search(rows, text).defer("pairs"))
    context = {
        "page": page,
        "asked": {"q": text, "outcome": code, "ground": ground, "state": state},
        "narrowed": bool(text or code or ground or state),
        "outcomes": CHOICES,
        "grounds": grounds.items(),
        "states": _STATES.items(),
        "page_title": "案例库",
        "lede": "办结的申请去掉当事人以后写成的案例：案情、争议焦点、依据和处理意见，拟答复时可以引用。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), (_LIST[0], "")),
    }
    return render(request, "foi/desk_studies.html", context)


def _grounds() -> list[tuple[str, str]]:
    return [
        (row.code, f"{row.name}（条例{row.article}）")
        for row in LegalGround.objects.order_by("code")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """One study; a post approves or retires it."""
    allow(rules.may_use(request.user), NOT_USER)
    row = get_object_or_404(reads.visible_studies(person(request)), pk=pk)
    if request.method == "POST":
        return _act(request, row)
    return _page(request, row)


def _act(request: HttpRequest, row: CaseStudy) -> HttpResponse:
    user, wanted, seen = person(request), request.POST.get("act"), whole(request.POST.get("seen"))
    allow(rules.may_approve_studies(user, row.unit), _NOT_APPROVER)
    reason = posted(request, "reason", 300)
    if wanted not in ("approve", "retire"):
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    form = TokenForm(request.POST)

    def act() -> dict[str, Any]:
        if wanted == "approve":
            return {"pk": studies.approve(row, by=user, seen=seen).pk}
        return {"pk": studies.retire(row, by=user, seen=seen, reason=reason).pk}

    if not form.is_valid() or settle(form, f"foi-study-{wanted}-{row.pk}", act) is None:
        fresh = reads.visible_studies(user).get(pk=row.pk)
        return _page(request, fresh, [str(one) for one in form.non_field_errors()], reason)
    done(request, "案例已入库。" if wanted == "approve" else "案例已停用。")
    return redirect("desk_study", row.pk)


def _page(
    request: HttpRequest, row: CaseStudy, problems: list[str] | None = None, reason: str = ""
) -> HttpResponse:
    user = person(request)
    approves = rules.may_approve_studies(user, row.unit)
    draft = row.state == StudyState.DRAFT
    own = approves and draft and user.pk in studies.writers_of(row)
    linked = row.case_id is not None and visible_to(user).filter(pk=row.case_id).exists()
    context = {
        "study": row,
        "grounds": ground_names(row.grounds),
        "outcome": BY_CODE.get(row.outcome),
        "named": studies.places_named(row) if draft and (approves or linked) else [],
        "may_approve": approves and draft and not own,
        "own": own,
        "may_retire": approves and row.state == StudyState.APPROVED,
        "may_edit": rules.may_write_studies(user, row.unit),
        "linked": linked,
        "problems": problems or [],
        "reason": reason,
        "page_title": row.title,
        "lede": _lede(row),
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")), (_LIST[0], reverse(_LIST[1])), (row.title, "")
        ),
    }
    return render(request, "foi/desk_study.html", context, status=409 if problems else 200)


def _lede(row: CaseStudy) -> str:
    if row.state == StudyState.DRAFT:
        return "案例等编写人以外的另一位同志审定；入库以前请核对看不出当事人。"
    if row.state == StudyState.APPROVED:
        return "已经入库，拟答复时可以查到和引用。"
    return "已经停用，不再查到。"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A study of the closed case the address names; the form begins with what the case says."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    case = _case(request)
    unit = _writes_for(request, case)
    if request.method == "POST":
        form = StudyForm(request.POST)
        if form.is_valid():
            answer = settle(
                form,
                f"foi-study-new-{case.pk}",
                lambda: {"pk": studies.write(case, by=user, unit=unit, facts=form.facts()).pk},
            )
            if answer is not None:
                done(request, "案例已保存，等另一位同志审定。")
                return redirect("desk_study", answer[0]["pk"])
    else:
        form = StudyForm(initial=studies.prefill(case))
    return _form_page(request, form, case, None)


def _case(request: HttpRequest) -> DisclosureRequest:
    """The case, as the one visibility filter shows it."""
    found: DisclosureRequest | None = (
        visible_to(request.user)
        .select_related("application__applicant", "unit", "theme")
        .prefetch_related("consultations", "letters", "remedies")
        .filter(pk=whole(request.GET.get("case")))
        .first()
    )
    if found is None:
        raise Http404
    return found


def _writes_for(request: HttpRequest, case: DisclosureRequest) -> Unit:
    """The unit that writes the study: that of the case, or of the handler who is lent to it."""
    user = person(request)
    allow(rules.may_write_studies(user, case.unit) or rules.works_on(user, case), _NOT_WRITER)
    unit: Unit = case.unit
    return unit


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a study; it then waits for approval again."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    row = get_object_or_404(reads.visible_studies(user), pk=pk)
    allow(rules.may_write_studies(user, row.unit), _NOT_WRITER)
    if request.method == "POST":
        form = StudyForm(request.POST)
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            answer = settle(
                form,
                f"foi-study-edit-{pk}",
                lambda: {
                    "pk": studies.revise(
                        row, by=user, seen=-1 if seen is None else seen, facts=form.facts()
                    ).pk
                },
            )
            if answer is not None:
                done(request, "案例已保存，等另一位同志审定。")
                return redirect("desk_study", pk)
    else:
        names = (*studies.TEXTS, "grounds", "keywords")
        initial = {name: getattr(row, name) for name in names} | {"seen": row.row_version}
        form = StudyForm(initial=initial)
    return _form_page(request, form, None, row)


def _form_page(
    request: HttpRequest, form: StudyForm, case: DisclosureRequest | None, row: CaseStudy | None
) -> HttpResponse:
    code = case.outcome if case is not None else row.outcome if row is not None else ""
    context = {
        "form": form,
        "case": case,
        "study": row,
        "outcome": BY_CODE.get(code),
        "page_title": "写成案例" if row is None else "修改案例",
        "lede": "姓名、电话、证件号、地址已经按登记的内容去掉，请再看一遍有没有别的说法能认出当事人。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")), (_LIST[0], reverse(_LIST[1])), ("编写", "")
        ),
    }
    return render(request, "foi/desk_study_edit.html", context, status=422 if form.errors else 200)


@require_safe
def like(request: HttpRequest) -> HttpResponse:
    """Studies like a case: a part of the editor of the decision, or a page of its own without a script."""
    allow(rules.may_use(request.user), NOT_USER)
    case = _case(request)
    code = chosen(request, "outcome", BY_CODE)
    part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {
        "case": case,
        "found": [
            {"study": one, "grounds": ground_names(one.grounds)}
            for one in reads.like_case(case, code)
        ],
        "closed": case.stage in (Stage.CLOSED, Stage.ARCHIVED),
        "page_title": "相近的案例",
        "lede": "按申请的内容、办理结果和主题找出的案例，处理意见可以复制到答复里修改使用。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            (str(case), reverse("desk_request", args=[case.pk])),
            ("相近的案例", ""),
        ),
    }
    return render(
        request, "foi/_studies_like.html" if part else "foi/desk_studies_like.html", context
    )


@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts that the holding was taken over; answers with the text, to be marked and copied."""
    allow(rules.may_use(request.user), NOT_USER)
    row = get_object_or_404(reads.visible_studies(person(request)), pk=pk)

    def count() -> dict[str, Any]:
        studies.count_use(row)
        return {"pk": pk}

    once(request.POST.get("form_token", ""), f"foi-study-use-{pk}", count)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse("已复制，粘贴到答复的理由里修改使用。")
    return redirect("desk_study", pk)
