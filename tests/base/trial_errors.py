"""Errors as the two databases raise them."""

import sqlite3

import psycopg


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("trial")
    error.sqlite_errorcode = code
    return error


def psycopg_error(state: str | None) -> psycopg.Error:
    kind = psycopg.errors.lookup(state) if state else psycopg.OperationalError
    return kind("trial")
