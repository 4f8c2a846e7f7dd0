"""A publication as a file: Word and PDF, laid out as official documents are (GB/T 9704)."""
