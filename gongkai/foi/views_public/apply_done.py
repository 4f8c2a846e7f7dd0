"""The answers to check, the submission, and the confirmation with number, code and due day."""

from dataclasses import dataclass
from typing import Any

from django.forms import RadioSelect
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.foi.forms.apply import SendForm
from gongkai.foi.models import Application, DisclosureRequest, FoiLetter, HeldFile
from gongkai.foi.queries.explanations import explained
from gongkai.foi.services import applying, clocks, vault
from gongkai.foi.services.applying import Draft
from gongkai.foi.services.intake import is_automatic, open_code, sealed_code
from gongkai.foi.services.letters import letter_file_for_applicant
from gongkai.foi.states import ApplicantKind, Channel, FilePurpose, IdKind, WantedForm, WantedRoute
from gongkai.foi.views_public import apply
from gongkai.foi.views_public import apply_state as state
from gongkai.foi.views_public.visitors import account_of

_PURPOSE = "foi-apply"
_ENDED = "这件申请的内容已经超过保留的时间，没有提交。请重新填写；本机存有草稿的，会自动填上。"


@dataclass(frozen=True, slots=True)
class Section:
    """Answers of one page, with the way back to it."""

    step: apply.Step
    rows: list[tuple[str, str]]

    @property
    def url(self) -> str:
        """The page where these answers are changed; it leads back here."""
        return reverse("foi_apply_step", args=[self.step.slug]) + "?back=check"


@state.private
def check(request: HttpRequest) -> HttpResponse:
    """All answers, each with the way to change it, and the button that submits them."""
    draft = state.draft_of(request)
    if request.method == "POST":
        return _send(request, draft)
    if draft is None:
        return redirect(f"{reverse('foi_apply_step', args=[apply.STEPS[0].slug])}?lost=1")
    if apply.first_open(draft) < apply.COUNT:
        return redirect(apply.address_of_step(apply.first_open(draft)))
    return _page(request, draft, SendForm())


@require_safe
@state.private
def done(request: HttpRequest) -> HttpResponse:
    """The confirmation: number, query code, the due day and how it was computed, what comes next."""
    case, answer = _just_sent(request)
    if case is None:
        return redirect(state.follow_url())
    clock = clocks.clock_of(case, explain=True)
    application = case.application
    happened = {case.received_on: ["收到申请"]} if case.received_on else {}
    context = {
        "application": application,
        "case": case,
        "unit": case.unit,
        "code": open_code(answer["code"]),
        "doubts": answer.get("doubts", []),
        "clock": clock,
        "months": explained(clock, happened, today()),
        "receipt": _receipt_of(case),
        "kiosk": answer["kiosk"],
        "follow_url": state.follow_url(),
        "page_title": "申请已经提交",
    }
    return render(request, "foi/apply_done.html", context)


