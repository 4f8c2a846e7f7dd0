"""Whether the acts of the cases are still those that the trail knows; a part of `verify-trail`."""

from collections.abc import Iterator

from gongkai.base.models import Event, TrailHead
from gongkai.base.sealed import Unsealable
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.services.acting import digest_of
from gongkai.foi.states import Act

_CHUNK = 1000
_SUBJECT = DisclosureRequest._meta.label_lower
_TAMPERED = "已被改动"


def changed_acts() -> list[str]:
    """A sentence for each act that was changed, deleted or put in behind the program's back.

    Compares every row with the digest in its event, and asks for every event of an act whether its
    row is there. The chain of the events themselves is checked before.
    """
    # What is written while this reads lies beyond the head: an event and its act come together.
    head = TrailHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    found: list[str] = []
    known: set[int] = set()
    last = 0
    while pks := _next_pks(last):
        seqs = dict(CaseAct.objects.filter(pk__in=pks).values_list("pk", "event_seq"))
        events = Event.objects.only("seq", "subject_type", "subject_id", "data").in_bulk(
            list(seqs.values())
        )
        for pk, row in _read(pks):
            seq = seqs[pk]
            problem = _problem(row, events.get(seq), repeated=seq in known)
            if problem:
                found.append(f"{_name(pk)}{problem}")
            known.add(seq)
        last = pks[-1]
    return found + _lost(known, head)


def _next_pks(after: int) -> list[int]:
    rows = CaseAct.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_CHUNK])


def _read(pks: list[int]) -> Iterator[tuple[int, CaseAct | None]]:
    """The rows; None for one whose sealed note cannot be opened."""
    try:
        rows = CaseAct.objects.in_bulk(pks)
    except (Unsealable, ValueError):
        rows = {}
    for pk in pks:
        yield pk, rows[pk] if pk in rows else _alone(pk)


def _alone(pk: int) -> CaseAct | None:
    try:
        return CaseAct.objects.get(pk=pk)
    except (Unsealable, ValueError):
        return None


def _problem(row: CaseAct | None, event: Event | None, *, repeated: bool) -> str:
    """What is wrong with one act; "" where nothing is."""
    if row is None:
        return f"的说明不能解密：密钥与保存时不同，或者内容{_TAMPERED}。"
    if event is None:
        return f"在事件记录里没有对应的第{row.event_seq}条，是绕过程序写入的，或者事件已经缺失。"
    if repeated:
        return f"与另一条办理事项对应同一条事件（第{row.event_seq}条），是绕过程序写入的。"
    told = event.data.get("digest") if isinstance(event.data, dict) else None
    mine = (event.subject_type, event.subject_id) == (_SUBJECT, str(row.case_id))
    if not mine or not told == row.digest == digest_of(row):
        return f"与事件记录第{row.event_seq}条封存的内容不一致，{_TAMPERED}。"
    return ""


def _name(pk: int) -> str:
    """「〔2026〕3号的“签发”（办理事项12）」, from what can be read without the key."""
    known = CaseAct.objects.filter(pk=pk).values_list(
        "kind", "case_id", "case__number", "case__application__number"
    )
    kind, case_id, number, application = known.get()
    label = dict(Act.choices).get(kind, kind)
    return f"{number or application or f'案件{case_id}'}的“{label}”（办理事项{pk}）"


def _lost(known: set[int], head: int) -> list[str]:
    """Events of acts whose row is gone."""
    events = Event.objects.filter(
        subject_type=_SUBJECT, seq__lte=head, data__has_keys=["act", "digest"]
    )
    rows = events.order_by("seq").values_list("seq", "act", "subject")
    return [
        f"{subject}的“{act}”（事件记录第{seq}条）已经不在办理事项里，是绕过程序删除的。"
        for seq, act, subject in rows.iterator(chunk_size=_CHUNK)
        if seq not in known
    ]
