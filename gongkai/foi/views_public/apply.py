"""The applicant's door: the start page, and the questions one by one."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.models import Unit
from gongkai.base.queries.units import home_unit
from gongkai.base.refusal import Refusal
from gongkai.foi.forms.apply import OfficeForm, ProofForm, ReachForm, StepForm, WhatForm, WhoForm
from gongkai.foi.models import Account
from gongkai.foi.queries.applying import answers_to, public_by_address, units_that_take
from gongkai.foi.services import accounts, applying
from gongkai.foi.services.applying import Draft
from gongkai.foi.views_public import apply_state as state
from gongkai.foi.views_public.visitors import account_of


@dataclass(frozen=True, slots=True)
class Step:
    """A page of questions: its address, its heading, its form."""

    slug: str
    title: str
    form: type[StepForm]


STEPS = (
    Step("office", "向哪个机关申请", OfficeForm),
    Step("what", "要什么信息", WhatForm),
    Step("who", "谁来申请", WhoForm),
    Step("proof", "身份证明", ProofForm),
    Step("reach", "怎样给您", ReachForm),
)
COUNT = len(STEPS) + 1  # and the answers to check
STALE = (
    "这一页打开得太久，校验标记已经失效，还没有保存。您填写的内容都在下面，请再按一次按钮；"
    "选过的文件需要重新选择。"
)
LOST = "之前填写的内容已经超过保留的时间，请从这里重新填写；本机存有草稿的，会自动填上。"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What an application is, what it needs, how long it takes, the other ways, and one button."""
    units = list(units_that_take())
    asked = _unit_asked(request)
    home = home_unit()
    chosen = asked if asked in units else None
    context = {
        "units": units,
        "asked": asked,
        "chosen": chosen,
        "shown": chosen or (home if home in units else None),
        "kiosk": _is_kiosk(request),
        "cleared": "cleared" in request.GET,
        "begin_url": _with_query(reverse("foi_apply"), request),
        "follow_url": state.follow_url(),
        "crumbs": [{"label": "申请公开", "url": ""}],
        "meta": {
            "title": "申请公开政府信息",
            "description": "网上申请公开政府信息：需要什么、多长时间、怎样计算期限、其他申请方式。",
        },
    }
    return render(request, "foi/apply_start.html", context)


@require_safe
@state.private
def begin(request: HttpRequest) -> HttpResponse:
    """To the first page of questions; nothing is stored before something is answered.

    A draft of another kind of place (the terminal, one's own phone) is not continued.
    """
    draft = state.draft_of(request)
    if draft is not None and draft.kiosk != _is_kiosk(request):
        applying.forget_held(draft)
        state.forget(request)
    account = account_of(request) if request.GET.get("prefill") == "1" else None
    if account is not None and not _is_kiosk(request):
        _offer_last(request, account)
    return redirect(_with_query(reverse("foi_apply_step", args=[STEPS[0].slug]), request))


def _offer_last(request: HttpRequest, account: Account) -> None:
    """Name and contact of the last application; every page is still looked at before it counts."""
    said = accounts.last_facts(account)
    if said is None:
        return
    answers = {name: value for name, value in asdict(said).items() if value}
    draft = state.draft_of(request) or applying.new_draft()
    state.keep(request, replace(draft, answers=answers | draft.answers))


@state.private
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions, shown or answered."""
    number = next((n for n, one in enumerate(STEPS, 1) if one.slug == step), 0)
    if not number:
        raise Http404
    here, draft = STEPS[number - 1], state.draft_of(request)
    if request.method != "POST":
        if draft is None and number > 1:
            return redirect(f"{reverse('foi_apply_step', args=[STEPS[0].slug])}?lost=1")
        return page(request, here, number, draft, _form(here, draft, request))
    draft = draft or applying.new_draft(kiosk=request.POST.get("kiosk") == "1")
    form = _form(here, draft, request, bound=True)
    if state.is_stale(request):
        return page(request, here, number, draft, form, notice=STALE, status=403)
    if "remove" in request.POST:
        return _remove(request, here, draft)
    if form.is_valid() and isinstance(form, ProofForm):
        _take_files(form, draft)
    if not form.is_valid():
        state.keep(request, draft)
        return page(request, here, number, draft, form, status=422)
    draft = draft.with_answers(here.slug, form.answers())
    state.keep(request, draft)
    if here.form is WhatForm and _looks_first(request, draft):
        return redirect("foi_find")
    return redirect(_next(request, draft, number))


@require_POST
@state.private
def clear(request: HttpRequest) -> HttpResponse:
    """Throws the draft and its files away; at a kiosk, for the next person."""
    if state.is_stale(request):
        return redirect("foi_start")
    draft = state.draft_of(request)
    kiosk = request.POST.get("kiosk") == "1" or bool(draft and draft.kiosk)
    if draft is not None:
        applying.forget_held(draft)
    state.forget(request)
    query = {"cleared": "1"} | ({"kiosk": "1"} if kiosk else {})
    return redirect(f"{reverse('foi_start')}?{urlencode(query)}")


def page(
    request: HttpRequest,
    here: Step,
    number: int,
    draft: Draft | None,
    form: StepForm,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of questions."""
    held = applying.held_files(draft) if here.form is ProofForm else []
    kiosk = draft.kiosk if draft else _is_kiosk(request)
    returns = "check" in (request.GET.get("back"), request.POST.get("back"))
    context = {
        "step": here,
        "number": number,
        "count": COUNT,
        "form": form,
        "held": held,
        "draft": draft,
        "sealed": applying.sealed_draft(draft) if draft else "",
        "kiosk": kiosk,
        "returns": returns,
        "back_url": _back_url(number, kiosk=kiosk, returns=returns),
        "notice": notice or (LOST if "lost" in request.GET else ""),
        "resumed": number == 1 and not returns and bool(draft and len(draft.done) > 1),
        "unit": _unit_of(draft),
        "page_title": here.title,
    }
    return render(request, f"foi/apply_{here.slug}.html", context, status=status)


