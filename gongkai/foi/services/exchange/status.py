"""How an application stands, as the platform it came from may know it: no names, no working notes."""

from typing import Any

from gongkai.foi.models import Application, DisclosureRequest
from gongkai.foi.states import Stage

# What is settled inside stays inside until it is served.
_SHOWN: dict[str, str] = {
    Stage.REVIEW: Stage.HANDLING,
    Stage.SIGNING: Stage.HANDLING,
    Stage.DECIDED: Stage.HANDLING,
}


def status_of(application: Application) -> dict[str, Any]:
    """The application and its cases; days as ISO text."""
    cases = application.cases.select_related("unit").order_by("pk")
    return {"application": application.number, "cases": [case_status(case) for case in cases]}


def case_status(case: DisclosureRequest) -> dict[str, Any]:
    """One case; the outcome only from the service of the answer on."""
    served = case.replied_on is not None or case.stage in (Stage.CLOSED, Stage.ARCHIVED)
    return {
        "case": case.number,
        "unit": case.unit.slug,
        "stage": _SHOWN.get(case.stage, str(case.stage)),
        "round": case.round,
        "received_on": _iso(case.received_on),
        "due_on": _iso(case.due_on),
        "provisional": case.provisional,
        "paused": case.paused,
        "waits_until": _iso(case.waits_until),
        "replied_on": _iso(case.replied_on),
        "outcome": case.outcome if served else "",
        "closed_on": _iso(case.closed_on),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
