"""Disclosure requests of the demonstration, from two years, walked step by step on their own days.

All steps of all cases are done in the order of their days, so that numbers run as they would have in
use. A step whose day has not come is left out, and the case waits where it stands.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gongkai.base.calendar import as_if, today, working_calendar
from gongkai.base.models import Notice, Unit, User
from gongkai.base.services import notices
from gongkai.foi.models import Consultation, DisclosureRequest, Remedy
from gongkai.foi.outcomes import outcome
from gongkai.foi.services import (
    archive,
    clarifying,
    closing,
    conferring,
    consulting,
    deciding,
    delivering,
    extending,
    fees,
    intake,
    lapses,
    rating,
    remedies,
    reviewing,
    searching,
)
from gongkai.foi.services.intake import ApplicantFacts, ApplicationFacts
from gongkai.foi.services.intake.registering import Receipt
from gongkai.foi.states import (
    Channel,
    ConsultationKind,
    DeliveryMode,
    FeeTariff,
    ProactiveAnswer,
    RemedyKind,
    RemedyResult,
    Stance,
    WantedForm,
    WantedRoute,
)
from gongkai.lib.workdays import nth_workday, workday_on_or_after
from gongkai.portal.demo import request_oversight, request_papers, sources

FILE = "requests.toml"
_TO_SIGNATURE = ("propose", "send", "secrecy", "legal")
# Notices of so many working days are unread.
_UNREAD = 3
_DESK = "/desk/requests/"
# Working days of an extension (条例第三十三条第二款: at most twenty).
_EXTENDED = 20
_WITHHELD = "联系人的姓名和报价明细"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who does what for a unit."""

    registrar: User
    handler: User
    head: User
    secrecy: User
    legal: User
    signer: User


def desks(people: dict[str, User]) -> dict[str, Desk]:
    """The people of the three units that answer requests here, by the unit's slug."""
    shared = {
        "registrar": people["guwanqing"],
        "secrecy": people["songzeming"],
        "legal": people["yezhixing"],
    }
    return {
        "shifuban": Desk(handler=people["chengyining"], head=people["hanyanzhou"], signer=people["wenruogu"], **shared),
        "minzheng": Desk(handler=people["zhoutinglan"], head=people["sujianwei"], signer=people["heyunfan"], **shared),
        "renshe": Desk(handler=people["luwenxi"], head=people["jihuaijin"], signer=people["wenruogu"], **shared),
    }  # fmt: skip


