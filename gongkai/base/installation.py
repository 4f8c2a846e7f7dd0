"""Getting an installation ready to serve: tables, static files, demonstration data."""

import hashlib
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.base.models import Unit, User

_MARK = ".fingerprint"
Say = Callable[[str], object]


def prepare(say: Say) -> None:
    """Does what is still to be done; a second start finds nothing and is quick."""
    if has_pending_migrations():
        say("正在建立或升级数据库……")
        call_command("migrate", verbosity=0, interactive=False)
    if static_files_changed():
        say("正在收集静态文件……")
        collect_static_files()
    if settings.DEMO_ALLOWED and is_empty() and "load_demo" in get_commands():
        say("数据库是空的，正在载入演示数据……")
        call_command("load_demo")


def set_up_empty() -> None:
    """Makes the tables of a database that has none at all; never in production.

    There the operator sets up and upgrades on purpose, and a wrong address must not become a new,
    empty installation.
    """
    if settings.PRODUCTION or connection.introspection.table_names():
        return
    call_command("migrate", verbosity=0, interactive=False)


def has_pending_migrations() -> bool:
    """True where the tables are not those of this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    """True for a database nobody has used yet."""
    return not Unit.objects.exists() and not User.objects.exists()


def static_files_changed() -> bool:
    """True where the collected files are not those of the sources."""
    mark = Path(settings.STATIC_ROOT) / _MARK
    return not mark.exists() or mark.read_text("ascii") != _fingerprint()


def collect_static_files() -> None:
    """Collects and compresses, then marks what was collected."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    (Path(settings.STATIC_ROOT) / _MARK).write_text(_fingerprint(), "ascii")


def demo_accounts() -> list[str]:
    """A line for each demonstration account, where there are any."""
    if not User.objects.filter(is_demo=True).exists():
        return []
    try:
        demo = importlib.import_module("gongkai.portal.demo")
    except ModuleNotFoundError:
        return []
    lines = [f"  {role}：{username}" for role, username, _ in demo.accounts()]
    passwords = {password for _, _, password in demo.accounts()}
    return [f"演示账号（演示密码均为 {'、'.join(sorted(passwords))}）：", *lines]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for line in sorted(_sources()):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            yield f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n"
