"""抽查: a random sample of closed cases, the check list filled in, findings that become an order."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import DisclosureRequest, SpotCheck, SupervisionOrder
from gongkai.foi.queries.oversight.check_items import (
    ANSWERS,
    BY_KEY,
    ITEMS,
    WRONG,
    Said,
    known_answers,
    score,
)
from gongkai.foi.queries.oversight.checks import DRAWN, closed_cases, decided, facts_of, read_whole
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.services.oversight import orders
from gongkai.foi.states import OrderKind
from gongkai.lib.dates import plain_date

_SEEDS = 100_000_000
MOST = 500
_NOTE = 300


def sample(keys: Iterable[int], number: int, seed: int) -> list[int]:
    """`number` of the keys, each equally likely; the same keys and seed give the same sample.

    The keys are put in the order of SHA-256 over seed and key, which anybody can recompute, and the
    first ones are taken.
    """
    drawn = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())
    return sorted(drawn[:number])


@transaction.atomic
def draw(
    *,
    units: Sequence[Unit],
    first: dt.date,
    last: dt.date,
    by: User,
    number: int | None = None,
    percent: int | None = None,
    seed: int | None = None,
) -> str:
    """Draws a sample of the cases closed in a period; gives the name of the batch.

    Effects: a `SpotCheck` for each case drawn, and one event with seed, period, units, how many of how
    many, and a digest over the keys they were drawn from, so that the drawing can be repeated.

    Args:
        number, percent: how many; exactly one of them. A percentage is rounded up.
        seed: drawn in public, or left out.

    Raises:
        Refusal: the period runs backwards, nothing was closed in it, too many.
    """
    if last < first:
        raise Refusal(
            f"结束日期{plain_date(last)}早于开始日期{plain_date(first)}，请核对。", field="last"
        )
    keys = sorted(closed_cases(by, units, first, last).values_list("pk", flat=True))
    if not keys:
        raise Refusal(
            f"{plain_date(first)}至{plain_date(last)}，所选单位没有办结的申请，没有可以抽取的案件。",
            field="first",
        )
    wanted = number if number is not None else -(-len(keys) * (percent or 0) // 100)
    if not 1 <= wanted <= MOST:
        raise Refusal(f"一次抽取1至{MOST}件，请调整件数或者比例。", field="number")
    seed = secrets.randbelow(_SEEDS) if seed is None else seed
    chosen = sample(keys, wanted, seed)
    batch = _name(seed)
    SpotCheck.objects.bulk_create([SpotCheck(case_id=pk, batch=batch, by=by) for pk in chosen])
    head = SpotCheck.objects.filter(batch=batch).order_by("pk")[0]
    data = {
        "batch": batch,
        "seed": seed,
        "first": first,
        "last": last,
        "units": [unit.name for unit in units][:50],
        "unit_count": len(units),
        "of": len(keys),
        "drawn": len(chosen),
        "percent": percent,
        "keys": hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest(),
    }
    record(DRAWN, head, by=by, unit=head.case.unit, data=data)
    return batch


def _name(seed: int) -> str:
    """A name that nobody has yet: the day, the seed, and a number where that is taken."""
    plain = f"{today():%Y%m%d}-{seed:08d}"
    taken = SpotCheck.objects.filter(batch__startswith=plain).values_list("batch", flat=True)
    known = set(taken)
    number, name = 1, plain
    while name in known:
        number += 1
        name = f"{plain}-{number}"
    return name


def suggested(check: SpotCheck) -> dict[str, Said]:
    """What the platform answers to the items it can answer, each with its reason."""
    case = read_whole(check.case_id)
    decision = decided(case)
    letter = decision.letter if decision is not None else None
    text = "\n".join(paragraphs_of(letter)) if letter is not None else ""
    return known_answers(facts_of(case, text))


@transaction.atomic
def save_findings(
    check: SpotCheck, *, by: User, answers: Mapping[str, str], notes: Mapping[str, str]
) -> SpotCheck:
    """Keeps what was found, with the score; again, to correct it while no order was sent about it.

    Args:
        answers: fine, wrong or none for every item of the list.
        notes: what was found, by item; wanted where something is wrong.

    Raises:
        Refusal: an item without answer, something wrong without a note, an order was sent already.
    """
    row = (
        SpotCheck.objects.select_for_update(of=("self",))
        .select_related("case__unit")
        .get(pk=check.pk)
    )
    if row.order_id is not None:
        raise Refusal("这件抽查已经据以发出督办单，检查情况不能再改。")
    findings = []
    for item in ITEMS:
        said, note = answers.get(item.key, ""), notes.get(item.key, "").strip()[:_NOTE]
        if said not in ANSWERS:
            raise Refusal(f"“{item.question}”还没有选。", field=item.key)
        if said == WRONG and not note:
            raise Refusal(f"“{item.question}”不符合的，请写明问题。", field=f"{item.key}_note")
        findings.append({"item": item.key, "fine": said, "note": note})
    row.findings = findings
    row.score = score({one["item"]: one["fine"] for one in findings})
    row.by, row.checked_at = by, timezone.now()
    row.save()
    wrong = [one["item"] for one in findings if one["fine"] == WRONG]
    data = {"batch": row.batch, "score": row.score, "wrong": wrong}
    record("登记抽查情况", row, by=by, unit=row.case.unit, data=data)
    return row


def order_words(check: SpotCheck) -> str:
    """The findings as the text of an order."""
    wrong = [one for one in check.findings if one["fine"] == WRONG]
    lines = [
        f"{number}. {BY_KEY[one['item']].question}：{one['note']}（{BY_KEY[one['item']].basis}）"
        for number, one in enumerate(wrong, 1)
        if one["item"] in BY_KEY
    ]
    return "\n".join(
        [f"抽查申请{check.case}（批次{check.batch}），发现下列问题，请改正并回复改正情况：", *lines]
    )


@transaction.atomic
def order_from(
    check: SpotCheck, *, by: User, kind: OrderKind | str, text: str, days: int
) -> SupervisionOrder:
    """Sends what was found to the unit, to be put right.

    Raises:
        Refusal: not checked yet, nothing wrong, sent already; what `orders.send` refuses.
    """
    row = (
        SpotCheck.objects.select_for_update(of=("self",))
        .select_related("case__unit")
        .get(pk=check.pk)
    )
    if row.checked_at is None or not any(one["fine"] == WRONG for one in row.findings):
        raise Refusal("这件抽查没有登记不符合的项目，不需要发督办单。")
    if row.order_id is not None:
        raise Refusal("这件抽查已经发过督办单，请在那份督办单上办理。")
    case: DisclosureRequest = row.case
    row.order = orders.send(kind=kind, unit=case.unit, case=case, text=text, days=days, by=by)
    row.save(update_fields=["order"])
    return row.order
