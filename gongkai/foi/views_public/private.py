"""Pages of one applicant: kept by nobody on the way, found by no search engine, referred to nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

META = {"robots": "noindex, nofollow, noarchive"}
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Marks every answer of the view."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Not `no-referrer`: browsers then send forms with `Origin: null`, which the check against
        # forged requests refuses. Other hosts get nothing either way.
        response["Referrer-Policy"] = "same-origin"
        return response

    return marked
