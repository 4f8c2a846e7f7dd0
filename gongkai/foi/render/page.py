"""A letter as it is printed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the paper; a line break inside a paragraph is kept.

    Args:
        agency: name at the head and under the text.
        mark: a sentence at the head of what has no force, "" for an issued letter.
        form: the paragraphs are rows of a form, name and value parted by the first ：.
    """

    agency: str
    number: str
    title: str
    addressee: str
    paragraphs: list[str] = field(default_factory=list)
    dated_on: str = ""
    mark: str = ""
    form: bool = False


def form_rows(paragraphs: list[str]) -> list[tuple[str, str]]:
    """Name and value of every row of a form."""
    return [(name, value) for name, _, value in (text.partition("：") for text in paragraphs)]
