import errno
import sqlite3

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from gongkai.base import outages
from tests.base.trial_errors import psycopg_error, sqlite_error


def caused(cause):
    error = OperationalError("trial")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (caused(sqlite_error(sqlite3.SQLITE_BUSY)), "系统正忙，暂时排不上队。"),
        (caused(sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)), "系统正忙，暂时排不上队。"),
        (caused(sqlite_error(sqlite3.SQLITE_FULL)), "服务器的存储空间已满，暂时不能保存。"),
        (caused(sqlite_error(sqlite3.SQLITE_IOERR)), "数据库暂时连接不上。"),
        (caused(sqlite_error(sqlite3.SQLITE_READONLY)), "数据库目前只能读取，不能保存。"),
        (caused(psycopg_error("55P03")), "系统正忙，暂时排不上队。"),
        (caused(psycopg_error("40P01")), "系统正忙，暂时排不上队。"),
        (caused(psycopg_error("53100")), "服务器的存储空间已满，暂时不能保存。"),
        (caused(psycopg_error(None)), "数据库暂时连接不上。"),
        (InterfaceError("closed"), "数据库暂时连接不上。"),
        (OSError(errno.ENOSPC, "full"), "服务器的存储空间已满，暂时不能保存。"),
        (caused(sqlite_error(sqlite3.SQLITE_ERROR)), None),
        (OSError(errno.ENOENT, "missing"), None),
        (ProgrammingError("x"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_an_outage_is_told_from_a_mistake(error, sentence):
    assert outages.recognise(error) == sentence
