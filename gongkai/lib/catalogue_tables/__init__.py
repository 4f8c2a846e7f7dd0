"""Tables of disclosure catalogues (标准目录) as offices publish them: from grids to rows.

`read_catalogues(source)` gives the tables with every cell as canonical text (`RawRow`), `facts_of`
what such a row means. Between the two a person may correct the texts.
"""

from gongkai.lib.catalogue_tables.facts import RowFacts, facts_of
from gongkai.lib.catalogue_tables.model import FIELDS, LABELS, CatalogueTable, RawRow
from gongkai.lib.catalogue_tables.read import read_catalogues
from gongkai.lib.catalogue_tables.source import read_file

__all__ = [
    "FIELDS",
    "LABELS",
    "CatalogueTable",
    "RawRow",
    "RowFacts",
    "facts_of",
    "read_catalogues",
    "read_file",
]
