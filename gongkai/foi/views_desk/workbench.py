"""The workbench of the disclosure requests: a queue for each role, one list, its export."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.calendar import today, working_calendar
from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.services.trail import Entry, record_many
from gongkai.base.states import Role
from gongkai.base.views_registers.common import allow, person, whole
from gongkai.base.views_registers.lists import page_of, wants_workbook
from gongkai.foi import rules
from gongkai.foi.forms.workbench import DaysForm, PersonForm
from gongkai.foi.masks import masked_id, masked_name, masked_phone, veiled
from gongkai.foi.models import Applicant, DisclosureRequest
from gongkai.foi.outcomes import CHOICES
from gongkai.foi.queries import workbench as reads
from gongkai.foi.queries.case_pages import named_secrets
from gongkai.foi.queries.lights import light_of
from gongkai.foi.queries.workbench import EVERYTHING, Queue, Wanted
from gongkai.foi.states import ApplicantKind, Channel, Stage
from gongkai.foi.views_desk.common import NOT_USER, knows_some

ORDERS = {"due": "剩余工作日少的在前", "new": "新收到的在前"}
_MARK = re.compile(r"[0-9a-f]{64}\Z")
_CHUNK = 500
# Filters that stand behind a fold.
_MORE = (
    "unit",
    "outcome",
    "channel",
    "received_from",
    "received_to",
    "due_from",
    "due_to",
    "order",
)
_NAMED = ("name", "kind", "contact_name", "agent_name")
_NAMES = (
    *_NAMED, "id_number", "phone", "email", "address",
)  # fmt: skip


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The cases that wait for the person, by queue; narrowed down, paged, as an Excel file."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    queues = reads.queues_for(user)
    counts = reads.counts(user, queues)
    queue = _queue(request.GET, queues, counts)
    days = DaysForm(request.GET, auto_id="requests-%s")
    order = _order(request.GET, queue)
    rows = reads.sorted_by(_rows(user, queue, _wanted(request.GET, days)), order)
    if wants_workbook(request):
        return xlsx(f"依申请公开（{queue.label}）", _HEAD, _lines(rows[: MOST_ROWS + 1]))
    return _page(request, rows, queues, counts, queue, days, order)


def _queue(asked: QueryDict, queues: list[Queue], counts: dict[str, int]) -> Queue:
    """The queue that is asked for, else the first in which something waits, else everything."""
    wanted = next((queue for queue in queues if queue.key == asked.get("queue")), None)
    if wanted is None and not asked:
        wanted = next((queue for queue in queues if counts.get(queue.key)), None)
    return wanted or EVERYTHING


def _order(asked: QueryDict, queue: Queue) -> str:
    standard = "new" if queue is EVERYTHING else "due"
    return asked.get("order", "") if asked.get("order") in ORDERS else standard


def _rows(user: User, queue: Queue, wanted: Wanted) -> QuerySet[DisclosureRequest]:
    rows = reads.in_queue(user, queue).select_related("unit", "handler", "application")
    rows = rows.defer("application__wanted")
    return reads.narrow(rows, wanted, user, today())


def _wanted(asked: QueryDict, days: DaysForm) -> Wanted:
    def text(name: str, most: int = 100) -> str:
        return asked.get(name, "").replace("\x00", "").strip()[:most]

    def one_of(name: str, choices: list[tuple[str, str]]) -> str:
        return text(name) if text(name) in dict(choices) else ""

    return Wanted(
        number=text("number", 60),
        text=text("q"),
        unit=whole(asked.get("unit")) or None,
        stage=one_of("stage", Stage.choices),
        outcome=one_of("outcome", CHOICES),
        channel=one_of("channel", Channel.choices),
        overdue=asked.get("overdue") == "1",
        person=asked.get("person", "") if _MARK.match(asked.get("person", "")) else "",
        **days.days,
    )


def _page(
    request: HttpRequest,
    rows: QuerySet[DisclosureRequest],
    queues: list[Queue],
    counts: dict[str, int],
    queue: Queue,
    days: DaysForm,
    order: str,
) -> HttpResponse:
    user, page = person(request), page_of(request, rows)
    context = {
        "page": page,
        "rows": list(_shown(list(page))),
        "tabs": [(one, counts.get(one.key)) for one in queues],
        "queue": queue,
        "asked": request.GET,
        "days": days,
        "order": order,
        "orders": ORDERS.items(),
        "more": any(request.GET.get(name) for name in _MORE),
        "narrowed": any(value for name, value in request.GET.items() if name != "queue"),
        "units": [(unit.pk, unit.label) for unit in reads.units_of_cases(user)],
        "stages": Stage.choices,
        "outcomes": CHOICES,
        "channels": Channel.choices,
        "person_form": PersonForm(auto_id="person-%s") if knows_some(user) else None,
        "found_person": bool(_MARK.match(request.GET.get("person", ""))),
        "query": request.GET.urlencode(),
        "page_title": "依申请公开",
        "lede": queue.hint,
        "links": _links(user),
        "action": {"label": "代填申请", "url": reverse("desk_request_new")}
        if rules.may_register(user)
        else None,
    }
    return render(request, "foi/desk_requests.html", context)


def _links(user: User) -> list[dict[str, str]]:
    """The registers beside the workbench that the person may open."""
    pages = (
        ("文书登记簿", "desk_letter_register", has_role(user, *rules.READERS, Role.AUTHORITY)),
        ("条款库", "desk_clauses", rules.may_edit_clauses(user)),
        ("抽查", "desk_checks", rules.may_supervise(user)),
        ("申请前查到", "desk_found", rules.may_see_figures(user)),
        ("期限重算", "desk_request_revisions", True),
        ("环节时限", "desk_step_limits", rules.may_supervise(user)),
        ("台账导入", "desk_ledger", rules.may_exchange(user)),
        ("省平台往来", "desk_exchange", rules.may_exchange(user)),
    )
    return [{"label": label, "url": reverse(name)} for label, name, may in pages if may]


def _shown(found: list[DisclosureRequest]) -> Iterator[dict[str, Any]]:
    """Each row with its light and its applicant, masked; one statement for all applicants."""
    on, calendar = today(), working_calendar()
    names = _applicants(found, _NAMED)
    for row in found:
        who = names[row.application.applicant_id]
        yield {
            "case": row,
            "matter": veiled(row.matter, named_secrets(who)),
            "number": str(row),
            "light": light_of(row, on, calendar),
            "applicant": masked_name(who.name, organisation=who.kind != ApplicantKind.NATURAL),
        }


def _applicants(found: list[DisclosureRequest], fields: tuple[str, ...]) -> dict[int, Applicant]:
    """Applicants by key; only the wanted fields, because each is unsealed one by one."""
    keys = [row.application.applicant_id for row in found]
    return Applicant.objects.only(*fields).in_bulk(keys)


# -- the search for an applicant


@require_POST
def find_person(request: HttpRequest) -> HttpResponse:
    """Turns name, telephone or number into a fingerprint, which the address of the list carries."""
    allow(rules.may_use(request.user) and knows_some(request.user), NOT_USER)
    form = PersonForm(request.POST)
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, " ".join(map(str, error)))
        return redirect("desk_requests")
    query = urlencode({"queue": EVERYTHING.key, "person": form.cleaned_data["mark"]})
    return redirect(f"{reverse('desk_requests')}?{query}")


# -- export

_HEAD = (
    "登记编号", "申请编号", "承办机关", "事项", "申请人类型", "申请人", "提交渠道", "收到日期", "答复期限",
    "等待申请人至", "提示", "剩余工作日", "环节", "承办人", "承办科室", "办理结果", "签发日期", "答复生效日期",
    "是否按期", "办结日期",
)  # fmt: skip
_HEAD_KNOWN = (*_HEAD, "证件号码", "电话", "邮箱", "地址", "代理人")


@require_POST
def export_known(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed down, with the applicants in the clear where the person may know
    them; every case of which somebody was shown is noted in the trail."""
    allow(rules.may_use(request.user) and knows_some(request.user), NOT_USER)
    user = person(request)
    asked = QueryDict(request.POST.get("query", "")[:2000])
    queue = _queue(asked, reads.queues_for(user), {})
    rows = _rows(user, queue, _wanted(asked, DaysForm(asked)))
    found = list(reads.sorted_by(rows.prefetch_related("team"), _order(asked, queue))[:MOST_ROWS])
    lines, told = [], []
    for chunk in _chunks(iter(found)):
        people = _applicants(chunk, _NAMES)
        for row in chunk:
            known, who = rules.may_see_applicant(user, row), people[row.application.applicant_id]
            lines.append([*_line(row, who, known=known), *_contacts(who, known=known)])
            if known:
                told.append(
                    Entry("查看个人信息", row, by=user, unit=row.unit, note="导出申请人信息")
                )
    with transaction.atomic():
        record_many(told)
    return xlsx(f"依申请公开（{queue.label}，含申请人信息）", _HEAD_KNOWN, lines)


