"""Who the visitor is: an application opened by its code, or an account; apart from the desk's session.

The session holds numbers of rows and times, nothing of a person.
"""

import time
from typing import Any

from django.http import HttpRequest

from gongkai.foi.models import Account, Application
from gongkai.foi.queries import follow

IDLE_SECONDS = 30 * 60
_OPENED = "foi_opened"
_ACCOUNT = "foi_account"
_TOUCH_SECONDS = 60


def open_application(request: HttpRequest, application: Application) -> None:
    """The visitor has shown number and code: this application is open here, and no other by code."""
    _begin(request, _OPENED, application.pk)


def sign_in(request: HttpRequest, account: Account) -> None:
    """The visitor is signed in with the account."""
    _begin(request, _ACCOUNT, account.pk)


def leave(request: HttpRequest) -> None:
    """Closes the application and signs out; a session of the desk stays as it is."""
    for name in (_OPENED, _ACCOUNT):
        request.session.pop(name, None)


def sign_out(request: HttpRequest) -> None:
    """Ends the account's session alone."""
    request.session.pop(_ACCOUNT, None)


def account_of(request: HttpRequest) -> Account | None:
    """The account the visitor is signed in with; None after half an hour of silence."""
    pk = _held(request, _ACCOUNT)
    return Account.objects.filter(pk=pk).first() if pk else None


def application_of(request: HttpRequest, number: str) -> Application | None:
    """The application with that number, where the visitor may see it; None tells nothing more."""
    opened, account = _held(request, _OPENED), _held(request, _ACCOUNT)
    if not opened and not account:
        return None
    return follow.application_for(number, opened=opened, account=account)


def _begin(request: HttpRequest, name: str, pk: int) -> None:
    request.session.cycle_key()  # a key somebody else planted is worth nothing
    request.session[name] = {"pk": pk, "seen": time.time()}


def _held(request: HttpRequest, name: str) -> int:
    held: Any = request.session.get(name)
    if not isinstance(held, dict):
        return 0
    now = time.time()
    if now - held["seen"] > IDLE_SECONDS:
        del request.session[name]
        return 0
    if now - held["seen"] > _TOUCH_SECONDS:
        request.session[name] = held | {"seen": now}
    return int(held["pk"])
