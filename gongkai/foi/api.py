"""The interface of the desk: the same cases, the same masks and the same deeds as on the pages.

Whoever has signed in uses it with the session of the desk and its protection against forged
requests. Every act goes through `deeds.doing.attempt`, as on the page of the case.
"""

import datetime as dt
import json
from typing import Annotated, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import django_auth
from pydantic import Field

from gongkai.base.calendar import today, working_calendar
from gongkai.base.forms import add_refusal
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import deeds, rules
from gongkai.foi.deeds import doing
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.masks import masked_name, veiled
from gongkai.foi.models import Applicant, DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries import workbench as reads
from gongkai.foi.queries.lights import light_of
from gongkai.foi.services import clocks
from gongkai.foi.states import ApplicantKind, Channel, Stage
from gongkai.foi.views_desk.case_page import NOT_KNOWER
from gongkai.foi.views_desk.common import NOT_USER, case_or_404

api = NinjaAPI(
    title="依申请公开内部接口",
    version="1.0.0",
    description="工作台的接口：登录以后使用，看得到什么、能办什么，与页面相同；提交要带防伪造标记。",
    urls_namespace="foi_desk_api",
    auth=django_auth,
    docs_url=None,
    openapi_url="/openapi.json",
)
_MOST_BODY = 1024 * 1024


class Filters(Schema):
    """What the list is narrowed down to; as on the workbench."""

    queue: Annotated[str, Field(max_length=20, description="办理环节的标签，不填是全部。")] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=100)] = ""
    unit: Annotated[int, Field(ge=0, le=10**9)] = 0
    stage: Stage | None = None
    channel: Channel | None = None
    outcome: Annotated[str, Field(max_length=6)] = ""
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    overdue: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: Annotated[int, Field(ge=0, le=10**9, description="上一页返回的 next。")] = 0


class CaseOut(Schema):
    """One case in a list."""

    id: int
    number: str
    application: str
    unit: str
    matter: str
    stage: str
    received_on: dt.date | None
    due_on: dt.date | None
    waits_until: dt.date | None
    provisional: bool
    paused: bool
    light: str
    handler: str
    outcome: str
    applicant: str
    row_version: int


