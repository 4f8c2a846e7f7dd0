"""Fixtures of all tests: the standing cast, and a database without leftovers of other tests."""

import gc
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from gongkai.base import calendar
from gongkai.base.models import User
from gongkai.portal import cache as page_cache
from tests import prepared
from tests.cast import City, People, make_city, make_people

_GUARDS = [
    import_module("gongkai.base.migrations.0002_trail_guard"),
    import_module("gongkai.foi.migrations.0002_acts_guard"),
]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; looking through it again and again costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> None:
    """A database for this process: a copy of the prepared one, or else one with all migrations run.

    Takes the guards off events and acts: tests with threads empty all tables when they end.
    """
    if template := prepared.template():
        prepared.copy(template)
    else:
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        set_guard(up=False)


def set_guard(*, up: bool) -> None:
    """Puts the guards of the event table and of the acts up, or takes them down."""
    kind = {
        ("sqlite", True): "SQLITE",
        ("sqlite", False): "SQLITE_BACK",
        ("postgresql", True): "POSTGRESQL",
        ("postgresql", False): "POSTGRESQL_BACK",
    }[connection.vendor, up]
    with connection.cursor() as cursor:
        for guard in _GUARDS:
            for statement in getattr(guard, kind):
                cursor.execute(statement)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The data folder of the run goes with it."""
    if Path(settings.DATA).name.startswith("gongkai-test-"):
        shutil.rmtree(settings.DATA, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _static_folder() -> None:
    """whitenoise warns of a folder that is not there."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _fresh_caches(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """What a process remembers of a database that was rolled back is forgotten.

    Inside a test it is not looked at again by the clock: on a busy machine the look would be one
    statement more in some tests that count statements. A real server (the browser's) does look.
    """
    if request.node.get_closest_marker("browser") is None:
        monkeypatch.setattr(calendar, "FRESH_SECONDS", 3600.0)
        monkeypatch.setattr(page_cache, "_LOOK_EVERY", 3600.0)
    yield
    calendar.forget()
    cache.clear()
    page_cache.forget()


@pytest.fixture
def city(db: None) -> City:
    """The tree of units."""
    return make_city()


@pytest.fixture
def people(city: City) -> People:
    """Everybody on the desk."""
    return make_people(city)


@pytest.fixture
def clerk(people: People) -> User:
    """信息员 of 市教育局."""
    return people.clerk


@pytest.fixture
def clerk_of_another_unit(people: People) -> User:
    """信息员 of 市财政局."""
    return people.clerk_of_another_unit


@pytest.fixture
def reviewer(people: People) -> User:
    """保密审查 and 法制审核 of 市教育局."""
    return people.reviewer


@pytest.fixture
def office_head(people: People) -> User:
    """单位负责人 of 市教育局."""
    return people.office_head


@pytest.fixture
def signer(people: People) -> User:
    """签发人 of 市教育局."""
    return people.signer


@pytest.fixture
def openness(people: People) -> User:
    """公开工作机构 of 市教育局."""
    return people.openness


@pytest.fixture
def authority(people: People) -> User:
    """主管部门: the office of the city government."""
    return people.authority


@pytest.fixture
def system_admin(people: People) -> User:
    """系统管理员."""
    return people.system_admin


@pytest.fixture
def security_admin(people: People) -> User:
    """安全管理员."""
    return people.security_admin


@pytest.fixture
def audit_admin(people: People) -> User:
    """审计管理员."""
    return people.audit_admin


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody who reads the public pages, without an account."""
    return Client()


@pytest.fixture
def as_user() -> "type[SignedIn]":
    """`as_user(clerk)` is a browser in which that person has signed in."""
    return SignedIn


class SignedIn(Client):
    """A browser in which a person has signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
