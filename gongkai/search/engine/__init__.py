"""The search engine: tantivy behind a small interface, without Django and without the database.

`protocol` names what a caller may rely on, `index` holds the files, `query` answers, `snippet`
cuts the passage that is shown. Text becomes tokens in `text`, for documents and queries alike.
"""
