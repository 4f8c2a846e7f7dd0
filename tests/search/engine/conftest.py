"""One read-only index of the small library for the tests that do not write."""

import pytest

from gongkai.search.engine.index import SearchIndex
from tests.search.engine.library import small_index


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return small_index(tmp_path_factory.mktemp("index"))
