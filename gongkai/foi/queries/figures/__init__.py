"""The figures of the disclosure requests: tables of the report, data centre, lists behind figures."""

from gongkai.foi.queries.figures.counting import COLUMN_OF, Period, Units, counted, year_of
from gongkai.foi.queries.figures.tables import (
    level,
    one,
    table_three,
    table_three_by_unit,
    table_two,
    table_two_by_unit,
)

__all__ = [
    "COLUMN_OF",
    "Period",
    "Units",
    "counted",
    "level",
    "one",
    "table_three",
    "table_three_by_unit",
    "table_two",
    "table_two_by_unit",
    "year_of",
]
