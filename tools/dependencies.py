"""Reads the lock files, and the licences of what is installed from them."""

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RUN_TIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"

# What an office or a vendor may take over, change and hand on without further duties.
ALLOWED = frozenset(
    {
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "0BSD",
        "Apache-2.0",
        "ISC",
        "PSF-2.0",
        "Zlib",
        "Unlicense",
    }
)
# Each for its own reason; a newcomer is looked at by a person.
EXCEPTIONS = {
    "psycopg": "LGPL-3.0-only: used as an unchanged library, which its licence allows to any program",
    "psycopg-binary": "LGPL-3.0-only: as psycopg",
}
# Names that are not identifiers of SPDX, as some packages still write them.
_SPOKEN = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Packages whose own words are not an expression, read by a person.
_READ = {"pypdfium2": "BSD-3-Clause AND Apache-2.0"}

_LINE = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$", re.MULTILINE
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of a lock file: exact version, on which machines, hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]

    def applies(self) -> bool:
        """Whether this machine installs it."""
        return not self.marker or Marker(self.marker).evaluate()


def locked(path: Path) -> list[Locked]:
    """Every distribution of a lock file, in its order."""
    text = path.read_text(encoding="utf-8")
    found = list(_LINE.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Locked(
            canonicalize_name(match[1]),
            match[2],
            (match[3] or "").strip(),
            frozenset(_HASH.findall(text[match.end() : end])),
        )
        for match, end in zip(found, ends, strict=True)
    ]


def licence_of(name: str) -> str:
    """The licence of an installed distribution: its SPDX expression, as far as it gives one.

    Raises:
        importlib.metadata.PackageNotFoundError: it is not installed.
    """
    if name in _READ:
        return _READ[name]
    facts = metadata.metadata(name)
    if "License-Expression" in facts:
        return facts["License-Expression"]
    spoken = [
        line.split("::")[-1].strip()
        for line in facts.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    if spoken:
        return " AND ".join(_SPOKEN.get(word, word) for word in spoken)
    return facts["License"].strip() if "License" in facts else ""


def is_allowed(expression: str) -> bool:
    """Whether one of the alternatives of a licence expression is allowed in all its parts."""
    return any(
        all(part.strip(" ()") in ALLOWED for part in alternative.split(" AND "))
        for alternative in expression.split(" OR ")
    )
