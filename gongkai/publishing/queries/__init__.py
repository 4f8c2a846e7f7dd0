"""Reads of the library that more than one caller needs."""
