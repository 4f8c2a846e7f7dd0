"""Keeping the index after the database: the outbox is read, never the other way round."""

import logging

from gongkai.base.calendar import today
from gongkai.base.services.trail import announce
from gongkai.publishing.queries.validity import changing_on
from gongkai.search.engine.errors import IndexBusy, IndexMissing, IndexWriteFailed
from gongkai.search.handle import index
from gongkai.search.queries import rows

logger = logging.getLogger(__name__)
_BATCH = 500


def catch_up() -> int:
    """Applies everything the outbox holds beyond the index; returns how many entries were read.

    Where there is no index yet, or one of an older schema, it is built from the database. Another
    writer at work is no error: it reads the same outbox. A full disk leaves the last commit
    readable and is tried again.
    """
    try:
        return _apply_all() if index().exists() else rebuild()
    except IndexBusy:
        return 0
    except IndexMissing:
        return rebuild()
    except IndexWriteFailed as problem:
        logger.error("the index cannot be written, tried again later: %s", problem)
        return 0


def _apply_all() -> int:
    """Holds the writer as long as there is something to write, and not longer."""
    entries = rows.outbox_after(index().applied(), _BATCH)
    if not entries:
        return 0
    read = 0
    with index().writing() as writer:
        while entries:
            ids = rows.publications_of(entries)
            writer.apply(rows.changes_for(ids), entries[-1].seq)
            read += len(entries)
            entries = rows.outbox_after(entries[-1].seq, _BATCH) if len(entries) == _BATCH else []
    return read


def rebuild() -> int:
    """Builds the index anew beside the live one and switches over; returns the documents in it.

    Raises IndexBusy while another process rebuilds.
    """
    upto = rows.last_outbox_seq()
    return index().rebuild(rows.all_puts(), upto)


def announce_validity_changes() -> int:
    """Puts documents whose validity turns today into the outbox; returns how many.

    Run daily: the index computes validity from days, pages and caches look at the outbox.
    """
    ids = sorted(changing_on(today()))
    if ids:
        announce([("publication", pk) for pk in ids])
    return len(ids)
