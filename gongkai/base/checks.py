"""System checks: what an installation must not be started without (`gongkai check --deploy`)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

DEFAULT_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.database)
def database_keeps_what_it_acknowledged(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Refuses database settings with which a power cut loses acknowledged submissions."""
    return _durability() if databases else []


@register(Tags.security, deploy=True)
def installation_is_fit_for_the_public(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Hosts, address, demonstration accounts and the database of a public installation."""
    found: list[CheckMessage] = []
    if not settings.PRODUCTION:
        found.append(
            Warning(
                "运行环境不是 production。",
                hint="正式使用请设置 GONGKAI_ENV=production。",
                id="gongkai.W001",
            )
        )
    if set(settings.ALLOWED_HOSTS) <= DEFAULT_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "没有填写本站的域名。",
                hint="请设置 GONGKAI_HOSTS，如 www.example.gov.cn。",
                id="gongkai.E001",
            )
        )
    if urlsplit(settings.SITE_URL).scheme != "https":
        found.append(
            Error(
                "本站对外的网址不是 https。",
                hint="请设置 GONGKAI_URL，如 https://www.example.gov.cn。",
                id="gongkai.E002",
            )
        )
    return found + _demo_accounts() + _durability()


def _demo_accounts() -> list[CheckMessage]:
    from gongkai.base.models import User

    try:
        count = User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        return []  # no tables yet; the state of the database is reported beside
    if not count or not settings.PRODUCTION:
        return []
    return [
        Error(
            f"数据库中有{count}个演示账号，口令是公开的。",
            hint="请停用或删除演示账号，或换用新的数据库。",
            id="gongkai.E003",
        )
    ]


def _durability() -> list[CheckMessage]:
    from gongkai.base import health

    try:
        with connection.cursor() as cursor:
            problems = health.unsafe_settings(health.durability(cursor))
    except DatabaseError as error:
        return [
            Error(
                "数据库连接不上。",
                hint=f"请检查 GONGKAI_DATABASE 和数据库服务：{error}",
                id="gongkai.E004",
            )
        ]
    return [Error(problem, id="gongkai.E005") for problem in problems]
