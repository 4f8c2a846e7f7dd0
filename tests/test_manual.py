"""The manual is tested: each setting, command, option and state is in it, and every link leads somewhere."""

import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from gongkai.base.states import Role, UnitKind
from gongkai.lib.moves import Moves, as_rows
from gongkai.lib.validity import Validity
from gongkai.publishing.states import IMPORT_MOVES, PUBLICATION_MOVES
from tests.shared import ROOT
from tools.changelog import fragments, insert, section
from tools.docs import broken_links, build, sources

MANUAL = ROOT / "docs" / "manual"
COMMANDS = MANUAL / "部署" / "commands.md"
SETTINGS = MANUAL / "部署" / "settings.md"
DESK = MANUAL / "使用" / "desk.md"
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


@pytest.mark.parametrize("moves", [PUBLICATION_MOVES, IMPORT_MOVES], ids=["publication", "import"])
def test_every_state_and_act_of_a_table_of_moves_is_in_the_manual_of_the_desk(moves: Moves) -> None:
    text = DESK.read_text(encoding="utf-8")
    labels = {label for row in as_rows(moves) for label in row}
    assert sorted(label for label in labels if label not in text) == []


def test_every_validity_is_explained_to_readers() -> None:
    text = (MANUAL / "使用" / "public.md").read_text(encoding="utf-8")
    assert [validity.label for validity in Validity if f"| {validity.label} |" not in text] == []


def test_every_kind_of_unit_is_in_the_page_of_installation() -> None:
    text = (MANUAL / "部署" / "install.md").read_text(encoding="utf-8")
    assert [str(kind.label) for kind in UnitKind if kind.label not in text] == []


def test_every_role_the_desk_uses_now_is_explained() -> None:
    used = [Role.INFORMATION, Role.OPENNESS, Role.SIGNER, Role.AUTHORITY, Role.AUDIT_ADMIN]
    text = DESK.read_text(encoding="utf-8")
    assert [str(role.label) for role in used if f"| {role.label} |" not in text] == []


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
