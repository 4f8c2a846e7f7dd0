"""Fixtures that tests of the library share."""

from tests.foi.conftest import on_day
from tests.publishing.factories import index, no_index, own_files

__all__ = ["index", "no_index", "on_day", "own_files"]
