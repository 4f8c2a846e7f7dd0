"""Pages of the disclosure requests: public ones under /requests/, desk ones under /desk/requests/."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

_PARTS = (
    "apply",
    "follow",
    "opinion",
    "intake",
    "letters",
    "redaction",
    "consulting",
    "archive",
    "oversight",
    "figures",
    "report",
    "exchange",
    "studies",
    "cases",
)
urlpatterns = [
    path("", include(import_module(name)))
    for part in _PARTS
    if find_spec(name := f"gongkai.foi.urls_{part}")
]
