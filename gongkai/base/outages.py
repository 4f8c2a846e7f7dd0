"""Telling a database that is busy, lost or full from a mistake in the program."""

import errno
import sqlite3

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.html import escape

RETRY_SECONDS = 5

_BUSY = "系统正忙，暂时排不上队。"
_FULL = "服务器的存储空间已满，暂时不能保存。"
_LOST = "数据库暂时连接不上。"
_FULL_ERRNO = {errno.ENOSPC, errno.EDQUOT}
# SQLite reports a misspelt table as an OperationalError too; only these primary codes are outages.
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _LOST,
    sqlite3.SQLITE_CANTOPEN: _LOST,
    sqlite3.SQLITE_READONLY: "数据库目前只能读取，不能保存。",
}
# Lock not available, deadlock, cancelled by time limit, too many connections.
_POSTGRES_BUSY = {"55P03", "40P01", "57014", "53300", "40001"}
_POSTGRES_FULL = {"53100"}


def recognise(error: BaseException | None) -> str | None:
    """The sentence for an outage; None for anything else, which stays an error of the program."""
    if isinstance(error, OSError) and error.errno in _FULL_ERRNO:
        return _FULL
    if isinstance(error, InterfaceError):
        return _LOST
    if not isinstance(error, OperationalError):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRES_BUSY:
        return _BUSY
    return _FULL if state in _POSTGRES_FULL else _LOST


def answer(request: HttpRequest, sentence: str) -> HttpResponse:
    """503 with `Retry-After`; the page is built without the database and without the session."""
    what_next = "请过一会儿再试。"
    if request.method == "POST":
        what_next = "您填写的内容还在表单里：请按浏览器的「返回」键回到表单，过一会儿再次提交；同一张表单重复提交只会记录一次。"
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": sentence + what_next}, status=503)
    else:
        response = HttpResponse(_page(sentence, what_next), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _page(sentence: str, what_next: str) -> str:
    context = {"sentence": sentence, "what_next": what_next, "seconds": RETRY_SECONDS}
    try:
        return loader.render_to_string("base/outage.html", context)
    except (TemplateDoesNotExist, ValueError, ImproperlyConfigured, OSError):
        # Style sheets not collected, templates not readable: the sentence still gets through.
        text = escape(sentence + what_next)
        return (
            '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
            f"<title>暂时无法服务</title><main><h1>暂时无法服务</h1><p>{text}</p></main></html>"
        )
