"""Looks for what must not stand in a tracked file: paths of a machine, addresses of private networks.

The folder of this checkout, the folder of its environment and the home of whoever runs this are
looked for as they are, so that no list of machines is needed.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOMES = re.compile(r"/(?:home|Users)/[A-Za-z][\w.-]*/|/ro" r"ot/|[A-Z]:\\\\?Users\\", re.ASCII)
# Folders that every machine has tell nothing.
EVERYWHERE = frozenset("/ /home /opt /root /srv /tmp /usr /usr/local /var /var/tmp".split())
# Texts only: a picture or an archive may hold any bytes.
BINARY = frozenset(".png .jpg .gif .gz .xlsx .docx .doc .pdf .ofd .ico .woff2 .zip".split())


def tracked() -> list[Path]:
    """Files under version control and new ones that are not ignored; none outside a checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    names = found.stdout.decode("utf-8").split("\0") if found.returncode == 0 else []
    return [ROOT / name for name in sorted(filter(None, names)) if (ROOT / name).is_file()]


def places() -> list[str]:
    """Paths of this very machine that would tell where a file was made."""
    parts = {ROOT, ROOT.parent, Path(sys.base_prefix), Path.home()}
    return sorted(f"{path.as_posix()}/" for path in parts if path.as_posix() not in EVERYWHERE)


def leaks_in(text: str, known: list[str]) -> list[str]:
    """What a text tells of a machine."""
    here = [place for place in known if re.search(rf"(?<![\w.]){re.escape(place)}", text)]
    return here + HOMES.findall(text)


def leaks() -> list[str]:
    """One line for each find: file and what stands in it."""
    known = places()
    return [
        f"{path.relative_to(ROOT)}: {leak}"
        for path in tracked()
        if path.suffix not in BINARY
        for leak in leaks_in(path.read_text(encoding="utf-8", errors="replace"), known)
    ]


def main() -> int:
    found = leaks()
    for line in found:
        print(line)
    print(f"仓库中有 {len(found)} 处本机路径，请删除。" if found else "仓库中没有本机路径。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
