"""The page of a case on the desk: the matter verbatim, the clock and the acts, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.rules import may_read_trail
from gongkai.base.services.forms import new_token
from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.catalogue.models import LegalGround
from gongkai.foi import deeds, rules
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.masks import Secret, masked_name, veiled
from gongkai.foi.models import Decision, DisclosureRequest
from gongkai.foi.outcomes import outcome
from gongkai.foi.queries import case_pages, duplicates
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.decisions import ITEM_RESULTS, decision_of
from gongkai.foi.queries.explanations import explained
from gongkai.foi.queries.fees import monthly_count
from gongkai.foi.queries.lights import light_of
from gongkai.foi.services import clocks, deciding, letters
from gongkai.foi.services.decision_checks import reasons_against
from gongkai.foi.states import Act, LetterState, Stage
from gongkai.foi.views_desk.common import case_or_404
from gongkai.lib.clock import Clock

NOT_KNOWER = (
    "申请人的姓名、证件和联系方式只给要与申请人联系的同志看（登记、承办、公开工作机构和签发），"
    "您的账号没有这些角色。"
)
_LEDES = {
    Stage.SUBMITTED: "核对收到日期和证据后登记；登记以后期限开始计算。",
    Stage.REGISTERED: "已经登记，请分办；需要补正的，7个工作日之内告知。",
    Stage.HANDLING: "查清楚有没有、能不能公开，拟定答复后送审。",
    Stage.CLARIFYING: "等申请人补正，收到以后期限重新计算。",
    Stage.REVIEW: "等保密审查和法制审核，两项都通过后送签。",
    Stage.SIGNING: "等签发，签发以后生成答复文书。",
    Stage.DECIDED: "已经签发，请按申请人要的方式送达，登记凭证。",
    Stage.DELIVERED: "已经送达，回答是否转主动公开后办结。",
    Stage.LAPSED: "已经视为放弃，核对后办结。",
    Stage.WITHDRAWN: "申请人已经撤回，核对后办结。",
    Stage.REOPENED: "按复议决定或者判决重新办理，请分办。",
    Stage.CLOSED: "已经办结，核对案卷后归档。",
    Stage.ARCHIVED: "已经归档，只供查阅。",
}

# The answer is not fixed yet, so that hints still help.
_UNDECIDED = frozenset(Stage.open()) - {Stage.DECIDED}


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not done: what was typed, and the files that must be chosen again.

    Args:
        status: of the answer; 200 where the person only looked at the letter.
        letter: paragraphs of the letter as it would be with what was typed.
    """

    key: str
    deed: Deed
    form: DeedForm
    status: int = 422
    files: Sequence[str] = ()
    letter: Sequence[str] = ()


