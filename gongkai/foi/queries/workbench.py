"""The workbench: the queues of a person's roles, and what a list of cases is narrowed down by."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.foi.models import Application, CaseAct, Decision, DisclosureRequest
from gongkai.foi.queries.cases import visible_to, worked_on_by
from gongkai.foi.rules import ACT_ROLES, DESK, EVERYBODY, READERS
from gongkai.foi.states import Act, Stage

Cases = QuerySet[DisclosureRequest]

# Who may know the applicant by role; the handler and the team besides (`rules.may_see_applicant`).
KNOWERS = (*DESK, Role.SIGNER)


def _proposed() -> Exists:
    return Exists(Decision.objects.filter(case=OuterRef("pk"), round=OuterRef("round")))


def _reviewed(act: Act) -> Exists:
    """Whether that review was given since the decision was last sent to review."""
    acts = CaseAct.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    sent = CaseAct.objects.filter(case=OuterRef("case"), kind=Act.SEND_TO_REVIEW).order_by("-pk")
    return Exists(acts.filter(kind=act, pk__gt=Subquery(sent.values("pk")[:1])))


def _awaits(own: Act, other: Act) -> Q:
    """The review is missing; or both were given, and the case must go on to signature or back."""
    return Q(~_reviewed(own)) | Q(_reviewed(other))


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the workbench.

    Args:
        key: in the address.
        label: on the tab.
        hint: the sentence under the title: what waits there and what to do.
        roles: who has the tab, for the units of the role.
        stages: stages of its cases.
        own: cases of the person, or of the team the person is in, belong to it besides.
        only_own: and no others do.
        narrowed: what else its cases have in common.
    """

    key: str
    label: str
    hint: str
    roles: tuple[Role, ...]
    stages: tuple[Stage, ...]
    own: bool = False
    only_own: bool = False
    narrowed: Callable[[], Q] = Q


_OPEN = tuple(stage for stage in Stage if stage in Stage.open())
_WORK = (Role.HANDLER, *READERS)

QUEUES: tuple[Queue, ...] = (
    Queue("register", "待登记", "核对收到日期和证据，登记以后期限才开始计算。", ACT_ROLES[Act.REGISTER], (Stage.SUBMITTED,)),
    Queue(
        "assign", "待分办", "指定承办人；一件申请里有几个事项的，先拆分。", ACT_ROLES[Act.ASSIGN],
        (Stage.REGISTERED, Stage.REOPENED),
    ),
    Queue("mine", "我承办的", "由您承办、协办或者会办的，按剩余的工作日排列。", _WORK, _OPEN, own=True, only_own=True),
    Queue(
        "to_review", "待送审", "答复已经拟好，核对以后送保密审查和法制审核。", (Role.HANDLER, *DESK), (Stage.HANDLING,),
        own=True, narrowed=lambda: Q(_proposed()),
    ),
    Queue(
        "secrecy", "待保密审查", "看答复和所附的文件，逐件给出保密审查意见。", (Role.SECRECY,), (Stage.REVIEW,),
        narrowed=lambda: _awaits(Act.SECRECY_REVIEW, Act.LEGAL_REVIEW),
    ),
    Queue(
        "legal", "待法制审核", "看依据、理由和救济告知，给出法制审核意见。", (Role.LEGAL,), (Stage.REVIEW,),
        narrowed=lambda: _awaits(Act.LEGAL_REVIEW, Act.SECRECY_REVIEW),
    ),
    Queue("sign", "待签发", "两项审核都已通过，请签发或者退回。", (Role.SIGNER,), (Stage.SIGNING,)),
    Queue("deliver", "待送达", "已经签发，按申请人要的方式送达并登记凭证。", ACT_ROLES[Act.DELIVER], (Stage.DECIDED,), own=True),
    Queue(
        "close", "待办结", "已经送达、视为放弃或者撤回的，回答是否转主动公开，然后办结。", ACT_ROLES[Act.CLOSE],
        (Stage.DELIVERED, Stage.LAPSED, Stage.WITHDRAWN), own=True,
    ),
    Queue(
        "waiting", "等待申请人", "正在等申请人补正或者缴费；逾期的可以按视为放弃办理。", ACT_ROLES[Act.LAPSE],
        (Stage.CLARIFYING, Stage.HANDLING, Stage.REVIEW, Stage.SIGNING), own=True,
        narrowed=lambda: Q(stage=Stage.CLARIFYING) | Q(due_on=None),
    ),
    Queue("all", "全部", "您看得到的全部申请，新收到的在前。", EVERYBODY, tuple(Stage)),
)  # fmt: skip
BY_KEY: Mapping[str, Queue] = {queue.key: queue for queue in QUEUES}
EVERYTHING = BY_KEY["all"]