@dataclass(slots=True)
class Walk:
    """One case on its way."""

    row: dict[str, Any]
    unit: Unit
    desk: Desk
    day: dt.date
    case: DisclosureRequest | None = None
    parts: list[DisclosureRequest] = field(default_factory=list)

    @property
    def now(self) -> DisclosureRequest:
        """The case as it stands."""
        return DisclosureRequest.objects.get(pk=self.case.pk if self.case else 0)

    def take(self, verb: str) -> None:
        """One step, for the case and what was parted off it."""
        first, parts = self.case, list(self.parts)
        getattr(self, verb)()
        for part in parts:
            self.case = part
            getattr(self, verb)()
        self.case = first or self.case

    # -- it comes in

    def submit(self) -> None:
        """Submitted; registered at once unless the confirmation is still open."""
        channel = Channel(self.row["channel"])
        who = sources.toml(FILE)["applicants"][self.row["who"]]
        by_hand = channel in (Channel.INTERNET, Channel.KIOSK)
        made = intake.submit(
            applicant=ApplicantFacts(**who),
            facts=ApplicationFacts(
                unit=self.unit,
                channel=channel,
                wanted=self.row["wanted"],
                wanted_form=WantedForm.ELECTRONIC,
                wanted_route=WantedRoute.ONLINE if by_hand else WantedRoute.POST,
                arrived_on=self.day,
                read_back=channel == Channel.ORAL,
            ),
            by=None if by_hand else self.desk.registrar,
            receipt=None if by_hand or not self.row.get("register", True) else _receipt(channel),
        )
        self.case = made.case

    def split(self) -> None:
        """Parted into the matters of the file; every later step is done for each of them."""
        self.parts = intake.split(self.now, matters=self.row["parts"], by=self.desk.registrar)[1:]

    def assign(self) -> None:
        intake.assign(self.now, handler=self.desk.handler, by=self.desk.head)

    # -- who has to be asked

    def clarify(self) -> None:
        until = self._later(self.row["until"])
        what = ["请写明所需信息的名称、形成的时间，或者其他便于查找的特征。"]
        clarifying.ask_clarification(
            self.now, by=self.desk.head, on=today(), until=until, what=what
        )

    def third(self) -> None:
        consulting.start_consultation(
            self.now,
            by=self.desk.handler,
            kind=ConsultationKind.THIRD_PARTY,
            name=self.row["third"],
            question="材料中由贵单位提交的内容是否同意公开，不同意的请说明理由。",
            items=[_WITHHELD if self._outcome() == "D2" else self.row["wanted"]],
            served_on=today(),
            evidence="当面签收",
        )

    def agree(self) -> None:
        self._opinion(Stance.AGREE, "")

    def refuse(self) -> None:
        self._opinion(Stance.REFUSE, "材料里有未公开的报价和联系人的号码，公开会影响经营。")

    def _opinion(self, stance: Stance, opinion: str) -> None:
        row = Consultation.objects.filter(case=self.now).latest("pk")
        consulting.take_opinion(
            row, by=self.desk.handler, on=today(), stance=stance, opinion=opinion
        )

    def confer(self) -> None:
        conferring.confer(
            self.now,
            by=self.desk.handler,
            unit=Unit.objects.get(slug="caizheng"),
            question="岗位补贴的资金安排是否已经公开，有没有不宜提供的内容。",
            due_on=self._later(5),
        )

    def conferred(self) -> None:
        row = Consultation.objects.filter(case=self.now).latest("pk")
        conferring.confer_answer(
            row, by=self.desk.handler, opinion="资金安排已随部门预算公开，可以提供。"
        )

    def extend(self) -> None:
        extending.extend(
            self.now,
            by=self.desk.head,
            days=_EXTENDED,
            reason="所涉材料分散在多个科室，需要逐份核对。",
            on=today(),
        )

    def fee(self) -> None:
        fees.fee_notice(
            self.now,
            by=self.desk.head,
            tariff=FeeTariff.PAGES,
            quantity=self.row["pages"],
            on=today(),
        )

    def paid(self) -> None:
        fees.fee_paid(self.now, by=self.desk.registrar, on=today(), voucher="票据00012345")

    # -- the answer

    def search(self) -> None:
        found = self._outcome() not in ("D4-1a", "D4-2")
        searching.search_record(
            self.now,
            by=self.desk.handler,
            on=today(),
            places="档案室、办公系统、业务系统",
            words=self.row["wanted"][:30],
            method="按标题和全文检索",
            found=found,
            result="查到一份，正在核对。" if found else "三处都没有查到。",
        )

    def whole(self) -> None:
        request_papers.give_whole(self.now, by=self.desk.handler)

    def paper(self) -> None:
        request_papers.give_redacted(self.now, by=self.desk.handler, checked_by=self.desk.head)

    def propose(self) -> None:
        code = self._outcome()
        words = {"facts": "", "reasons": "", "given": ""} | sources.toml(FILE)["words"][code]
        grounds = ["E15-1"] if code == "D2" else list(outcome(code).grounds[:1])
        if self.row.get("earlier"):
            words["earlier_reply"] = self._earlier()
        row = self.now
        deciding.propose(
            row,
            by=self.desk.handler,
            outcome=code,
            grounds=grounds,
            items=_items(code),
            seen=row.row_version,
            **words,
        )

    def send(self) -> None:
        deciding.send_to_review(self.now, by=self.desk.handler)

    def secrecy(self) -> None:
        reviewing.secrecy_review(
            self.now, by=self.desk.secrecy, passed=True, opinion="没有涉密内容。",
            checklist=list(reviewing.SECRECY_POINTS), seen=None,
        )  # fmt: skip

    def legal(self) -> None:
        reviewing.legal_review(
            self.now, by=self.desk.legal, passed=True, opinion="依据和程序适当。",
            checklist=list(reviewing.LEGAL_POINTS), seen=None,
        )  # fmt: skip

    def sign(self) -> None:
        deciding.sign(self.now, by=self.desk.signer)

    def deliver(self) -> None:
        online = self.row["channel"] == Channel.INTERNET
        delivering.deliver(
            self.now,
            by=self.desk.registrar,
            mode=DeliveryMode.ELECTRONIC if online else DeliveryMode.POST,
            handed_on=today(),
            operator="" if online else "中国邮政挂号信",
            evidence="" if online else "XA00012345",
        )

    # -- how it ends

    def close(self) -> None:
        row = self.now
        gives = bool(row.outcome) and outcome(row.outcome).gives
        closing.close(
            row,
            by=self.desk.registrar,
            answer=ProactiveAnswer.KEEP if gives else None,
            reason="只与申请人有关，不需要广泛知晓。" if gives else "",
        )

    def archive(self) -> None:
        archive.archive(self.now, by=self.desk.registrar)

    def withdraw(self) -> None:
        intake.withdraw(self.now, note="已经从其他途径得到了需要的信息。")

    def lapse(self) -> None:
        lapses.lapse(self.now, by=self.desk.registrar)

    def rate(self) -> None:
        rating.rate(self.now, stars=self.row["stars"])

    def remedy(self) -> None:
        remedies.register_remedy(
            self.now,
            by=self.desk.registrar,
            kind=RemedyKind.REVIEW,
            organ="临澄市人民政府",
            filed_on=today(),
            reference=f"临复受〔{today().year}〕{self.now.pk}号",
        )

    def kept(self) -> None:
        self._settle(RemedyResult.KEPT, None)

    def ordered(self) -> None:
        self._settle(RemedyResult.CORRECTED, self._later(20))

    def _settle(self, result: RemedyResult, until: dt.date | None) -> None:
        row = Remedy.objects.get(case=self.now)
        remedies.settle_remedy(
            row, by=self.desk.registrar, result=result, decided_on=today(), order_until=until
        )

    def reopen(self) -> None:
        row = Remedy.objects.get(case=self.now)
        until = row.order_until or today()
        closing.reopen(self.now, by=self.desk.registrar, remedy=row, until=until)

    # -- beside the steps

    def _later(self, days: int) -> dt.date:
        return nth_workday(today(), days, working_calendar())

    def _outcome(self) -> str:
        again = self.row.get("again", "")
        code: str = again if again and self.now.round > 1 else self.row.get("outcome", "")
        return code

    def _earlier(self) -> str:
        mine = DisclosureRequest.objects.filter(same_person_key=self.now.same_person_key)
        return mine.exclude(pk=self.now.pk).exclude(replied_on=None).latest("pk").number


