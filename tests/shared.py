"""Finds the real documents that may lie beside a checkout; tests skip with a reason without them."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GONGKAI_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared_data(name: str) -> Path:
    """Path of one real file or folder, or a skip that says which file is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"real data not beside this checkout: {name}")
    return path
