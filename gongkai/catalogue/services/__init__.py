"""The writers of the catalogue app."""
