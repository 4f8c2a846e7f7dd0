"""Interpretations and the four blocks of the demonstration city."""

from gongkai.base.models import Unit


def load(units: dict[str, Unit]) -> int:
    """Releases all of them; returns how many."""
    return 0
