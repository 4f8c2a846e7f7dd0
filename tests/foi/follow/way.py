"""An applicant who has applied, and a browser that knows number and code."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongkai.base.models import Unit
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Account, Application, DisclosureRequest
from gongkai.foi.queries import follow as queries
from gongkai.foi.services import intake
from gongkai.foi.services.intake import codes
from gongkai.foi.states import Channel
from tests.foi.intake.people import submitted

CODE = "ABCD2345"
FOLLOW = "/requests/follow/"


def applied(unit: Unit, **more: Any) -> intake.Submitted:
    """An application by internet, registered at once."""
    return submitted(unit, Channel.INTERNET, **more)


def with_code(case: DisclosureRequest) -> str:
    """Gives an application written straight into the tables the code `CODE`."""
    number = case.application.number
    Application.objects.filter(number=number).update(query_code=codes.code_print(number, CODE))
    return CODE


def opened(number: str, code: str = CODE) -> Client:
    """A browser in which the application is open."""
    client = Client()
    answer = client.post(FOLLOW, {"number": number, "code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def page_url(number: str) -> str:
    return reverse("foi_follow_page", args=[number])


def shown(client: Client, case: DisclosureRequest) -> str:
    """The text of the page of the case's application."""
    answer = client.get(page_url(case.application.number))
    assert answer.status_code == 200
    return answer.content.decode()


def act_url(case: DisclosureRequest, act: str) -> str:
    application = case.application
    return reverse(
        "foi_follow_act",
        args=[application.number, queries.key_of(application, "case", case.pk), act],
    )


def do(client: Client, case: DisclosureRequest, act: str, **fields: Any) -> HttpResponse:
    """Sends the form of an act."""
    return client.post(act_url(case, act), {"form_token": new_token(), **fields})  # type: ignore[return-value]


def letter_url(case: DisclosureRequest, pk: int, ending: str = "pdf") -> str:
    application = case.application
    key = queries.key_of(application, "letter", pk)
    return reverse("foi_follow_letter", args=[application.number, key, ending])


def file_url(case: DisclosureRequest, pk: int) -> str:
    application = case.application
    key = queries.key_of(application, "file", pk)
    return reverse("foi_follow_file", args=[application.number, key])


def signed_in(account: Account) -> Client:
    """A browser signed in with the account."""
    client = Client()
    session = client.session
    import time

    session["foi_account"] = {"pk": account.pk, "seen": time.time()}
    session.save()
    return client
