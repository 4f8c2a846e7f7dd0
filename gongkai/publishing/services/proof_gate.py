"""What proof-reading must not leave open when a draft is sent for review."""

from gongkai.lib.titles import quoted
from gongkai.publishing.models import FindingDecision, Publication
from gongkai.publishing.services.proofreading import proofread

_NAMED = 3


def open_errors(row: Publication) -> list[str]:
    """One sentence for what must be put right, or left with a reason, before the reviews; else none.

    Only findings of the severity `error` count: a form that is wrong beyond doubt, personal data, a
    title that is not public. Suspected wrong characters are advice and stop nothing.
    """
    settled = set(
        FindingDecision.objects.filter(publication=row).values_list("fingerprint", flat=True)
    )
    text = getattr(row, "text", None)
    found = proofread(row.title, publication=row) if row.title.strip() else []
    if text is not None and text.plain.strip():
        found += proofread(text.plain, html=text.html, publication=row)
    errors = [f for f in found if f.severity == "error" and f.fingerprint not in settled]
    if not errors:
        return []
    named = "；".join(f"“{f.text[:20]}”{f.reason.rstrip('。')}" for f in errors[:_NAMED])
    more = f"等{len(errors)}处" if len(errors) > _NAMED else f"{len(errors)}处"
    name = f"{quoted(row.title)}" if row.companion_of_id else ""
    return [f"{name}校对有{more}必须改正，或者在校对页写明不改的理由：{named}。"]
