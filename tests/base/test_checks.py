import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.db import connection

from gongkai.base import checks, health
from tests.cast import make_user

GOOD = {
    "GONGKAI_ENV": "production",
    "GONGKAI_HOSTS": "www.example.gov.cn",
    "GONGKAI_URL": "https://www.example.gov.cn",
}


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    settings.ALLOWED_HOSTS = ["www.example.gov.cn"]
    settings.SITE_URL = "https://www.example.gov.cn"


def found():
    return [message.id for message in checks.installation_is_fit_for_the_public()]


def test_a_proper_installation_has_no_findings(db, production):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("PRODUCTION", False, "gongkai.W001"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "gongkai.E001"),
        ("ALLOWED_HOSTS", ["*"], "gongkai.E001"),
        ("SITE_URL", "http://www.example.gov.cn", "gongkai.E002"),
    ],
)
def test_what_a_public_installation_lacks_is_named(db, production, settings, name, value, finding):
    setattr(settings, name, value)
    assert found() == [finding]


def test_demonstration_accounts_are_an_error_in_production(db, production):
    make_user("demo", is_demo=True)
    assert found() == ["gongkai.E003"]


def test_closed_demonstration_accounts_are_none(db, production):
    make_user("demo", is_demo=True, is_active=False)
    assert found() == []


def test_a_database_that_may_lose_commits_is_an_error(db, production, monkeypatch):
    monkeypatch.setattr(health, "durability", lambda cursor: {"synchronous": "NORMAL"})
    assert found() == ["gongkai.E005"]
    messages = run_checks(tags=["database"], databases=["default"])
    assert "gongkai.E005" in [message.id for message in messages]


def test_the_database_is_not_asked_where_nobody_wants_it(db, monkeypatch):
    monkeypatch.setattr(health, "durability", lambda cursor: 1 / 0)
    assert checks.database_keeps_what_it_acknowledged(databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_the_deploy_check_is_clean_in_production(tmp_path):
    environment = {**os.environ, **GOOD, "GONGKAI_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert connection.vendor in ("sqlite", "postgresql")
