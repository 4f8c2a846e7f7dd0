"""The verbs of the base app."""
