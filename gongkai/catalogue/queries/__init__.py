"""Reads of the catalogue app."""

from gongkai.catalogue.queries.lists import theme_by_path

__all__ = ["theme_by_path"]
