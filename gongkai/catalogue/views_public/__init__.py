"""Public pages of the catalogue app."""
