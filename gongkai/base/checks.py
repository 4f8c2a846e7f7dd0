"""System checks of the base app."""
