"""Public pages of the library: publications with their files, units, the four fixed blocks."""
