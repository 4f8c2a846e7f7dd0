"""The files of the repository as files: nothing of a machine in them, nothing that belongs elsewhere."""

import subprocess

import pytest

from tests.shared import ROOT
from tools.check_python import problem
from tools.leaks import leaks, leaks_in, tracked

# Put together here, so that this file does not hold what it looks for.
SOMEBODY = "/".join(["", "home", "wang", ""])


def test_no_tracked_file_holds_a_path_of_a_machine() -> None:
    assert leaks() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"see {SOMEBODY}gongkai/var", [SOMEBODY]),
        ("file:/checkouts/one/README.md", ["/checkouts/"]),
        ("example.com/checkouts/one", []),
        ("/etc/gongkai/environment", []),
    ],
)
def test_a_path_of_a_machine_is_known_when_seen(text: str, expected: list[str]) -> None:
    assert leaks_in(text, ["/checkouts/"]) == expected


def test_no_tracked_file_is_larger_than_a_megabyte() -> None:
    assert [
        path.relative_to(ROOT).as_posix() for path in tracked() if path.stat().st_size > 1_000_000
    ] == []


def test_every_text_file_ends_with_one_newline() -> None:
    texts = {
        ".py",
        ".html",
        ".css",
        ".js",
        ".md",
        ".toml",
        ".txt",
        ".conf",
        ".service",
        ".sh",
        ".in",
    }
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in texts
        and (content := path.read_bytes())
        and (not content.endswith(b"\n") or content.endswith(b"\n\n") or b"\r\n" in content)
    ]
    assert wrong == []


@pytest.mark.parametrize("script", [".ci/run", "deploy/install.sh", "deploy/backup.sh"])
def test_a_script_can_be_read_by_its_shell(script: str) -> None:
    shell = "bash" if script.startswith(".ci") else "sh"
    assert subprocess.run([shell, "-n", ROOT / script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("version", "missing", "expected"),
    [
        ((3, 11, 2), (), ""),
        ((3, 12, 0), (), ""),
        (
            (3, 10, 9),
            (),
            "本程序需要 Python 3.11 或 3.12，这里的是 3.10。请安装其中之一（Debian、统信、麒麟可运行 "
            "apt-get install python3.11 python3.11-venv），再用 make run PYTHON=python3.11 启动。",
        ),
        (
            (3, 11, 2),
            ("ensurepip",),
            "Python 3.11 缺少标准模块 ensurepip。请安装 python3.11-venv（Debian、统信、麒麟可运行 "
            "apt-get install python3.11-venv）；仍然缺少的，请重新安装完整的 Python。",
        ),
    ],
)
def test_a_python_that_does_not_do_is_told_what_to_install(
    version: tuple[int, ...], missing: tuple[str, ...], expected: str
) -> None:
    assert problem(version, lambda name: name not in missing) == expected


def test_python_3_13_is_too_new() -> None:
    assert problem((3, 13, 0), lambda name: True).startswith(
        "本程序需要 Python 3.11 或 3.12，这里的是 3.13。"
    )
