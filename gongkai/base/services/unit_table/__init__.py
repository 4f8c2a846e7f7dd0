"""The whole register of units as a table: read from a file, compared, loaded, written again."""
