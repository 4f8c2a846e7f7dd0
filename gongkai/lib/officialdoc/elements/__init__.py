"""The elements of a document: head, tail, and what page, head and tail say together."""
