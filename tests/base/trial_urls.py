"""The real addresses and a few views that fail in the ways the middleware must answer."""

import errno
import sqlite3

from django.db import OperationalError
from django.http import HttpResponse
from django.urls import include, path

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import files
from gongkai.base.states import FileZone
from tests.base.trial_errors import psycopg_error, sqlite_error


def raising(error):
    def view(request):
        raise error

    return view


def locked(request):
    raise OperationalError("database is locked") from sqlite_error(sqlite3.SQLITE_BUSY)


def misspelt(request):
    raise OperationalError("no such table: x") from sqlite_error(sqlite3.SQLITE_ERROR)


def lost(request):
    raise OperationalError("connection refused") from psycopg_error(None)


def echo(request):
    return HttpResponse(f"{request.method}:{request.POST.get('text', '')}")


def upload(request):
    stored = files.store(
        request.FILES["file"], name=request.FILES["file"].name, zone=FileZone.ORIGINAL, by=None
    )
    return HttpResponse(str(stored.size))


REFUSED = Refusal("该申请已于2024年5月6日答复，不能再延期。")
urlpatterns = [
    path("trial/refused/", raising(REFUSED)),
    path("trial/forbidden/", raising(Forbidden("您不是这个单位的人员，不能修改。"))),
    path("trial/hidden-1/", raising(Refusal("看不到。", status=404))),
    path("api/trial/", raising(REFUSED)),
    path("api/locked/", locked),
    path("trial/locked/", locked),
    path("trial/lost/", lost),
    path("trial/misspelt/", misspelt),
    path("trial/full/", raising(OSError(errno.ENOSPC, "no space"))),
    path("trial/upload/", upload),
    path("desk/trial/refused/", raising(REFUSED)),
    path("desk/trial/", echo),
    path("", include("config.urls")),
]
handler400 = "gongkai.portal.views_public.bad_request"
handler403 = "gongkai.portal.views_public.forbidden"
handler404 = "gongkai.portal.views_public.not_found"
