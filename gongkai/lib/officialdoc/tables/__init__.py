"""Task tables (任务分解表, 任务分工) of official documents: found, read and checked against the body."""

from gongkai.lib.officialdoc.tables.read import locate_tables, read_tables

__all__ = ["locate_tables", "read_tables"]
