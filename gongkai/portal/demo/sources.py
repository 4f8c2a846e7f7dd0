"""Reads the files of the demonstration city."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.ROOT) / "demo"


@cache
def toml(name: str) -> dict[str, Any]:
    """One file of facts."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def text(name: str) -> str:
    """One text, as written."""
    return (FOLDER / name).read_text(encoding="utf-8")
