"""The questions the base app answers."""