@require_safe
@state.private
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt letter as PDF, for who has just submitted."""
    case, _ = _just_sent(request)
    letter = _receipt_of(case) if case else None
    if case is None or letter is None:
        raise Http404
    content = vault.read(letter_file_for_applicant(letter))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"登记回执{case.application.number}.pdf"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _send(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    form = SendForm(request.POST)
    if state.is_stale(request):
        return _again(request, draft, form, Refusal(apply.STALE, status=403))

    def act() -> dict[str, Any]:
        if draft is None:
            raise Refusal(_ENDED)
        made = applying.send(draft, account=None if draft.kiosk else account_of(request))
        return {
            "application": made.application.pk,
            "code": sealed_code(made.query_code),
            "doubts": list(made.doubts),
        }

    try:
        answer, _ = once(form.token, _PURPOSE, act)
    except Refusal as refusal:
        return _again(request, draft, form, refusal)
    state.remember_done(request, answer, kiosk=bool(draft and draft.kiosk))
    return redirect("foi_apply_done")


def _again(
    request: HttpRequest, draft: Draft | None, form: SendForm, refusal: Refusal
) -> HttpResponse:
    if draft is None:
        return redirect(f"{reverse('foi_apply_step', args=[apply.STEPS[0].slug])}?lost=1")
    state.keep(request, draft)
    return _page(request, draft, form, refusal=refusal, status=refusal.status)


def _page(
    request: HttpRequest,
    draft: Draft,
    form: SendForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "sections": sections(draft, applying.held_files(draft)),
        "form": form,
        "refusal": refusal,
        "problem_url": _place(refusal) if refusal else "",
        "number": apply.COUNT,
        "count": apply.COUNT,
        "sealed": applying.sealed_draft(draft),
        "kiosk": draft.kiosk,
        "automatic": is_automatic(Channel.INTERNET),
        "back_url": apply.address_of_step(len(apply.STEPS)),
        "page_title": "核对后提交",
    }
    return render(request, "foi/apply_check.html", context, status=status)


def _place(refusal: Refusal) -> str:
    """Address of the control a refusal speaks of."""
    for one in apply.STEPS:
        field = one.form.base_fields.get(refusal.field or "")
        if field is not None:
            url = reverse("foi_apply_step", args=[one.slug])
            first = "_0" if isinstance(field.widget, RadioSelect) else ""
            return f"{url}?back=check#id_{refusal.field}{first}"
    return ""


def sections(draft: Draft, held: list[HeldFile]) -> list[Section]:
    """The answers by page, in words; what was left empty and is not needed is left out."""
    answers = draft.answers
    rows = (_office(answers), _what(answers), _who(answers), _proof(held), _reach(answers))
    return [Section(one, lines) for one, lines in zip(apply.STEPS, rows, strict=True)]


def _office(answers: dict[str, Any]) -> list[tuple[str, str]]:
    unit = apply.unit_of(str(answers.get("unit", "")))
    return [("受理机关", unit.name if unit else "")]


def _what(answers: dict[str, Any]) -> list[tuple[str, str]]:
    proposes = "建议主动公开" if answers.get("proposes_publication") else ""
    return _filled(
        ("所需信息", answers.get("wanted")), ("文号", answers.get("doc_no")), ("建议", proposes)
    )


def _who(answers: dict[str, Any]) -> list[tuple[str, str]]:
    number = answers.get("id_number")
    agent = answers.get("agent") == "yes"
    return _filled(
        ("申请人类型", _label(ApplicantKind, answers.get("kind"))),
        ("姓名或者名称", answers.get("name")),
        ("证件种类", _label(IdKind, answers.get("id_kind")) if number else ""),
        ("证件号码", number or "没有填写，以上传的证明为准"),
        ("联系人", answers.get("contact_name")),
        ("代理人", answers.get("agent_name") if agent else ""),
        ("代理人证件号码", answers.get("agent_id_number") if agent else ""),
    )


def _proof(held: list[HeldFile]) -> list[tuple[str, str]]:
    files = [(FilePurpose(one.purpose).label, one.name) for one in held]
    return files or [("上传的文件", "没有上传")]


def _reach(answers: dict[str, Any]) -> list[tuple[str, str]]:
    return _filled(
        ("提供形式", _label(WantedForm, answers.get("wanted_form"))),
        ("获取方式", _label(WantedRoute, answers.get("wanted_route"))),
        ("电话", answers.get("phone")),
        ("电子邮箱", answers.get("email")),
        ("传真", answers.get("fax")),
        ("通信地址", answers.get("address")),
        ("需要的帮助", answers.get("help_needed")),
    )


def _filled(*rows: tuple[str, Any]) -> list[tuple[str, str]]:
    return [(label, str(value)) for label, value in rows if value]


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices.choices).get(value, ""))


def _just_sent(request: HttpRequest) -> tuple[DisclosureRequest | None, dict[str, Any]]:
    answer = state.done_of(request)
    if answer is None:
        return None, {}
    application = Application.objects.filter(pk=answer["application"]).first()
    if application is None:
        return None, {}
    case = application.cases.select_related("unit", "application").order_by("pk").first()
    return case, answer


def _receipt_of(case: DisclosureRequest) -> FoiLetter | None:
    letter: FoiLetter | None = case.letters.filter(kind="receipt").order_by("pk").first()
    return letter
