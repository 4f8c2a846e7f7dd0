"""Task tables (任务分解表, 任务分工) of official documents: found, read and checked against the body."""

from gongkai.lib.officialdoc.tables.locate import Segment, find_segments
from gongkai.lib.officialdoc.tables.read import locate_tables, ranges_of, read_tables

__all__ = ["Segment", "find_segments", "locate_tables", "ranges_of", "read_tables"]
