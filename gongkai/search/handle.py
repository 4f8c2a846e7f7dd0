"""The one index of this process."""

from django.conf import settings

from gongkai.search.engine.index import SearchIndex

_index: SearchIndex | None = None


def index() -> SearchIndex:
    """The index below the data folder; opened on first use."""
    global _index
    if _index is None or _index.path != settings.INDEX:
        _index = SearchIndex(settings.INDEX)
    return _index
