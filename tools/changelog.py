"""Gathers the fragments of changelog.d into CHANGELOG.md for a release.

python -m tools.changelog 0.2.0 2026-12-31
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"added": "新增", "changed": "改变", "fixed": "修复", "security": "安全"}
MARK = "## "


def section(version: str, day: str, folder: Path) -> str:
    """The section of a release, from the fragments in a folder.

    Raises:
        ValueError: a file of an unknown kind; the text names it.
    """
    lines = [f"## {version}（{day}）", ""]
    for kind, heading in KINDS.items():
        texts = [
            path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob(f"*.{kind}.md"))
        ]
        if texts:
            lines += [f"### {heading}", "", *(f"- {text}" for text in texts), ""]
    for path in fragments(folder):
        if path.name.split(".")[-2] not in KINDS:
            raise ValueError(f"{path.name} 的类别不对，应为{'、'.join(KINDS)}之一。")
    return "\n".join(lines)


def fragments(folder: Path) -> list[Path]:
    """Every fragment, the page of explanations left out."""
    return [path for path in sorted(folder.glob("*.md")) if path.name != "README.md"]


def insert(changelog: str, new: str) -> str:
    """The new section before the older ones; the note that nothing is released goes."""
    head, mark, rest = changelog.partition(f"\n{MARK}")
    if not mark:
        head = head.split("\n尚未发布任何版本", 1)[0]
    return f"{head.rstrip()}\n\n{new.rstrip()}\n{f'{mark}{rest}' if mark else ''}"


def main(version: str, day: str) -> None:
    folder, target = ROOT / "changelog.d", ROOT / "CHANGELOG.md"
    target.write_text(
        insert(target.read_text(encoding="utf-8"), section(version, day, folder)), encoding="utf-8"
    )
    for path in fragments(folder):
        path.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:3])
