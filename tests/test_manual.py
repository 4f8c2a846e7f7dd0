"""The manual is tested: each setting, command, option and state is in it, and every link leads somewhere."""

import ast
import importlib
import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

from gongkai.base import periodic
from gongkai.base.states import Role, UnitKind
from gongkai.lib.moves import Moves, as_rows
from gongkai.lib.validity import Validity
from tests.shared import ROOT
from tools.changelog import fragments, insert, section
from tools.docs import broken_links, build, sources

MANUAL = ROOT / "docs" / "manual"
COMMANDS = MANUAL / "部署" / "commands.md"
SETTINGS = MANUAL / "部署" / "settings.md"
USE = MANUAL / "使用"
DESK = USE / "desk.md"
REVIEWS = USE / "审校发布.md"
# Options every Django command has; the manual does not repeat them.
COMMON = {
    "--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    "--skip-checks",
}  # fmt: skip


def own_commands() -> dict[str, str]:
    """Names as people write them, with the app they belong to."""
    return {
        name.replace("_", "-"): app
        for name, app in get_commands().items()
        if str(app).startswith("gongkai.")
    }


def sections(path: Path) -> dict[str, str]:
    """Text under each second-level heading of a page."""
    parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options_of(name: str, app: str) -> set[str]:
    """The long options a command has beyond those of every command."""
    command = load_command_class(app, name.replace("-", "_"))
    parser: ArgumentParser = command.create_parser("gongkai", name)
    return {
        word
        for action in parser._actions
        for word in action.option_strings
        if word.startswith("--")
    } - COMMON