def queues_for(user: User) -> list[Queue]:
    """The tabs the person's roles have."""
    handles = has_role(user, Role.HANDLER)
    return [queue for queue in QUEUES if has_role(user, *queue.roles) or (queue.own and handles)]


def of_queue(user: User, queue: Queue) -> Q:
    """What the cases of a queue have in common, for this person."""
    if queue is EVERYTHING:
        return Q()
    mine = worked_on_by(user)
    of_role = Q(unit__in=units_for(user, *queue.roles).values("pk"))
    whose = mine if queue.only_own else of_role | mine if queue.own else of_role
    return Q(stage__in=queue.stages) & whose & queue.narrowed()


def counts(user: User, queues: list[Queue]) -> dict[str, int]:
    """How many cases wait in each queue but 全部; one statement over what is not closed."""
    wanted = [queue for queue in queues if queue is not EVERYTHING]
    if not wanted:
        return {}
    stages = {stage for queue in wanted for stage in queue.stages}
    found: dict[str, int] = (
        visible_to(user)
        .filter(stage__in=stages)
        .order_by()
        .aggregate(**{queue.key: Count("pk", filter=of_queue(user, queue)) for queue in wanted})
    )
    return found


def in_queue(user: User, queue: Queue) -> Cases:
    """The cases of a queue that the person may see."""
    return visible_to(user).filter(of_queue(user, queue))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked the list for; "" and None ask for nothing."""

    number: str = ""
    text: str = ""
    unit: int | None = None
    stage: str = ""
    outcome: str = ""
    channel: str = ""
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    overdue: bool = False
    person: str = ""


def narrow(rows: Cases, wanted: Wanted, user: User, today: dt.date) -> Cases:
    """Only the cases that fit."""
    exact: dict[str, Any] = {
        "unit": wanted.unit,
        "stage": wanted.stage,
        "outcome": wanted.outcome,
        "application__channel": wanted.channel,
        "received_on__gte": wanted.received_from,
        "received_on__lte": wanted.received_to,
        "due_on__gte": wanted.due_from,
        "due_on__lte": wanted.due_to,
        "matter__icontains": wanted.text,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.number:
        # The number of the application stands in an index that is looked through by itself.
        sent = Application.objects.filter(number__icontains=wanted.number).values("pk")
        rows = rows.filter(Q(number__icontains=wanted.number) | Q(application__in=sent))
    if wanted.overdue:
        rows = rows.filter(stage__in=_OPEN, due_on__lt=today)
    return of_person(rows, wanted.person, user) if wanted.person else rows


def of_person(rows: Cases, mark: str, user: User) -> Cases:
    """Cases of the applicant with that fingerprint, among those whose applicant the person may know.

    A search that also answered others would tell them who applied.
    """
    known = Q(unit__in=units_for(user, *KNOWERS).values("pk")) | worked_on_by(user)
    who = (
        Q(same_person_key=mark)
        | Q(application__applicant__name_key=mark)
        | Q(application__applicant__phone_key=mark)
    )
    return rows.filter(known & who)


def sorted_by(rows: Cases, order: str) -> Cases:
    """By remaining working days, or the newest first."""
    if order == "new":
        return rows.order_by("-pk")
    return rows.order_by(
        F("due_on").asc(nulls_last=True), F("waits_until").asc(nulls_last=True), "pk"
    )


def units_of_cases(user: User) -> list[Unit]:
    """Units whose cases the person may see, for the filter."""
    units = units_for(user, *READERS, Role.AUTHORITY)
    return list(units.filter(Exists(DisclosureRequest.objects.filter(unit=OuterRef("pk")))))
