"""Measurements: `make bench`, or one alone with `python -m bench.NAME`. Tests never time anything."""
