"""Fixtures that tests of outlets share."""

from tests.publishing.factories import own_files

__all__ = ["own_files"]
