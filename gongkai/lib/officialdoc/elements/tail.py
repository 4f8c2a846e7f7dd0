# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""The tail of a document: attachments, signature, date, attribute, notes, copies, print line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from gongkai.lib.officialdoc.contacts import cut_phones, is_contact_line
from gongkai.lib.officialdoc.dates import find_date, is_date_line, split_trailing_date
from gongkai.lib.officialdoc.elements.attribute import attribute_of
from gongkai.lib.officialdoc.elements.head import ANNEX_MARK
from gongkai.lib.officialdoc.lines import Claims, Lines
from gongkai.lib.officialdoc.marks import read_mark
from gongkai.lib.officialdoc.text import (
    is_blank,
    looks_like_organisation,
    split_organisations,
    squeeze,
    tidy,
)

_CC = re.compile(r"\A(?:抄送|抄报|分送|主送|发送|报送|抄发)：")
_PRINTED = re.compile(r"印发\Z")
_ATTACHED = re.compile(r"\A(?:附件|附)(?:：|[0-9]{1,2}[.、：])")
_LISTED = re.compile(r"\A(?:[0-9]{1,2}[.、．]|附件[0-9])")
# Orders are signed by a person: 省长　某某, joint ones also with the office: 某部部长：某某.
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{1,18}[委部局厅署院会行办府省市县区])?(?:代)?(?:总理|主席|委员长|省长|市长|州长|区长|县长|旗长|部长|主任|局长|署长|行长|院长|检察长|会长)：?(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff·]{5,12})\Z"
)
_MAX_SIGNERS = 12
_MAX_RECORD = 14


@dataclass
class Tail:
    """What a tail states; `body_end` is where the main body ends, `annex_start` where annexes begin."""

    body_end: int = 0
    annex_start: int = 0
    end: int = 0
    signature: list[str] = field(default_factory=list)
    signed_on: date | None = None
    printed_on: date | None = None
    printing_unit: str | None = None
    cc: list[str] = field(default_factory=list)
    attribute: str = "unknown"
    attribute_conflict: bool = False
    notes: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