def test_the_page_of_settings_is_what_the_program_prints(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    printed = subprocess.run(
        [sys.executable, "-m", "gongkai", "print-settings"],
        env={**plain, "GONGKAI_DATA": str(tmp_path), "PYTHONUTF8": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == SETTINGS.read_text(encoding="utf-8")


def test_every_setting_of_the_example_environment_exists() -> None:
    known = set(sections(SETTINGS))
    example = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8")
    assert [
        name
        for name in re.findall(r"^#? ?(GONGKAI_[A-Z_]+)=", example, re.MULTILINE)
        if name not in known
    ] == []


def test_every_setting_named_in_a_manual_exists() -> None:
    known = set(sections(SETTINGS)) | {"GONGKAI_SHARED_DATA"}
    named = {
        (path.name, name)
        for path in sources()
        for name in re.findall(r"GONGKAI_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert sorted(pair for pair in named if pair[1] not in known) == []


def test_the_page_of_commands_describes_every_command_and_no_other() -> None:
    assert sorted(sections(COMMANDS)) == sorted(own_commands())


@pytest.mark.parametrize("name", sorted(own_commands()))
def test_every_option_of_a_command_is_described_and_no_other(name: str) -> None:
    described = set(re.findall(r"`(--[a-z-]+)", sections(COMMANDS).get(name, "")))
    assert described - COMMON == options_of(name, own_commands()[name])


def tables_of_moves() -> dict[str, Moves]:
    """Every table of moves of every app, by its name."""
    found = {}
    for config in apps.get_app_configs():
        if config.name.startswith("gongkai.") and (Path(config.path) / "states.py").exists():
            states = importlib.import_module(f"{config.name}.states")
            found |= {
                name: value for name, value in vars(states).items() if isinstance(value, Moves)
            }
    return found


@pytest.mark.parametrize("name", sorted(tables_of_moves()))
def test_every_move_of_every_table_is_a_line_of_a_manual(name: str) -> None:
    lines = {
        line.strip()
        for path in USE.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    rows = [f"| {' | '.join(row)} |" for row in as_rows(tables_of_moves()[name])]
    assert [row for row in rows if row not in lines] == []


def hints(path: Path) -> list[str]:
    """First cells of the tables headed 提示 on a page: what the program says, …… for what varies."""
    found, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == "提示":
            inside = True
        elif inside and set(cells[0]) != {"-"}:
            found.append(cells[0])
    return found


def said_by_the_program() -> str:
    """Every string of the publishing app, fields of f-strings taken out, adjacent strings joined."""
    folder = ROOT / "gongkai" / "publishing"
    words = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    part.value if isinstance(part, ast.Constant) else "……" for part in node.values
                )
                words.append("".join(map(str, parts)))
    return "\n".join(words)


def test_every_hint_in_the_manual_of_the_reviews_is_said_by_the_program() -> None:
    said = said_by_the_program()
    quoted = hints(REVIEWS)
    assert len(quoted) > 40
    assert [
        hint for hint in quoted if not all(part in said for part in hint.split("……") if part)
    ] == []


def test_every_validity_is_explained_to_readers() -> None:
    text = (MANUAL / "使用" / "public.md").read_text(encoding="utf-8")
    assert [validity.label for validity in Validity if f"| {validity.label} |" not in text] == []


def test_every_kind_of_unit_is_in_the_page_of_installation() -> None:
    text = (MANUAL / "部署" / "install.md").read_text(encoding="utf-8")
    assert [str(kind.label) for kind in UnitKind if kind.label not in text] == []


def test_every_role_is_explained_in_the_manual_of_the_desk() -> None:
    text = DESK.read_text(encoding="utf-8")
    assert [str(role.label) for role in Role if f"| {role.label} |" not in text] == []


def test_every_role_has_its_section_in_the_manual_by_roles() -> None:
    told = sections(USE / "按角色.md")
    own = [str(role.label) for role in Role if role not in Role.administrators()]
    assert sorted(told) == sorted([*own, "三员"])
    assert [
        str(role.label) for role in Role.administrators() if f"| {role.label} |" not in told["三员"]
    ] == []


def test_every_periodic_job_is_in_the_page_of_operation() -> None:
    text = (MANUAL / "部署" / "operate.md").read_text(encoding="utf-8")
    names = [name.removeprefix(periodic.PREFIX) for name in periodic._registered]
    assert [name for name in names if f"| {name} |" not in text] == []


def test_every_manual_of_use_is_in_the_index() -> None:
    index = (MANUAL / "index.md").read_text(encoding="utf-8")
    pages = [f"{path.parent.name}/{path.name}" for path in sorted(MANUAL.glob("*/*.md"))]
    assert [page for page in pages if f"]({page})" not in index] == []


def test_every_class_named_in_the_glossary_exists() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("## 以后会用的")[0]
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "gongkai").rglob("*.py"))
    )
    named = set(re.findall(r"`([A-Z][a-z]+[A-Za-z]*)[`.]", text))
    assert sorted(name for name in named if f"class {name}" not in code) == []


def test_every_link_of_the_manuals_leads_somewhere() -> None:
    assert broken_links() == []


def test_every_decision_is_listed_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    assert [
        path.name for path in sorted(folder.glob("[0-9]*.md")) if f"]({path.name})" not in index
    ] == []


def test_the_manuals_become_pages(tmp_path: Path) -> None:
    assert build(tmp_path) == len(sources())
    page = (tmp_path / "manual" / "部署" / "install.html").read_text(encoding="utf-8")
    assert '<a href="settings.html">设置</a>' in page
    assert "<h1" in page


def test_a_release_gathers_its_fragments_by_kind(tmp_path: Path) -> None:
    (tmp_path / "b.fixed.md").write_text("修好了乙。\n", encoding="utf-8")
    (tmp_path / "a.added.md").write_text("有了甲。\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("说明。\n", encoding="utf-8")
    new = section("1.0", "2026年1月1日", tmp_path)
    assert new == "## 1.0（2026年1月1日）\n\n### 新增\n\n- 有了甲。\n\n### 修复\n\n- 修好了乙。\n"
    assert (
        insert("# 更新记录\n\n说明。\n\n尚未发布任何版本。\n", new)
        == f"# 更新记录\n\n说明。\n\n{new}"
    )
    assert (
        insert("# 更新记录\n\n## 0.9（旧）\n\n- 旧。\n", new)
        == f"# 更新记录\n\n{new}\n## 0.9（旧）\n\n- 旧。\n"
    )
    assert [path.name for path in fragments(tmp_path)] == ["a.added.md", "b.fixed.md"]


def test_every_fragment_of_the_next_release_is_of_a_known_kind() -> None:
    assert section("0", "今日", ROOT / "changelog.d").startswith("## 0（今日）")
