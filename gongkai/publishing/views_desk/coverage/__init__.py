"""Coverage of the catalogues on the desk: heat map, duties, one duty, declarations, editions."""

from gongkai.publishing.views_desk.coverage.board import board
from gongkai.publishing.views_desk.coverage.declarations import declarations
from gongkai.publishing.views_desk.coverage.duty import duty
from gongkai.publishing.views_desk.coverage.edition import edition
from gongkai.publishing.views_desk.coverage.entries import entries
from gongkai.publishing.views_desk.coverage.links import publication_entries

__all__ = ["board", "declarations", "duty", "edition", "entries", "publication_entries"]
