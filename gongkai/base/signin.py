"""What belongs to signing in at the desk: idle time, old passwords, text kept over a sign-in."""

import datetime as dt
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from gongkai.base.models import User

SEEN = "desk_seen"
PASSWORD_DAYS = 90
_SALT = "gongkai.base.kept"
_KEPT_SECONDS = 12 * 3600
_NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


def is_idle(session: SessionBase) -> bool:
    """True where nothing was done for longer than `DESK_IDLE_MINUTES`."""
    seen = session.get(SEEN)
    return seen is not None and time.time() - seen > settings.DESK_IDLE_MINUTES * 60


def touch(session: SessionBase) -> None:
    """Notes an action; written once a minute at most, so that a click does not cost a transaction."""
    now = time.time()
    if now - session.get(SEEN, 0) > min(60.0, settings.DESK_IDLE_MINUTES * 6.0):
        session[SEEN] = now


def must_change_password(user: User) -> bool:
    """True where the password was set by others, or is too old for the profile."""
    if user.is_demo:
        return False
    changed = user.password_changed_at
    if changed is None:
        return True
    profile = settings.PASSWORD_PROFILE
    return profile == "dengbao" and timezone.now() - changed > dt.timedelta(days=PASSWORD_DAYS)


def address(next_page: str) -> str:
    """The sign-in page that leads back to `next_page`."""
    return f"{settings.LOGIN_URL}?{urlencode({'next': next_page})}"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """The wanted address where it is one of this desk, else the desk's first page."""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    leads_out = wanted.startswith((settings.LOGIN_URL, "/desk/logout/"))
    return (
        wanted
        if fine and wanted.startswith("/desk/") and not leads_out
        else settings.LOGIN_REDIRECT_URL
    )


def tell(request: HttpRequest, sentence: str) -> None:
    """A sentence for the next page."""
    messages.info(request, sentence, fail_silently=True)


def keep(request: HttpRequest, user_id: int | None) -> str:
    """What was typed into a form whose session had ended, sealed to be handed through the sign-in.

    It travels in the page, not on the server: nothing to clean up, and nobody else can fetch it.
    Files and passwords are left out.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT and "password" not in name
        for value in values
    ]
    kept = {
        "path": request.get_full_path(),
        "user": user_id,
        "fields": fields,
        "files": [file.name for _, files in request.FILES.lists() for file in files],
    }
    return signing.dumps(kept, salt=_SALT, compress=True)


def unseal(sealed: str) -> dict[str, Any] | None:
    """What `keep` sealed; None for nothing, for another's seal and after twelve hours."""
    try:
        kept: dict[str, Any] = signing.loads(sealed, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return kept
