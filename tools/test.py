"""Runs every part of the tests that this machine can run, and says of each whether it did.

    python -m tools.test [--strict] [PYTEST ARGUMENT…]

`--strict` counts a part that could not run as failed, for machines that are set up to run all.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import prepared
from tests.postgres import NoServer, programs, throwaway
from tests.shared import SHARED

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_TESTS = "tests/browser"
NO_BROWSER = ("-m", "not browser", f"--ignore={BROWSER_TESTS}")
# Not "worksteal": tests that empty all tables come last in every process, and must stay there.
PARALLEL = ("-n", "2")
NO_TESTS = 5
# On PostgreSQL again: everything that touches the database; these parts never do.
WITHOUT_DATABASE = (
    "tests/lib",
    "tests/search/engine",
    "tests/test_dependencies.py",
    "tests/test_deploy.py",
    "tests/test_manual.py",
    "tests/test_repository.py",
    "tests/test_templates.py",
    # The whole demonstration, crawled: what it shows does not depend on the database.
    "tests/portal/test_demo.py",
)


@dataclass(slots=True)
class Part:
    """One part of the tests and how it went."""

    name: str
    ran: bool = False
    ok: bool = True
    words: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def line(self) -> str:
        """One line for the summary."""
        state = ("通过" if self.ok else "没有通过") if self.ran else "未运行"
        return f"{self.name}：{state}。{self.words}"


def contracts() -> Part:
    """The import contracts."""
    began = time.monotonic()
    ok = run(["lint-imports", "--no-logo"]) == 0
    return Part("导入方向", True, ok, took(began), {"passed": int(ok), "failed": int(not ok)})


def sqlite(arguments: list[str], where: dict[str, str]) -> Part:
    """Everything but the browser, with SQLite."""
    return pytest("SQLite", [*PARALLEL, *NO_BROWSER], arguments, where)


def browser(arguments: list[str], where: dict[str, str]) -> Part:
    """The tests in a browser, apart from the others, whose loop they disturb; each process has its city."""
    program = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not program:
        return Part("浏览器", words="没有找到 Chromium，可安装 chromium。")
    chosen = [*PARALLEL, "-m", "browser", *([] if arguments else [BROWSER_TESTS])]
    return pytest(f"浏览器（{program}）", chosen, arguments, where)


def postgres(arguments: list[str], where: dict[str, str]) -> Part:
    """What touches the database once more, with a PostgreSQL of its own."""
    try:
        version = programs()[1]
        with throwaway() as url:
            left_out = [f"--ignore={path}" for path in WITHOUT_DATABASE]
            chosen = [*PARALLEL, *NO_BROWSER, *left_out]
            return pytest(
                f"PostgreSQL {version}", chosen, arguments, {**where, "GONGKAI_DATABASE": url}
            )
    except NoServer as reason:
        return Part("PostgreSQL", words=str(reason))


def real_data() -> Part:
    """Whether the real documents lie beside the checkout."""
    there = SHARED.is_dir()
    return Part(
        "真实文件",
        there,
        True,
        "已随各部分一同运行。" if there else "旁边没有真实文件，相关测试各自跳过。",
    )


def pytest(name: str, chosen: list[str], asked: list[str], environment: dict[str, str]) -> Part:
    """One run of pytest, its output shown as it comes.

    Args:
        chosen: arguments of this part.
        asked: arguments of whoever runs the tests; what they name may have no test in this part.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
        print(f"—— {name} ——", flush=True)
        status = run([*command, *chosen, *asked], environment)
        counts = counted(report)
    words = f"{counts['passed']} 项通过，{counts['failed']} 项没有通过，{counts['skipped']} 项跳过，{took(began)}"
    return Part(name, True, status == 0 or (status == NO_TESTS and bool(asked)), words, counts)


def counted(report: Path) -> dict[str, int]:
    """Passed, failed and skipped tests of one report; zeros where there is none."""
    if not report.exists():
        return {"passed": 0, "failed": 1, "skipped": 0}
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - pytest has just written it
    number = (
        {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
        if suite is not None
        else {}
    )
    failed = number.get("failures", 0) + number.get("errors", 0)
    skipped = number.get("skipped", 0)
    return {
        "passed": number.get("tests", 0) - failed - skipped,
        "failed": failed,
        "skipped": skipped,
    }


def run(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Runs one command in the project's folder; programs of this environment come first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    variables = {**os.environ, "PATH": path, "GONGKAI_ENV": "test", **(environment or {})}
    variables.pop("GONGKAI_DATA", None)
    return subprocess.run(
        command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, check=False
    ).returncode


def took(began: float) -> str:
    """How long something took, in words."""
    return f"用时 {time.monotonic() - began:.0f} 秒。"


def parts(arguments: list[str]) -> Iterator[Part]:
    """Runs the parts one after the other; the database is prepared beside the first."""
    with prepared.folder() as place, prepared.migrated(place) as database:
        yield contracts()
        here = {"TMPDIR": str(place), "GONGKAI_DATABASE": ""}
        yield sqlite(arguments, {**here, **database()})
        yield browser(arguments, {**here, **database()})
        yield postgres(arguments, here)
        yield real_data()


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    strict = "--strict" in arguments
    done = list(parts([argument for argument in arguments if argument != "--strict"]))
    print("\n—— 各部分 ——")
    for part in done:
        print(part.line())
    total = {
        key: sum(part.counts.get(key, 0) for part in done)
        for key in ("passed", "failed", "skipped")
    }
    print(f"合计: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    missing = [part.name for part in done if not part.ran and part.name != "真实文件"]
    if strict and missing:
        print(f"这台机器应当运行全部测试，但没有运行：{'、'.join(missing)}。")
    return int(any(not part.ok for part in done) or bool(strict and missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