class TailReader:
    """Finds signature, marks and record block (版记) of one document and claims their lines."""

    def __init__(self, lines: Lines, start: int, end: int, claims: Claims) -> None:
        self.lines = lines
        self.claims = claims
        self.visible = [
            number for number in lines.between(start, end) if number not in claims.taken
        ]
        self.tail = Tail(body_end=end, annex_start=end, end=end)

    def read(self) -> Tail:
        """Return the tail; its lines are claimed."""
        self._record_block()
        self._marks()
        self._signature()
        self._attachments()
        return self.tail

    # --- 版记 -------------------------------------------------------------------------------

    def _record_block(self) -> None:
        start = self._record_start()
        if start is None:
            return
        for number in self.visible[start:]:
            self._record_line(number)
        record = set(self.visible[start:])
        self.tail.end = self.visible[start]
        self.visible = [number for number in self.visible if number not in record]

    def _record_start(self) -> int | None:
        """Return the position of the record block's first line among the visible ones."""
        reach = max(len(self.visible) - _MAX_RECORD, 0)
        copies = [
            p
            for p in range(reach, len(self.visible))
            if _CC.match(self.lines.keys[self.visible[p]])
        ]
        if copies:
            return copies[0]
        for position in range(len(self.visible) - 1, max(len(self.visible) - 6, 0) - 1, -1):
            if self._is_print_line(self.visible[position]):
                before = self.visible[position - 1] if position else None
                alone = is_date_line(self.lines.keys[self.visible[position]][:-2])
                named = (
                    before is not None
                    and alone
                    and looks_like_organisation(self.lines.bare[before])
                )
                return position - 1 if named else position
        return None

    def _is_print_line(self, number: int) -> bool:
        line = self.lines.keys[number]
        return (
            len(line) <= 60
            and bool(_PRINTED.search(line))
            and split_trailing_date(line[:-2])[1] is not None
        )

    def _record_line(self, number: int) -> None:
        line = self.lines.keys[number]
        if self._is_print_line(number):
            before, self.tail.printed_on = split_trailing_date(line[:-2])
            if before:
                self.tail.printing_unit = before
            self.claims.claim("printed_on", number)
        elif self.tail.printed_on is None and self._is_printing_unit(number):
            self.tail.printing_unit = line
            self.claims.claim("printing_unit", number)
        elif self.tail.printed_on is None and not self.lines.is_page_number(number):
            self._copy_line(number)

    def _is_printing_unit(self, number: int) -> bool:
        line = self.lines.keys[number]
        after = [later for later in self.visible if later > number][:1]
        return looks_like_organisation(line) and bool(after) and self._is_print_line(after[0])

    def _copy_line(self, number: int) -> None:
        if attribute_of(self.lines.keys[number]):
            self._set_attribute(number)
            return
        text = _CC.sub("", squeeze(self.lines.bare[number]).replace(":", "："))
        self.tail.cc += [name for name in re.split(r"[，,；;。]", text) if name]
        self.claims.claim("cc", number)

    # --- 公开属性、附注 ---------------------------------------------------------------------

    def _marks(self) -> None:
        for number in self.visible:
            line = self.lines.keys[number]
            if len(line) <= 30 and attribute_of(line):
                self._set_attribute(number)
        self._drop_taken()

    def _set_attribute(self, number: int) -> None:
        found = attribute_of(self.lines.keys[number])
        if self.tail.attribute not in ("unknown", found):
            self.tail.attribute_conflict = True
        elif found:
            self.tail.attribute = found
        self.claims.claim("attribute", number)

    def _drop_taken(self) -> None:
        self.visible = [number for number in self.visible if number not in self.claims.taken]

    # --- 署名、成文日期 ---------------------------------------------------------------------

    def _signature(self) -> None:
        for position, number in enumerate(self.visible):
            if len(self.lines.keys[number]) > 60:
                continue
            if is_date_line(self.lines.bare[number]):
                signers = self._signers_above(position)
                if signers or self._closes(position):
                    self._sign(position, signers, find_date(self.lines.bare[number]))
                    return
            elif self._signed_in_one_line(position):
                return

    def _signers_above(self, position: int) -> list[int]:
        """Return the lines above a date that name bodies, nearest last."""
        signers: list[int] = []
        for number in reversed(self.visible[max(position - _MAX_SIGNERS, 0) : position]):
            names = split_organisations(self.lines.bare[number])
            if (
                not names
                or not all(_can_sign(name) for name in names)
                or read_mark(self.lines.bare[number])
            ):
                break
            signers.insert(0, number)
        return signers

    def _closes(self, position: int) -> bool:
        """Tell whether a date without a signature ends the text: nothing, a note or an annex follows."""
        if position == 0 or not self.lines.sentence_end[self.visible[position - 1]]:
            return False
        after = self.visible[position + 1 :]
        if not after:
            return True
        line = self.lines.keys[after[0]]
        return line.startswith("（") or bool(ANNEX_MARK.match(line)) or bool(_ATTACHED.match(line))

    def _signed_in_one_line(self, position: int) -> bool:
        number = self.visible[position]
        before, day = split_trailing_date(self.lines.bare[number])
        if (
            day is None
            or not before
            or not self.lines.bare[number].rstrip().endswith(("日", *"0123456789"))
        ):
            return False
        original = self.lines.bare[number][: max(len(self.lines.bare[number].rstrip()) - 8, 0)]
        names = split_organisations(before)
        if (
            "：" in before
            or not names
            or not all(_can_sign(name) for name in names)
            or not original
        ):
            return False
        if position and not (
            self.lines.sentence_end[self.visible[position - 1]] or self._attached_before(position)
        ):
            return False
        self.tail.signature = names
        self._finish(position, [], day)
        return True

    def _attached_before(self, position: int) -> bool:
        return any(
            _ATTACHED.match(self.lines.keys[number])
            for number in self.visible[max(position - 10, 0) : position]
        )

    def _sign(self, position: int, signers: list[int], day: date | None) -> None:
        self.tail.signature = _whole_names([self.lines.bare[number] for number in signers])
        self._finish(position, signers, day)

    def _finish(self, position: int, signers: list[int], day: date | None) -> None:
        number = self.visible[position]
        self.tail.signed_on = day
        self.claims.claim("signature", *signers)
        self.claims.claim("signed_on", number)
        self.tail.body_end = signers[0] if signers else number
        self.tail.annex_start = number + 1
        for later in self.visible[position + 1 :]:
            if not self._note(later):
                break
            self.tail.annex_start = later + 1
        self._drop_taken()

    def _note(self, number: int) -> bool:
        """Claim an 附注 under the date: a bracketed line, or a contact."""
        line, text = self.lines.keys[number], tidy(self.lines.bare[number])
        bracketed = line.startswith("（") and line.endswith("）") and len(line) <= 120
        if not bracketed and not (is_contact_line(line) and len(line) <= 120):
            return False
        note, phones = cut_phones(text)
        self.tail.phones += phones
        self.tail.notes.append(note)
        self.claims.claim("notes", number)
        return True

    # --- 附件说明 ---------------------------------------------------------------------------

    def _attachments(self) -> None:
        """Claim the list of attachments (附件：1.… 2.…) before the signature or at the very end."""
        for position, number in enumerate(self.visible):
            line = self.lines.keys[number]
            if (
                len(line) > 120
                or not _ATTACHED.match(line)
                or (self.lines.sentence_end[number] and len(line) > 60)
            ):
                continue
            if not self._states_attachments(position):
                continue
            self._claim_attachments(position)

    def _states_attachments(self, position: int) -> bool:
        """Tell a list of attachments from the heading of an annex that stands in the file."""
        number = self.visible[position]
        rest = re.sub(r"\A(?:附件|附)[0-9]{0,2}[：.、]?", "", self.lines.keys[number])
        if not rest:
            after = self.visible[position + 1 : position + 2]
            return (
                bool(after)
                and bool(_LISTED.match(self.lines.keys[after[0]]))
                and number < self.tail.body_end
            )
        if number < self.tail.body_end and self.tail.body_end < self.tail.end:
            return True
        return not re.match(r"\A附件[0-9]", self.lines.keys[number])

    def _claim_attachments(self, position: int) -> None:
        first = self.visible[position]
        self._add_attachment(first)
        for number in self.visible[position + 1 : position + 40]:
            line = self.lines.keys[number]
            gap = any(
                is_blank(self.lines.raw[between]) for between in range(number - 1, first, -1)
            ) and not _LISTED.match(line)
            if (
                not _LISTED.match(line)
                or gap
                or len(line) > 120
                or number >= self.tail.body_end > first
            ):
                break
            self._add_attachment(number)

    def _add_attachment(self, number: int) -> None:
        text = re.sub(
            r"\A(?:附件|附)(?=[：0-9])", "", squeeze(self.lines.bare[number]).replace(":", "：")
        )
        name = re.sub(r"\A：?(?:[0-9]{1,2}[.、．：])?", "", text)
        if name:
            self.tail.attachments.append(name)
        self.claims.claim("attachments", number)


def _can_sign(name: str) -> bool:
    return len(name) <= 30 and (
        looks_like_organisation(name)
        or (bool(_PERSON.match(name)) and not name.startswith(("关于", "任免", "任命")))
    )


def _whole_names(texts: list[str]) -> list[str]:
    return [name for text in texts for name in split_organisations(text)]
