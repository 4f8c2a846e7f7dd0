"""Runs every measurement with small numbers and writes what came out into docs/benchmarks.md.

    python -m bench [NAME…]

With names only those run and nothing is written.
"""

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "benchmarks.md"
LONGEST = 1800
NO_MEASUREMENT = {"__init__", "__main__", "installation", "official_text"}

HEAD = """# 测得的速度

由 `make bench` 写成，请勿手工修改。数字小的是演示规模，各项可以单独用更大的数字运行，用法见各文件开头。快慢只在这里量，测试不判快慢；要比较两种做法，在同一台机器上同一次运行里比。大规模的结果见[另一页](benchmarks-large.md)。

| 测量的机器 | |
| --- | --- |
{machine}
"""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One module of this folder: heading in the report, arguments, and what it cannot do without."""

    heading: str
    arguments: tuple[str, ...] = ()
    needs: Callable[[], str] | None = None


def policyqa() -> Path:
    """The folder of questions with marked documents beside the checkout."""
    return Path(os.environ.get("GONGKAI_SHARED_DATA", ROOT.parent / "shared" / "data")) / "policyqa"


def without_policyqa() -> str:
    """Why the quality of search cannot be measured here; "" where it can."""
    return "" if policyqa().is_dir() else "旁边没有带标准答案的问题集，没有测。"


KNOWN = {
    "startup": Measurement("启动"),
    "pages": Measurement("公众页面"),
    "imports": Measurement("解析和导入"),
    "search_speed": Measurement("检索的速度", ("--documents", "20000", "--queries", "200")),
    "search_quality": Measurement("检索的准确", (str(policyqa()),), without_policyqa),
    "deadlines": Measurement("期限计算"),
    "proofread": Measurement("校对"),
    "release": Measurement("一次发布"),
    "foi_workbench": Measurement("依申请公开的工作台", ("--cases", "20000", "--open", "5000")),
    "foi_report": Measurement("依申请公开的数据和年报", ("--cases", "20000")),
    "coverage": Measurement("目录落实页（200 个单位，300 个事项）"),
}


def names() -> list[str]:
    """Every measurement: the known ones in their order, then whatever else lies in this folder."""
    there = {path.stem for path in Path(__file__).parent.glob("*.py")} - NO_MEASUREMENT
    return [name for name in KNOWN if name in there] + sorted(there - set(KNOWN))


def measure(name: str) -> tuple[bool, str]:
    """Runs one; whether it came through, and what it printed."""
    known = KNOWN.get(name, Measurement(name))
    if known.needs and (reason := known.needs()):
        return True, reason
    command = [sys.executable, "-m", f"bench.{name}", *known.arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST
    )
    if done.returncode:
        return False, f"没有测成：{(done.stderr or done.stdout).strip().splitlines()[-1]}"
    return True, done.stdout.strip()


def section(name: str, text: str) -> str:
    """One section of the report."""
    what = (
        (import_module(f"bench.{name}").__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
    )
    heading = KNOWN.get(name, Measurement(name)).heading
    return f"## {heading}\n\n`bench/{name}.py`: {what}\n\n```text\n{text}\n```\n"


def machine() -> str:
    """What the figures were measured on, without telling whose machine it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    rows = {
        "处理器": f"{os.cpu_count()} 核，{platform.machine()}",
        "内存": f"{memory:.0f} GB",
        "系统": platform.system(),
        "Python": platform.python_version(),
        "Django": version("django"),
        "SQLite": sqlite3.sqlite_version,
        "tantivy": version("tantivy"),
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def main(wanted: list[str]) -> int:
    sections, failed = [], False
    for name in wanted or names():
        print(f"—— {name} ——", flush=True)
        ok, text = measure(name)
        print(text, flush=True)
        failed |= not ok
        sections.append(section(name, text))
    if not wanted:
        REPORT.write_text("\n".join([HEAD.format(machine=machine()), *sections]), encoding="utf-8")
        print(f"已写入 {REPORT.relative_to(ROOT)}。")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
