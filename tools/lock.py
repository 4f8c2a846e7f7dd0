"""Locks the dependencies anew: exact versions with hashes for every platform, and no address.

    python tools/lock.py [--upgrade]

Versions stay as they are where they still fit, unless `--upgrade` asks for the newest. The locking
tool lives in a throw-away environment; addresses of mirrors come from pip's own configuration and
are not written into the files.
"""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The second is locked within the versions of the first.
FILES = ("requirements", "requirements-dev")
OLDEST_PYTHON = "3.11"
HEADER = "# Made by `make lock` from {source}; change that file, not this one.\n"
ADDRESS = re.compile(r"[a-z]+://|--(?:extra-)?index-url|--find-links", re.IGNORECASE)


def lock(tool: Path, name: str, extra: list[str]) -> str:
    """Writes one lock file and returns its text."""
    target = ROOT / f"{name}.lock"
    options = ["--quiet", "--universal", "--generate-hashes", "--no-header"]
    command = [str(tool), "pip", "compile", f"{name}.in", "-o", target.name, *options]
    # Where several mirrors are configured, all of them count, as they do for pip.
    command += ["--python-version", OLDEST_PYTHON, "--index-strategy", "unsafe-best-match"]
    header, before = HEADER.format(source=f"{name}.in"), target.read_text(encoding="utf-8")
    subprocess.run([*command, *_mirrors(), *extra], cwd=ROOT, check=True)
    text = header + target.read_text(encoding="utf-8").removeprefix(header)
    found = ADDRESS.search(text)
    target.write_text(before if found else text, encoding="utf-8")
    if found:
        raise SystemExit(
            f"{target.name} 会含有地址「{found.group()}」，已保留原来的文件；请检查 {name}.in。"
        )
    return text


def _mirrors() -> list[str]:
    """The indexes pip is set up to use, for a tool that does not read pip's configuration."""
    words = []
    for key, option in (("index-url", "--default-index"), ("extra-index-url", "--index")):
        told = subprocess.run(
            [sys.executable, "-m", "pip", "config", "get", f"global.{key}"],
            capture_output=True,
            text=True,
            check=False,
        )
        words += [word for address in told.stdout.split() for word in (option, address)]
    return words


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder) / "bin"
        subprocess.run([tools / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name in FILES:
            count = len(
                re.findall(
                    r"^[a-z0-9].*==",
                    lock(tools / "uv", name, arguments),
                    re.MULTILINE | re.IGNORECASE,
                )
            )
            sys.stdout.write(f"{name}.lock：{count} 个软件包，均有哈希值，没有地址。\n")


if __name__ == "__main__":
    main(sys.argv[1:])
