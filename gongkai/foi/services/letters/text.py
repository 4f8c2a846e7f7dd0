"""The text of a letter as it is stored, and its digest."""

import hashlib
import json
from collections.abc import Sequence

from gongkai.base.refusal import Refusal
from gongkai.foi.letters.plain import printable
from gongkai.foi.models import FoiLetter

# A page holds some 600 characters; what is longer belongs into an enclosure.
LONGEST = 60_000
LONGEST_TITLE = 60
LONGEST_ADDRESSEE = 200


def paragraphs_of(letter: FoiLetter) -> list[str]:
    """The paragraphs of a letter, as they are printed."""
    rows: list[str] = json.loads(letter.body or "[]")
    return rows


def packed(paragraphs: Sequence[str]) -> str:
    """Paragraphs as they are stored: printable, none empty.

    Raises:
        Refusal: nothing is left, or it is longer than `LONGEST`.
    """
    rows = [text for row in paragraphs if (text := printable(row).strip("\n "))]
    if not rows:
        raise Refusal("文书正文是空的，没有保存。请写好正文后再提交。", field="body")
    length = sum(map(len, rows))
    if length > LONGEST:
        raise Refusal(
            f"文书正文共{length}字，超过{LONGEST}字的上限，没有保存。请把较长的内容作为附件提供。",
            field="body",
        )
    return json.dumps(rows, ensure_ascii=False)


def one_line(text: str, *, what: str, field: str, longest: int, needed: bool = True) -> str:
    """A text on one line.

    Raises:
        Refusal: empty where it is needed, or too long.
    """
    line = " ".join(printable(text).split())
    if needed and not line:
        raise Refusal(f"请填写{what}，填写后再保存。", field=field)
    if len(line) > longest:
        raise Refusal(
            f"{what}有{len(line)}字，超过{longest}字的上限，请缩短后再保存。", field=field
        )
    return line


def digest_of(letter: FoiLetter) -> str:
    """SHA-256 of everything that is printed."""
    facts = {
        "number": letter.number,
        "title": letter.title,
        "addressee": letter.addressee,
        "body": paragraphs_of(letter),
        "signature": letter.signature,
        "dated_on": letter.dated_on.isoformat() if letter.dated_on else "",
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
