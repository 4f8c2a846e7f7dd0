"""查收: that the applicant opened the answer on the page is kept as its receipt."""

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import Delivery, DisclosureRequest, FoiLetter
from gongkai.foi.services import acting
from gongkai.foi.services.letters import shown_to_applicant
from gongkai.foi.states import DeliveryMode, Stage

COLLECTED = "申请人查收文书"


@transaction.atomic
def collect(letter: FoiLetter) -> bool:
    """Notes the first time the applicant takes a letter on the page; True where this was the first.

    Effects: where it was served electronically, the day it was taken stands with the service (the
    day that counts is the day it was sent, and stays); one event. An archived case keeps its rows.

    Raises:
        Refusal: 404 for a letter that is not for the applicant.
    """
    if not shown_to_applicant(letter):
        raise Refusal("没有找到这份文书，请从申请进展页面选择。", status=404)
    if is_collected(letter):
        return False
    case = acting.lock(letter.case)
    if is_collected(letter):  # another page was first
        return False
    if case.stage != Stage.ARCHIVED:
        _sign(letter)
    record(COLLECTED, case, by=None, unit=case.unit, data={"letter": letter.number, "on": today()})
    return True


def is_collected(letter: FoiLetter) -> bool:
    """Whether the applicant has taken the letter on the page before."""
    return any(letter.number == event.data.get("letter") for event in events_of(letter.case))


def events_of(*cases: DisclosureRequest) -> list[Event]:
    """The events of letters taken on the page."""
    return list(
        Event.objects.filter(
            subject_type=DisclosureRequest._meta.label_lower,
            subject_id__in=[str(case.pk) for case in cases],
            act=COLLECTED,
        ).order_by("seq")
    )


def _sign(letter: FoiLetter) -> None:
    rows = Delivery.objects.filter(
        letter=letter, mode=DeliveryMode.ELECTRONIC, signed_for_on=None, handed_on__lte=today()
    )
    rows.update(signed_for_on=today())
