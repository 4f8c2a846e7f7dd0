"""How the entries of catalogues stand, by unit and field; what fulfils them; what may."""

from gongkai.publishing.queries.coverage.audience import audience_choices, meant_for
from gongkai.publishing.queries.coverage.boards import Board, Cell, board
from gongkai.publishing.queries.coverage.drafting import (
    Suggestion,
    entries_of_unit,
    fulfilled_by,
    meant_for_entries,
    open_duties,
    suggest_entries,
)
from gongkai.publishing.queries.coverage.duties import (
    PRESSING,
    DutyRow,
    duties_of,
    fulfilments_of,
    load,
    may_fulfil,
    standing_of,
)
from gongkai.publishing.queries.coverage.facts import NO_FIELD
from gongkai.publishing.queries.coverage.public import (
    counts_of_entries,
    newest_by_entry,
    newest_days,
    public_duties,
)
from gongkai.publishing.queries.coverage.rights import (
    READERS,
    declarations_to_sign,
    may_cover,
    may_sign,
    units_covered,
)

__all__ = [
    "NO_FIELD",
    "PRESSING",
    "READERS",
    "Board",
    "Cell",
    "DutyRow",
    "Suggestion",
    "audience_choices",
    "board",
    "counts_of_entries",
    "declarations_to_sign",
    "duties_of",
    "entries_of_unit",
    "fulfilled_by",
    "fulfilments_of",
    "load",
    "may_cover",
    "may_fulfil",
    "may_sign",
    "meant_for",
    "meant_for_entries",
    "newest_by_entry",
    "newest_days",
    "open_duties",
    "public_duties",
    "standing_of",
    "suggest_entries",
    "units_covered",
]
