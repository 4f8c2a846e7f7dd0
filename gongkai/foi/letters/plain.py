"""Text without what no page can show."""

# What neither a PDF nor a Word file can hold, and marks that turn the direction of the writing.
_UNPRINTABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F),
     *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFEFF, 0xFFFE, 0xFFFF]
)  # fmt: skip


def printable(text: str) -> str:
    """The text without characters no page can show; lines stay lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNPRINTABLE)
