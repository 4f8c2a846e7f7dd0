"""Finding: index, query, facets, suggestions."""
