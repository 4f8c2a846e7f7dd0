"""Marks on an original: begun, added, taken off, and begun anew once a copy has been made.

Marks are stored as plain data without a personal word: places, the code of the ground, who set them.
What somebody noted beside a mark is sealed.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.sealed import seal, unseal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseFile, Redaction
from gongkai.foi.services.redacting import originals
from gongkai.foi.states import FilePurpose, RedactionState
from gongkai.lib.redaction import (
    NotRedacted,
    Passage,
    Region,
    find_passages,
    find_text,
    left_elsewhere,
)
from gongkai.lib.redaction.model import check_regions
from gongkai.lib.redaction.text import redact_text

Mark = Region | Passage
_OPEN = (RedactionState.MARKING, RedactionState.FAILED)
_LONGEST_LABEL = 8
_MOST_NOTE = 200


@transaction.atomic
def begin(file: CaseFile, *, by: User) -> Redaction:
    """The marks of a file as they stand; the first time, a new empty set.

    Raises:
        Refusal: a format without pages and text; a file that was given whole; a closed stage.
    """
    latest = latest_of(file)
    if latest is not None:
        return latest
    case = originals.open_for_work(_case_of(file))
    if file.removed_at or file.purpose != FilePurpose.RECORD:
        raise Refusal("这份文件不是待提供的原件，不能涂黑。请在材料清单中选择原件。")
    if not originals.kind_of(file):
        raise Refusal(originals.NO_PAGES)
    if file.given_whole:
        raise Refusal("这份文件已定为全文提供。要涂黑其中一部分，请先收回，再涂黑。")
    row = Redaction.objects.create(file=file, version=file.redactions.count() + 1, by=by)
    record("开始涂黑", case, by=by, unit=case.unit, data={"file": file.pk, "version": row.version})
    return row


def latest_of(file: CaseFile) -> Redaction | None:
    """The version of a file's marks that counts; None where nobody has begun."""
    rows = [row for row in file.redactions.all() if row.state != RedactionState.SUPERSEDED]
    return max(rows, key=lambda row: row.version, default=None)


def add(
    redaction: Redaction,
    marks: Sequence[Mark],
    *,
    ground: LegalGround,
    note: str,
    by: User,
    seen: int,
) -> Redaction:
    """Adds marks that `fit` has let pass, all on one ground. No place is marked twice.

    Raises:
        Refusal: all of them are marked already; others have changed the marks meanwhile.
    """
    fresh = [_stored(mark, ground, note, by) for mark in marks]

    def change(row: Redaction) -> None:
        known = {_place(mark) for mark in row.marks}
        new = [mark for mark in fresh if _place(mark) not in known]
        if not new:
            raise Refusal("这些地方都已经标记过了，没有新的标记。")
        row.marks = [*row.marks, *new]

    return _changed(redaction, change, by=by, seen=seen)


def fit(redaction: Redaction, marks: Sequence[Mark]) -> Sequence[Mark]:
    """The marks, if they lie on the file. Opens it, so it belongs outside of transactions.

    Raises:
        Refusal: a place that cannot be.
    """
    file = redaction.file
    try:
        if originals.kind_of(file) == originals.TEXT:
            redact_text(originals.text_of(file), [m for m in marks if isinstance(m, Passage)])
        else:
            regions = [mark for mark in marks if isinstance(mark, Region)]
            check_regions(regions, len(originals.sizes_of(file)))
    except NotRedacted as problem:
        raise Refusal(problem.sentence.replace("第1处标记", "标记")) from None
    return marks


def find(redaction: Redaction, words: str) -> Sequence[Mark]:
    """Every place where the words stand. Opens the file, so it belongs outside of transactions.

    Raises:
        Refusal: nowhere; no words; far too often.
    """
    file = redaction.file
    try:
        hits: Sequence[Mark] = (
            find_passages(originals.text_of(file), words)
            if originals.kind_of(file) == originals.TEXT
            else find_text(originals.pdf_of(file), words)
        )
    except NotRedacted as problem:
        raise Refusal(problem.sentence, field="words") from None
    if not hits:
        raise Refusal(
            f"文件里没有找到“{words.strip()[:30]}”。请核对写法；扫描页上没有文字，只能逐页画框。",
            field="words",
        )
    return hits


def remove(redaction: Redaction, numbers: Iterable[int], *, by: User, seen: int) -> Redaction:
    """Takes marks off by their numbers in the list, counted from 1.

    Raises:
        Refusal: others have changed the marks meanwhile.
    """
    gone = set(numbers)

    def change(row: Redaction) -> None:
        row.marks = [mark for at, mark in enumerate(row.marks, 1) if at not in gone]

    return _changed(redaction, change, by=by, seen=seen)


@transaction.atomic
def revise(redaction: Redaction, *, by: User, seen: int) -> Redaction:
    """A new version with the same marks to work on; the copy made before is taken away at once.

    The old copy stays in the case with its hash and is served to nobody any more.

    Raises:
        Refusal: others have acted meanwhile; a closed stage.
    """
    row = locked(redaction, seen)
    case = originals.open_for_work(_case_of(row.file))
    if row.state in _OPEN:
        return row
    retire(row)
    fresh = Redaction.objects.create(file=row.file, version=row.version + 1, marks=row.marks, by=by)
    record(
        "重新涂黑", case, by=by, unit=case.unit,
        data={"file": row.file_id, "version": fresh.version},
    )  # fmt: skip
    return fresh