def first_open(draft: Draft) -> int:
    """Number of the first step that is not answered; beyond the last where all are."""
    return next((n for n, one in enumerate(STEPS, 1) if one.slug not in draft.done), COUNT)


def address_of_step(number: int) -> str:
    """Address of a page of questions, or of the answers to check."""
    if number >= COUNT:
        return reverse("foi_apply_check")
    return reverse("foi_apply_step", args=[STEPS[number - 1].slug])


def unit_choices() -> list[tuple[str, str]]:
    """Agencies by name, with what they answer for, so that both are found by typing."""
    return [(unit.slug, unit_words(unit)) for unit in units_that_take()]


def unit_words(unit: Unit) -> str:
    """The name and the beginning of what the agency answers for."""
    duty = " ".join(unit.functions.split()).split("。")[0][:40]
    return f"{unit.name}：{duty}" if duty else unit.name


def unit_of(slug: str) -> Unit | None:
    """An agency by its slug; None for none."""
    if not slug or "\0" in slug or len(slug) > 60:
        return None
    unit: Unit | None = Unit.objects.filter(slug=slug).first()
    return unit


def _form(here: Step, draft: Draft | None, request: HttpRequest, *, bound: bool = False) -> Any:
    more: dict[str, Any] = {"draft": draft}
    if here.form is OfficeForm:
        more["units"] = unit_choices()
    if here.form is ProofForm:
        held = applying.held_files(draft)
        more |= {"held": len(held), "purposes": [one.purpose for one in held]}
    if bound:
        return here.form(request.POST, request.FILES, **more)
    answers = dict(draft.answers) if draft else {}
    if here.form is OfficeForm and not answers.get("unit"):
        answers |= _known(request)
    return here.form(initial=_DEFAULTS | answers, **more)


_DEFAULTS = {"agent": "no", "wanted_form": "electronic", "wanted_route": "online"}


def _take_files(form: ProofForm, draft: Draft) -> None:
    """Keeps what was chosen even where something else is still missing."""
    form.check_complete()
    for name, purpose in form.PURPOSES.items():
        chosen = [paper for paper in form.papers() if paper.purpose == purpose]
        try:
            applying.hold(draft, chosen)
        except Refusal as refusal:
            form.add_error(name, refusal.sentence)


def _remove(request: HttpRequest, here: Step, draft: Draft) -> HttpResponse:
    number = request.POST["remove"]
    if number.isascii() and number.isdigit() and len(number) < 18:
        applying.let_go(draft, int(number))
    state.keep(request, draft)
    back = "?back=check" if request.POST.get("back") == "check" else ""
    return redirect(reverse("foi_apply_step", args=[here.slug]) + back)


def _looks_first(request: HttpRequest, draft: Draft) -> bool:
    """Without scripts nothing was shown beside the text: a page of its own, where there is something."""
    if request.POST.get("script") == "1" or request.POST.get("back") == "check":
        return False
    return bool(answers_to(str(draft.answers["wanted"]), _unit_of(draft)))


def _next(request: HttpRequest, draft: Draft, number: int) -> str:
    if request.POST.get("back") == "check":
        return address_of_step(first_open(draft))
    # A number left out, or an agent named, asks for a scan on the next page: never jumped over.
    return address_of_step(min(number + 1, first_open(draft)))


def _back_url(number: int, *, kiosk: bool, returns: bool) -> str:
    if returns:
        return reverse("foi_apply_check")
    if number > 1:
        return address_of_step(number - 1)
    return reverse("foi_start") + ("?kiosk=1" if kiosk else "")


def _is_kiosk(request: HttpRequest) -> bool:
    return request.GET.get("kiosk") == "1"


def _known(request: HttpRequest) -> dict[str, Any]:
    """What the address says: the agency, or the document somebody came from."""
    unit = _unit_asked(request)
    return {"unit": unit.slug} if unit else {}


def _unit_asked(request: HttpRequest) -> Unit | None:
    if asked := unit_of(request.GET.get("unit", "")):
        return asked
    about = public_by_address(request.GET.get("about", "")[:60])
    unit: Unit | None = about.unit if about else None
    return unit


def _unit_of(draft: Draft | None) -> Unit | None:
    return unit_of(str(draft.answers.get("unit", ""))) if draft else None


def _with_query(url: str, request: HttpRequest) -> str:
    query = {
        name: request.GET[name][:60] for name in ("unit", "about", "kiosk") if request.GET.get(name)
    }
    return f"{url}?{urlencode(query)}" if query else url
