"""The house as a whole: what may point at what, beyond what the import contracts see."""

import ast
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import models

from tests.shared import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
LEVELS = next(contract["layers"] for contract in CONTRACTS if contract["containers"] == ["gongkai"])


def own_apps() -> list[AppConfig]:
    """The apps of this project, not those of the libraries."""
    return [config for config in apps.get_app_configs() if config.name.startswith("gongkai.")]


def level_of(label: str) -> int:
    """0 for the lowest level; the order is the one of the import contract."""
    for height, names in enumerate(reversed(LEVELS)):
        if label in [name.strip(" ()") for name in names.split("|")]:
            return height
    raise AssertionError(f"{label} stands on no level of the import contract")


def upward_relations() -> list[str]:
    """Every relation between models that points to a higher app, or sideways to another one."""
    own = {config.label for config in own_apps()}
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for config in own_apps()
        for model in config.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignObject | models.ManyToManyField)
        and (target := field.related_model._meta.app_label) in own
        and target != config.label
        and level_of(target) >= level_of(config.label)
    ]


def test_every_app_stands_on_a_level_of_the_import_contract() -> None:
    assert [config.label for config in own_apps() if level_of(config.label) < 1] == []


def test_foreign_keys_point_down_only() -> None:
    assert upward_relations() == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_of_an_app_depend_on_lower_apps_only() -> None:
    own = {config.label for config in own_apps()}
    upward = [
        f"{module} -> {label}"
        for config in own_apps()
        for module in migrations_of(config)
        for label, _ in import_module(module).Migration.dependencies
        if label in own and label != config.label and level_of(label) >= level_of(config.label)
    ]
    assert upward == []


def migrations_of(config: AppConfig) -> list[str]:
    """Dotted names of the app's migrations."""
    folder = Path(config.path) / "migrations"
    return [f"{config.name}.migrations.{path.stem}" for path in sorted(folder.glob("[0-9]*.py"))]


def test_no_model_has_a_generic_relation() -> None:
    """A generic relation would be a foreign key that no contract sees."""
    generic = [
        field.name
        for config in own_apps()
        for model in config.get_models()
        for field in model._meta.private_fields
        if field.__class__.__name__ == "GenericForeignKey"
    ]
    assert generic == []


def test_nine_in_ten_functions_have_at_most_forty_lines_and_half_of_them_ten() -> None:
    lengths = sorted(function_lengths())
    assert lengths[len(lengths) * 9 // 10] <= 40
    assert lengths[len(lengths) // 2] <= 10


def function_lengths() -> list[int]:
    """Lines of every function outside migrations."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in (ROOT / "gongkai").rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
