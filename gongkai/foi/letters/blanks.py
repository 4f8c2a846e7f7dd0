"""Blanks of a letter: 【…】 marks what has still to be written."""

import re
from collections.abc import Iterable, Sequence

from gongkai.foi.letters.plain import printable

_BLANK = re.compile(r"【([^【】\n]{0,60})】")
_GAP = re.compile(r"\n[ \t]*\n")


def blank(label: str) -> str:
    """The mark of something missing."""
    return f"【{label}】"


def unquoted(paragraphs: Iterable[str], verbatim: Sequence[str] = ()) -> str:
    """The text of a letter without what it quotes word for word.

    Only a quotation goes, so that an applicant who writes words of the letter takes none from it.
    """
    text = _GAP.sub("\n\n", "\n\n".join(paragraphs))
    for quote in verbatim:
        words = _GAP.sub("\n\n", printable(quote).strip())
        text = text.replace(f"“{words}", "“") if words else text
    return text


def unfilled(paragraphs: Iterable[str], verbatim: Sequence[str] = ()) -> list[str]:
    """Names of the blanks that are left, in their order, each once.

    Args:
        verbatim: texts that are quoted as the applicant wrote them; brackets in them are no blanks.
    """
    found = _BLANK.findall(unquoted(paragraphs, verbatim))
    return list(dict.fromkeys(name or "空白" for name in found))
