"""Titles inside sentences."""

_INNER = str.maketrans({"《": "〈", "》": "〉"})


def quoted(title: str) -> str:
    """The title in 《》; marks inside it become the inner 〈〉 (GB/T 15834), so that none is doubled."""
    return f"《{title.translate(_INNER)}》"