@require_safe
def desk_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The case, the applicant masked."""
    return page(request, case_or_404(request, pk))


@require_POST
def applicant(request: HttpRequest, pk: int) -> HttpResponse:
    """The case with the applicant in the clear, for those who must write; the look is noted."""
    case, user = case_or_404(request, pk), person(request)
    allow(rules.may_see_applicant(user, case), NOT_KNOWER)
    note_look(case, by=user, unit=case.unit, what="申请人信息")
    return page(request, case, looked=True)


def page(
    request: HttpRequest,
    case: DisclosureRequest,
    *,
    looked: bool = False,
    failed: Failed | None = None,
) -> HttpResponse:
    """The page as things stand now; after a refusal with what was typed and the sentence on top."""
    user = person(request)
    may_know = rules.may_see_applicant(user, case)
    known = looked and may_know
    secrets = [] if known else case_pages.secrets_of(case)
    clock = clocks.clock_of(case, list(case.acts.all()), explain=True)
    clocks.remember(case, clock)  # what the page shows is never older than the page
    application = case.application
    context = {
        "case": case,
        "application": application,
        "wanted": veiled(application.wanted, secrets),
        "matter": veiled(case.matter, secrets),
        "applicant": case_pages.applicant_lines(application.applicant, known=known),
        "known": known,
        "may_know": may_know,
        "may_consult": rules.may(user, Act.CONSULT, case),
        "files": case_pages.file_lines(case, secrets, may_know=may_know),
        "relations": _relations(case, user),
        **_clock(case, clock),
        "consultations": _consultations(case, known=known),
        **_decision(case, secrets),
        "deeds": _offered(case, user, failed),
        "failed": failed,
        "history": case_pages.history(case, secrets),
        "letters": [letter for letter in case.letters.all() if letter.number],
        "links": _links(case, user),
        "page_title": str(case),
        "lede": _LEDES[Stage(case.stage)],
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), (str(case), "")),
    }
    return render(
        request, "foi/desk_request.html", context, status=failed.status if failed else 200
    )


def _clock(case: DisclosureRequest, clock: Clock | None) -> dict[str, Any]:
    on = today()
    return {
        "clock": clock,
        "light": light_of(case, on, working_calendar()),
        "months": explained(clock, case_pages.happened(case, clock), on),
        "limits": case_pages.limits(clock) if clock else [],
        "today": on,
    }


def _consultations(case: DisclosureRequest, *, known: bool) -> list[dict[str, Any]]:
    """Who was asked and how it stands; a person's name is masked like the applicant's."""
    return [
        {
            "row": row,
            "who": row.unit.label if row.unit else row.name if known else masked_name(row.name),
        }
        for row in case.consultations.all()
    ]


def _relations(case: DisclosureRequest, user: User) -> dict[str, Any]:
    """Parts of the same application, and while the answer is open what is like it: only hints.

    Cases are linked as far as the person may open them.
    """
    parts = [one for one in case.application.cases.all() if one.pk != case.pk]
    undecided = case.stage in _UNDECIDED
    similar = duplicates.similar_to(case) if undecided else []
    others = [*parts, *(one.case for one in similar if one.case)]
    seen = visible_to(user).filter(pk__in=[one.pk for one in others]).values_list("pk", flat=True)
    return {
        "parts": parts,
        "similar": similar,
        "seen": set(seen) if others else set(),
        "hints": [
            *([many] if undecided and (many := duplicates.many_hint(case)) else []),
            *(duplicates.petition_hint(case.application.wanted) if undecided else []),
        ],
        "monthly": monthly_count(case),
    }


def _decision(case: DisclosureRequest, secrets: Sequence[Secret]) -> dict[str, Any]:
    """The answer of this round as it stands, for those who review it, and what it still lacks."""
    row = decision_of(case)
    open_still = case.stage in (Stage.HANDLING, Stage.REVIEW, Stage.SIGNING)
    if row is None:
        return {"decision": None, "missing": reasons_against(case, None) if open_still else []}
    codes = [*row.grounds, *(item["ground"] for item in row.items if item.get("ground"))]
    names = {
        one.code: f"{one.name}（条例{one.article}）"
        for one in LegalGround.objects.filter(code__in=codes)
    }
    return {
        "missing": reasons_against(case, row) if open_still else [],
        "decision": {
            "row": row,
            "outcome": outcome(row.outcome),
            "grounds": [names.get(code, code) for code in row.grounds],
            "texts": [
                (label, veiled(text, secrets))
                for label, text in (
                    ("查明的事实", row.facts),
                    ("理由", row.reasons),
                    ("提供的信息或者途径", row.given),
                )
                if text
            ],
            "items": [
                (item["what"], ITEM_RESULTS.get(item["result"], ""), names.get(item.get("ground")))
                for item in row.items
            ],
            "reviews": [one for one in case.reviews.all() if one.round == case.round],
            "letter": [veiled(text, secrets) for text in _letter_of(case, row)],
        },
    }


def _letter_of(case: DisclosureRequest, row: Decision) -> list[str]:
    """The letter of the answer: as it was edited or issued, else as it would be."""
    if row.letter is not None and row.letter.state != LetterState.CANCELLED:
        return letters.paragraphs_of(row.letter)
    kind = outcome(row.outcome).letter
    return letters.preview(case, kind, deciding.letter_facts(row)) if kind else []


def _offered(case: DisclosureRequest, user: User, failed: Failed | None) -> list[dict[str, Any]]:
    """The deeds with their forms; the one that failed stands open as it was sent, even where the
    case has moved on meanwhile and it is offered no more."""
    rows = [
        _row(one, failed.form if failed and failed.key == one.key else _fresh(one, case, user))
        for one in deeds.deeds_for(case, user)
    ]
    if failed is not None and not any(row["key"] == failed.key for row in rows):
        rows.insert(0, _row(deeds.Offered(failed.deed, failed.key), failed.form))
    for row in rows:
        row["open"] = row["key"] == failed.key if failed else False
    if failed is None:
        main = next((row for row in rows if row["deed"].main and not row["why_not"]), None)
        if main is not None:
            main["open"] = main["main"] = True
    return rows


def _row(one: deeds.Offered, form: DeedForm | None) -> dict[str, Any]:
    sent = form.token if form is not None and form.is_bound else ""
    return {
        "key": one.key,
        "deed": one.deed,
        "why_not": one.why_not,
        "form": form,
        "token": sent or new_token(),
    }


def _fresh(one: deeds.Offered, case: DisclosureRequest, user: User) -> DeedForm | None:
    """An empty form; none for what cannot be done yet, or has a page of its own."""
    if one.why_not or one.deed.page:
        return None
    return one.deed.form(case=case, user=user, auto_id=ids(one.key))


def ids(key: str) -> str:
    """Ids of the fields of a deed: several forms with a field of one name stand on the page."""
    return f"{key}_%s"


def _links(case: DisclosureRequest, user: User) -> list[dict[str, str]]:
    """Other pages of the case, as far as this person may open them."""
    pages = (
        ("拟定答复", "desk_request_decision", rules.may(user, Act.PROPOSE, case)),
        ("文书", "desk_request_letters", rules.may_see_applicant(user, case)),
        ("所查信息和涂黑", "desk_request_materials", rules.may_see_originals(user, case)),
        ("送达记录", "desk_request_deliveries", rules.may(user, Act.DELIVER, case)),
    )
    found = [
        {"label": label, "url": reverse(name, args=[case.pk])} for label, name, may in pages if may
    ]
    found += _around(case, user)
    if may_read_trail(user) and case.number:
        found.append(
            {"label": "事件记录", "url": f"{reverse('desk_trail')}?{urlencode({'q': str(case)})}"}
        )
    return found


def _around(case: DisclosureRequest, user: User) -> list[dict[str, str]]:
    """The supervision and the case library, as far as they concern this case."""
    closed = case.stage in (Stage.CLOSED, Stage.ARCHIVED)
    writes = rules.may_write_studies(user, case.unit) or rules.works_on(user, case)
    found = []
    if rules.may_supervise(user, case.unit):
        url = reverse("desk_watch_case", args=[case.pk])
        found.append({"label": "环节用时和督办", "url": url})
    if closed and writes:
        found.append({"label": "写成案例", "url": f"{reverse('desk_study_new')}?case={case.pk}"})
    return found