def _receipt(channel: Channel) -> Receipt:
    if channel in (Channel.IN_PERSON, Channel.ORAL, Channel.KIOSK):
        return Receipt()
    return Receipt(evidence="电话0990-6600001，当日确认", confirmed_with="申请人本人")


def _items(code: str) -> list[dict[str, str]]:
    if code != "D2":
        return []
    return [
        {"what": "合同的标的、价款、履行期限", "result": "full", "ground": ""},
        {"what": _WITHHELD, "result": "withheld", "ground": "E15-1"},
    ]


# -- all cases together


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Walks every case to where it stands today, then what the authority and the report say of them.

    Returns how many cases there are.
    """
    walks = _walks(units, desks(people))
    recent, read = nth_workday(today(), -_UNREAD, working_calendar()), False
    for day, _, _, step in sorted(_steps(walks), key=lambda one: one[:3]):
        if day >= recent and not read:
            _read_all()
            read = True
        with as_if(day):
            step()
    request_oversight.load(units, people)
    return DisclosureRequest.objects.count()


def _read_all() -> None:
    """What was told about steps long past has been read; notices of other parts stay as they are."""
    for row in Notice.objects.filter(url__startswith=_DESK, read_at=None).select_related("user"):
        notices.mark_read(row.user, row)


def _walks(units: dict[str, Unit], crews: dict[str, Desk]) -> list[Walk]:
    walks = [
        Walk(row, units[row["unit"]], crews[row["unit"]], start_of(row["start"]))
        for row in sources.toml(FILE)["cases"]
    ]
    return [walk for walk in walks if walk.day <= today()]


def start_of(text: str) -> dt.date:
    """The day on which a case comes in: `last MM-DD`, `this MM-DD` or `ago N`."""
    how, _, what = text.partition(" ")
    calendar = working_calendar()
    if how == "ago":
        return (
            nth_workday(workday_on_or_after(today(), calendar), -int(what), calendar)
            if int(what)
            else today()
        )
    year = today().year - (how == "last")
    return workday_on_or_after(dt.date.fromisoformat(f"{year}-{what}"), calendar)


Step = tuple[dt.date, int, int, Callable[[], None]]


def _steps(walks: list[Walk]) -> list[Step]:
    found: list[Step] = []
    for number, walk in enumerate(walks):
        found.append((walk.day, number, 0, partial(walk.take, "submit")))
        for place, (day, verb) in enumerate(_way(walk), 1):
            if day > today():
                break
            found.append((day, number, place, partial(walk.take, verb)))
    return found


def _way(walk: Walk) -> list[tuple[dt.date, str]]:
    steps: list[tuple[dt.date, str]] = []
    for part in filter(None, walk.row.get("way", "").split(", ")):
        after, verb = part.split(" ")
        day = nth_workday(walk.day, int(after), working_calendar())
        steps += [(day, one) for one in (_TO_SIGNATURE if verb == "decide" else (verb,))]
    return steps
