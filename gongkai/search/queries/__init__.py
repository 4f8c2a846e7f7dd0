"""Reads of the search app: rows for the index, and hits with their rows."""
