"""The editor of a decision: what is to be filled in, the letter as it will read, cases like this one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.foi import rules
from gongkai.foi.forms.deciding import DecisionForm
from gongkai.foi.masks import veiled
from gongkai.foi.models import Decision, DisclosureRequest
from gongkai.foi.outcomes import outcome
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.decisions import ITEM_RESULTS, decision_of, ground_names
from gongkai.foi.services import deciding, letters
from gongkai.foi.services.decision_text import giving, letter_facts
from gongkai.foi.states import CASE_MOVES, Act, LetterState, Stage
from gongkai.foi.views_desk.common import case_or_404

NOT_WRITER = "只有本件的承办人和协办人可以拟定答复，您可以查看；需要您办理的，请先分办给您。"
_STUDIES = "/desk/requests/studies/like/"


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor for handler and team while the case is handled; for everybody else to read."""
    case = case_or_404(request, pk)
    if request.method != "POST":
        form = DecisionForm(case=case, user=person(request)) if _may_write(request, case) else None
        return _page(request, case, form)
    allow(rules.may(request.user, Act.PROPOSE, case), NOT_WRITER)
    form = DecisionForm(request.POST, case=case, user=person(request))
    if "show" in request.POST:
        form.is_valid()
        form.errors.clear()  # the person is still writing
        return _page(request, case, form)
    return _save(request, case, form)


def _may_write(request: HttpRequest, case: DisclosureRequest) -> bool:
    return CASE_MOVES.can(Stage(case.stage), Act.PROPOSE) and rules.may(
        request.user, Act.PROPOSE, case
    )


def _save(request: HttpRequest, case: DisclosureRequest, form: DecisionForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, case, form, status=422)
    user = person(request)

    def act() -> dict[str, Any]:
        made = deciding.propose(case, by=user, seen=form.seen, **form.proposal())
        missing = deciding.reasons_against(made.case, made)
        word = f"，送审以前还缺{len(missing)}项" if missing else "，可以送审"
        return {"said": f"答复已保存{word}。"}

    try:
        answer, _ = once(form.token, f"foi:propose:{case.pk}", act)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, case_or_404(request, case.pk), form, status=refusal.status)
    messages.success(request, answer["said"])
    return redirect("desk_request_decision", case.pk)


def _page(
    request: HttpRequest,
    case: DisclosureRequest,
    form: DecisionForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    saved = decision_of(case)
    shown = _shown(form, saved)
    context = {
        "case": case,
        "form": form,
        "seen": form.data.get("seen") if form is not None and form.is_bound else case.row_version,
        "decision": saved,
        "outcome": outcome(shown.outcome) if shown and shown.outcome else None,
        "grounds": ground_names(saved.grounds) if saved else [],
        "items": _items(saved) if saved and form is None else [],
        "reasons": deciding.reasons_against(case, saved) if saved else [],
        "letter": _letter(case, shown, saved),
        "draft": _draft(saved),
        "files": giving(case),
        "may_see_originals": rules.may_see_originals(request.user, case),
        "reviews": case.reviews.all(),
        "studies": _studies(case, shown),
        "why_read_only": "" if form is not None else _why_read_only(request, case),
        "page_title": "拟定答复" if form is not None else "答复决定",
        "lede": "选择办理结果，写明事实和理由，保存以后送审。"
        if form is not None
        else "核对结果、依据、文书和要提供的文件，再回到案件页办理。",
        "crumbs": crumbs(
            ("依申请公开", reverse("desk_requests")),
            (str(case), reverse("desk_request", args=[case.pk])),
            ("答复", ""),
        ),
    }
    return render(request, "foi/desk_decision.html", context, status=status)


def _shown(form: DecisionForm | None, saved: Decision | None) -> Decision | None:
    """What the letter is shown for: what is typed now, else what was saved."""
    if form is None or not form.is_bound:
        return saved
    if "outcome" not in getattr(form, "cleaned_data", {}):
        return saved
    return form.as_typed()


def _letter(case: DisclosureRequest, shown: Decision | None, saved: Decision | None) -> list[str]:
    """The letter as it will read, the applicant masked; the edited draft where there is one."""
    if shown is None:
        return []
    kept = saved.letter if saved is not None and shown is saved else None
    if kept is not None and kept.state != LetterState.CANCELLED:
        texts = letters.paragraphs_of(kept)
    else:
        shown.case = case
        texts = letters.preview(case, outcome(shown.outcome).letter, letter_facts(shown))
    secrets = case_pages.secrets_of(case)
    return [veiled(text, secrets) for text in texts]


def _draft(saved: Decision | None) -> Any:
    """The letter of the decision, where there is one already."""
    kept = saved.letter if saved is not None else None
    return kept if kept is not None and kept.state != LetterState.CANCELLED else None


def _items(saved: Decision) -> list[dict[str, str]]:
    return [
        {
            "what": item.get("what", ""),
            "result": ITEM_RESULTS.get(item.get("result", ""), ""),
            "ground": "".join(ground_names([item.get("ground", "")])),
        }
        for item in saved.items
    ]


def _studies(case: DisclosureRequest, shown: Decision | None) -> str:
    """Address of the case studies like this case; "" on an installation without the library."""
    try:
        resolve(_STUDIES)
    except Resolver404:
        return ""
    code = f"&outcome={shown.outcome}" if shown and shown.outcome else ""
    return f"{_STUDIES}?case={case.pk}{code}"


def _why_read_only(request: HttpRequest, case: DisclosureRequest) -> str:
    if not rules.may(request.user, Act.PROPOSE, case):
        return NOT_WRITER
    label = Stage(case.stage).label
    return f"本件现在是“{label}”，答复不能改动；需要修改的，请先退回办理。"