def _lines(rows: QuerySet[DisclosureRequest]) -> Iterator[list[Any]]:
    for chunk in _chunks(rows.iterator(chunk_size=_CHUNK)):
        people = _applicants(chunk, _NAMED)
        for row in chunk:
            yield _line(row, people[row.application.applicant_id], known=False)


def _chunks(rows: Iterator[DisclosureRequest]) -> Iterator[list[DisclosureRequest]]:
    chunk: list[DisclosureRequest] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _line(row: DisclosureRequest, who: Applicant, *, known: bool) -> list[Any]:
    light = light_of(row, today(), working_calendar())
    organisation = who.kind != ApplicantKind.NATURAL
    return [
        row.number,
        row.application.number,
        row.unit.name,
        row.matter if known else veiled(row.matter, named_secrets(who)),
        who.get_kind_display(),
        who.name if known else masked_name(who.name, organisation=organisation),
        row.application.get_channel_display(),
        row.received_on,
        row.due_on,
        row.waits_until,
        "：".join(part for part in (light.word, light.text) if part),
        light.days,
        row.get_stage_display(),
        str(row.handler) if row.handler else "",
        row.office,
        row.get_outcome_display() if row.outcome else "",
        row.decided_on,
        row.replied_on,
        row.on_time,
        row.closed_on,
    ]


def _contacts(who: Applicant, *, known: bool) -> list[str]:
    if known:
        return [who.id_number, who.phone, who.email, who.address, who.agent_name]
    return [masked_id(who.id_number), masked_phone(who.phone), "", "", masked_name(who.agent_name)]