def retire(row: Redaction) -> None:
    """Marks and copy of a locked version end; the copy can be seen by no applicant."""
    if row.copy is not None:
        row.copy.visible = False
        row.copy.removed_at = row.copy.removed_at or timezone.now()
        row.copy.save(update_fields=["visible", "removed_at"])
    row.state = RedactionState.SUPERSEDED
    row.row_version += 1
    row.save()


def locked(redaction: Redaction, seen: int) -> Redaction:
    """The marks, locked, as the person saw them.

    Raises:
        Refusal: somebody else has changed them.
    """
    row = (
        Redaction.objects.select_for_update(of=("self",))
        .select_related("file__case", "copy")
        .get(pk=redaction.pk)
    )
    if row.row_version != seen:
        raise Refusal(
            "这份文件的标记刚刚被别人改动，您的这一步没有保存。请核对现在的标记后再办，您填写的内容仍在下面。"
        )
    return row


def placed(redaction: Redaction) -> list[Mark]:
    """The marks as the library of blacking out wants them, with the words that are printed."""
    labels = {ground.code: label_of(ground) for ground in LegalGround.objects.all()}
    return [_mark(stored, labels.get(stored["ground"], "")) for stored in redaction.marks]


def regions_of(redaction: Redaction) -> list[Region]:
    """Those of them that are regions of pages."""
    return [mark for mark in placed(redaction) if isinstance(mark, Region)]


def passages_of(redaction: Redaction) -> list[Passage]:
    """Those of them that are passages of a text."""
    return [mark for mark in placed(redaction) if isinstance(mark, Passage)]


def note_of(stored: dict[str, Any]) -> str:
    """What was noted beside a stored mark."""
    sealed = stored.get("note", "")
    return unseal(base64.b64decode(sealed)).decode() if sealed else ""


def label_of(ground: LegalGround) -> str:
    """The few words printed into a box: the name where it is short, else the article."""
    name = ground.name.partition("：")[0]
    return name if len(name) <= _LONGEST_LABEL else ground.article


def people_of(redaction: Redaction) -> set[int]:
    """Who has set marks: the copy is looked through by somebody else."""
    marked = {int(mark["by"]) for mark in redaction.marks if mark.get("by")}
    return marked | ({redaction.by_id} if redaction.by_id else set())


def still_readable(redaction: Redaction) -> list[str]:
    """Words under a mark that can be read elsewhere in the same file, one sentence each."""
    file = redaction.file
    if not redaction.marks:
        return []
    if originals.kind_of(file) == originals.TEXT:
        return _readable_in_text(originals.text_of(file), passages_of(redaction))
    try:
        left = left_elsewhere(originals.pdf_of(file), regions_of(redaction))
    except NotRedacted as problem:
        raise Refusal(problem.sentence) from None
    return [
        f"“{row.words[:30]}”已在别处标记，第{row.page}页还有{row.times}处没有遮盖。" for row in left
    ]


def _readable_in_text(text: str, passages: list[Passage]) -> list[str]:
    rest = redact_text(text, passages)
    words = {text[p.start : p.end].strip() for p in passages}
    return [
        f"“{word[:30]}”已在别处标记，文中还有{rest.count(word)}处没有遮盖。"
        for word in sorted(words)
        if len(word) > 1 and word in rest
    ]


def _case_of(file: CaseFile) -> Any:
    if file.case is None:
        raise Refusal("这份文件不属于任何案件，不能涂黑。请在案件的材料清单中添加原件。")
    return file.case


@transaction.atomic
def _changed(
    redaction: Redaction, change: Callable[[Redaction], None], *, by: User, seen: int
) -> Redaction:
    row = locked(redaction, seen)
    case = originals.open_for_work(_case_of(row.file))
    if row.state not in _OPEN:
        raise Refusal(
            "公开副本已经生成，标记不能直接改动。请先选择“收回副本，重新涂黑”，再改标记。"
        )
    change(row)
    row.state, row.problems = RedactionState.MARKING, []
    row.row_version += 1
    row.save()
    record(
        "改动涂黑标记", case, by=by, unit=case.unit,
        data={"file": row.file_id, "version": row.version, "marks": len(row.marks)},
    )  # fmt: skip
    return row


def _stored(mark: Mark, ground: LegalGround, note: str, by: User) -> dict[str, Any]:
    note = note.strip()[:_MOST_NOTE]
    sealed = base64.b64encode(seal(note.encode())).decode() if note else ""
    more = {"ground": ground.code, "note": sealed, "by": by.pk}
    if isinstance(mark, Passage):
        return {"start": mark.start, "end": mark.end, **more}
    sides = {side: round(getattr(mark, side), 5) for side in _SIDES}
    return {"page": mark.page, **sides, **more}


_SIDES = ("left", "top", "right", "bottom")


def _place(stored: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(stored.get(part) for part in ("page", *_SIDES, "start", "end"))


def _mark(stored: dict[str, Any], label: str) -> Mark:
    if "start" in stored:
        return Passage(stored["start"], stored["end"], label)
    left, top, right, bottom = (float(stored[side]) for side in _SIDES)
    return Region(stored["page"], left, top, right, bottom, label)
