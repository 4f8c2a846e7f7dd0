"""What the project depends on: locked with hashes, from nowhere in particular, free to be handed on."""

from importlib import metadata

import pytest

from tests.shared import ROOT
from tools.dependencies import (
    DEVELOPMENT,
    EXCEPTIONS,
    RUN_TIME,
    Locked,
    is_allowed,
    licence_of,
    locked,
)
from tools.lock import ADDRESS


def installed_from(path: object) -> list[Locked]:
    return [line for line in locked(path) if line.applies()]  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [RUN_TIME, DEVELOPMENT], ids=lambda path: path.name)
def test_a_lock_file_names_no_address(path: object) -> None:
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [RUN_TIME, DEVELOPMENT], ids=lambda path: path.name)
def test_every_locked_distribution_has_hashes(path: object) -> None:
    assert [line.name for line in locked(path) if not line.hashes] == []  # type: ignore[arg-type]


def test_the_development_lock_holds_the_run_time_lock_unchanged() -> None:
    development = {
        (line.name, line.version, line.marker): line.hashes for line in locked(DEVELOPMENT)
    }
    other = [
        line.name
        for line in locked(RUN_TIME)
        if development.get((line.name, line.version, line.marker)) != line.hashes
    ]
    assert other == []


def test_every_wanted_distribution_is_locked() -> None:
    wanted = [
        line.split("[")[0].split("<")[0].split(">")[0].strip().lower()
        for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]
    names = {line.name for line in locked(RUN_TIME)}
    assert [name for name in wanted if name.replace("_", "-") not in names] == []


def test_what_is_installed_is_what_is_locked() -> None:
    wrong = [
        f"{line.name} {found} instead of {line.version}"
        for line in installed_from(RUN_TIME)
        if (found := metadata.version(line.name)) != line.version
    ]
    assert wrong == []


def test_every_run_time_distribution_may_be_handed_on() -> None:
    refused = [
        f"{line.name}: {licence}"
        for line in installed_from(RUN_TIME)
        if line.name not in EXCEPTIONS and not is_allowed(licence := licence_of(line.name))
    ]
    assert refused == []


def test_an_exception_is_still_needed() -> None:
    names = {line.name for line in installed_from(RUN_TIME)}
    assert [name for name in EXCEPTIONS if name not in names or is_allowed(licence_of(name))] == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_when_one_alternative_is(expression: str, *, expected: bool) -> None:
    assert is_allowed(expression) is expected
