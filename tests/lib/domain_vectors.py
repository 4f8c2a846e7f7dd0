"""The domain vectors that may lie beside a checkout; tests that ask for them skip without."""

import json
from functools import lru_cache
from typing import Any

from tests.shared import shared_data


@lru_cache(maxsize=1)
def _read(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def vectors(key: str) -> Any:
    """One key of vectors.json, or a skip with the reason."""
    return _read(str(shared_data("vectors.json")))[key]