class PageOut(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[CaseOut]
    next: str


# -- reading


@api.get("/", response=PageOut, summary="申请列表，新收到的在前")
def cases(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Keyset paging by key; every applicant masked."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    queue = reads.BY_KEY.get(filters.queue, reads.EVERYTHING)
    if queue not in reads.queues_for(user):
        queue = reads.EVERYTHING
    rows = reads.narrow(reads.in_queue(user, queue), _wanted(filters), user, today())
    if filters.after:
        rows = rows.filter(pk__lt=filters.after)
    rows = rows.select_related("unit", "handler", "application").defer("application__wanted")
    found = list(rows.order_by("-pk")[: filters.limit + 1])
    shown = found[: filters.limit]
    people = Applicant.objects.only("name", "kind").in_bulk(
        [row.application.applicant_id for row in shown]
    )
    more = len(found) > filters.limit
    return {
        "items": [_case(row, people[row.application.applicant_id]) for row in shown],
        "next": str(shown[-1].pk) if more else "",
    }


@api.get("/{int:pk}/", summary="一件申请：要素、期限、经过；申请人打星号")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant masked, whoever asks."""
    return _answer(_detail(case_or_404(request, pk), known=False))


@api.post("/{int:pk}/applicant/", summary="同上，申请人不打星号；记入查看记录")
def applicant(request: HttpRequest, pk: int) -> HttpResponse:
    """In the clear for those who must write to the applicant; the look is noted."""
    found, user = case_or_404(request, pk), person(request)
    allow(rules.may_see_applicant(user, found), NOT_KNOWER)
    note_look(found, by=user, unit=found.unit, what="申请人信息")
    return _answer(_detail(found, known=True))


@api.get("/{int:pk}/acts/", summary="现在能办的事、要填的内容和一次性的标记")
def acts(request: HttpRequest, pk: int) -> HttpResponse:
    """What `act` takes; a token is good for one act."""
    found, user = case_or_404(request, pk), person(request)
    offered = [
        {
            "key": one.key,
            "act": str(one.act),
            "label": one.deed.label,
            "explain": one.deed.explain,
            "why_not": one.why_not,
            "token": new_token(),
            "fields": [] if one.why_not else _fields(one.deed.form(case=found, user=user)),
        }
        for one in deeds.deeds_for(found, user)
    ]
    return _answer({"seen": found.row_version, "csrf_token": get_token(request), "acts": offered})


# -- acting


@api.post("/{int:pk}/act/", summary="办理一件事：JSON，或者带文件的 multipart")
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Runs the deed `act` with its own form and service; sent again it answers the same.

    JSON: `{act, token, seen, fields: {…}}`. Multipart: the same names as the form of the page, with
    `act` besides, and the files.
    """
    key, data, files = _sent(request)
    deed = deeds.by_key(key)
    if deed is None:
        raise Http404
    user = person(request)
    if doing.is_done(data.get("form_token", ""), deed, pk):
        return _answer({"sentence": "此前已经办好。", "repeated": True})
    found = case_or_404(request, pk)
    doing.check_allowed(found, deed, user)
    form = deed.form(data, files, case=found, user=user)
    return _attempt(found, deed, form, user)


def _attempt(found: DisclosureRequest, deed: Deed, form: DeedForm, user: User) -> HttpResponse:
    try:
        said = doing.attempt(found, deed, form, user)
    except doing.Wrong:
        return _wrong(form, 422)
    except Refusal as refusal:
        form.is_valid()
        add_refusal(form, refusal)
        return _answer(
            {"sentence": refusal.sentence, "field": refusal.field or "", "errors": _errors(form)},
            refusal.status,
        )
    return _answer({"sentence": said, "repeated": False})


def _wrong(form: DeedForm, status: int) -> HttpResponse:
    errors = _errors(form)
    field = next(iter(errors), "")
    sentence = errors[field][0] if errors else "填写的内容不完整，请核对。"
    return _answer({"sentence": sentence, "field": field, "errors": errors}, status)


def _errors(form: DeedForm) -> dict[str, list[str]]:
    """Sentences by field; those of the whole form under the empty name."""
    return {
        "" if name == "__all__" else name: [str(error) for error in found]
        for name, found in form.errors.items()
    }


def _sent(request: HttpRequest) -> tuple[str, QueryDict, "MultiValueDict[str, UploadedFile[Any]]"]:
    """Key of the act, the data of its form, its files."""
    if request.content_type == "multipart/form-data":
        return request.POST.get("act", "")[:40], request.POST, request.FILES
    data = QueryDict(mutable=True)
    said = _json(request)
    fields = said.get("fields", {})
    if not isinstance(fields, dict):
        raise Refusal("“fields”应当是一个对象，写明各栏的内容。", field="fields", status=400)
    for name, value in fields.items():
        data.setlist(name, [text for one in _listed(value) for text in _text(one)])
    data["form_token"] = str(said.get("token", ""))
    data["seen"] = str(said.get("seen", ""))
    return str(said.get("act", ""))[:40], data, MultiValueDict()


def _json(request: HttpRequest) -> dict[str, Any]:
    raw = request.read(_MOST_BODY + 1)
    if len(raw) > _MOST_BODY:
        raise Refusal("请求的内容超过1兆字节；文件请用 multipart 上传。", status=413)
    try:
        said = json.loads(raw.decode())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refusal("请求的内容不是 JSON 对象，请核对后重新提交。", status=400)
    return said


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> list[str]:
    """A value as a form sends it; what is false or nothing is not sent."""
    if value is None or value is False:
        return []
    return ["on"] if value is True else [str(value)]


# -- what is shown


def _wanted(filters: Filters) -> reads.Wanted:
    return reads.Wanted(
        number=filters.number.replace("\0", "").strip(),
        text=filters.text.replace("\0", "").strip(),
        unit=filters.unit or None,
        stage=filters.stage or "",
        channel=filters.channel or "",
        outcome=filters.outcome.replace("\0", ""),
        received_from=filters.received_from,
        received_to=filters.received_to,
        due_from=filters.due_from,
        due_to=filters.due_to,
        overdue=filters.overdue,
    )


def _case(row: DisclosureRequest, who: Applicant) -> dict[str, Any]:
    light = light_of(row, today(), working_calendar())
    return {
        "id": row.pk,
        "number": row.number,
        "application": row.application.number,
        "unit": row.unit.name,
        "matter": row.matter,
        "stage": row.stage,
        "received_on": row.received_on,
        "due_on": row.due_on,
        "waits_until": row.waits_until,
        "provisional": row.provisional,
        "paused": row.paused,
        "light": "：".join(part for part in (light.word, light.text) if part),
        "handler": str(row.handler) if row.handler else "",
        "outcome": row.outcome,
        "applicant": masked_name(who.name, organisation=who.kind != ApplicantKind.NATURAL),
        "row_version": row.row_version,
    }


def _detail(found: DisclosureRequest, *, known: bool) -> dict[str, Any]:
    secrets = [] if known else case_pages.secrets_of(found)
    clock = clocks.clock_of(found, list(found.acts.all()), explain=True)
    clocks.remember(found, clock)
    application = found.application
    return {
        **_case(found, application.applicant),
        "matter": veiled(found.matter, secrets),
        "wanted": veiled(application.wanted, secrets),
        "known": known,
        "applicant_lines": [
            {"label": label, "value": value}
            for label, value in case_pages.applicant_lines(application.applicant, known=known)
        ],
        "channel": application.channel,
        "warnings": list(clock.warnings) if clock else [],
        "story": list(clock.story) if clock else [],
        "history": [
            {
                "act": str(line.act.kind),
                "label": line.label,
                "on": line.act.on,
                "by": line.act.actor,
                "details": list(line.details),
                "note": line.note,
                "letter": line.letter.number if line.letter else "",
            }
            for line in case_pages.history(found, secrets)
        ],
    }


def _fields(form: DeedForm) -> list[dict[str, Any]]:
    return [
        {
            "name": bound.name,
            "label": str(bound.label),
            "required": bound.field.required,
            "help": str(bound.help_text),
            "file": isinstance(bound.field, forms.FileField),
            "choices": [
                {"value": str(value), "label": str(label)}
                for value, label in getattr(bound.field, "choices", ())
                if not isinstance(label, list | tuple)
            ],
        }
        for bound in form
    ]


def _answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


# -- what goes wrong


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return _answer({"sentence": refusal.sentence, "field": refusal.field or ""}, refusal.status)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, problem: Any) -> HttpResponse:
    return _answer({"sentence": "没有这件申请或者这件事项，请核对编号。", "field": ""}, 404)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, problem: Any) -> HttpResponse:
    place = problem.errors[0].get("loc", ("",)) if problem.errors else ("",)
    field = str(place[-1])[:60]
    return _answer({"sentence": f"“{field}”的写法不对，请按接口说明改正。", "field": field}, 422)


@api.exception_handler(HttpError)
def _forged(request: HttpRequest, problem: Any) -> HttpResponse:
    sentence = (
        "缺少防伪造标记，没有处理。请先取“acts”里的 csrf_token，放在 X-CSRFToken 头里再提交。"
    )
    return _answer({"sentence": sentence, "field": ""}, problem.status_code)
