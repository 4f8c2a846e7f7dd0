"""The manual knows every kind of letter."""

from pathlib import Path

from gongkai.foi.letters import KINDS

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "使用" / "文书.md"
WORDS = {"A": "先复议", "B": "复议或者诉讼", "": "不写"}


def test_the_table_of_the_manual_is_the_table_of_the_program() -> None:
    lines = MANUAL.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if "| 公开" in line
    ]
    told = {row[0]: (row[2], row[5]) for row in cells}
    assert told == {kind.name: (kind.series, WORDS[kind.redress]) for kind in KINDS.values()}
