"""The clause library is kept here (条款库)."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.trail import record
from gongkai.foi.letters import KINDS
from gongkai.foi.letters.plain import printable
from gongkai.foi.models import Clause
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.letters import may_keep_clauses

LONGEST = 2000
NOT_KEEPER = "全市通用的条款由主管部门维护，本单位的条款由本单位公开工作机构和法制审核人员维护。您可以新建一条本单位的条款。"


@transaction.atomic
def save_clause(
    clause: Clause | None,
    *,
    by: User,
    unit: Unit | None,
    title: str,
    text: str,
    kinds: Sequence[str],
    outcomes: Sequence[str] = (),
    is_active: bool = True,
    order: int = 1000,
) -> Clause:
    """Adds a clause or changes one; one event. Letters written with it keep their words.

    Args:
        clause: the one to change; its unit stays.
        unit: whose clause a new one is; None for everybody.

    Raises:
        Forbidden: not this person's to keep.
        Refusal: empty, too long, a kind or outcome there is not.
    """
    row = Clause.objects.select_for_update(of=("self",)).get(pk=clause.pk) if clause else None
    owner = row.unit if row else unit
    if not may_keep_clauses(by, owner):
        raise Forbidden(NOT_KEEPER)
    words = printable(text).strip()
    if not words or not title.strip():
        raise Refusal(
            "条款要有名称和文字，请填写后再保存。", field="text" if title.strip() else "title"
        )
    if len(words) > LONGEST:
        raise Refusal(
            f"条款有{len(words)}字，超过{LONGEST}字的上限，请缩短后再保存。", field="text"
        )
    if not set(kinds) <= KINDS.keys() or not set(outcomes) <= BY_CODE.keys():
        raise Refusal("适用的文书或者办理结果不在列表里，请重新选择。", field="kinds")
    row = row or Clause(code=f"own-{secrets.token_hex(8)}", unit=owner)
    row.title, row.text = " ".join(printable(title).split())[:60], words
    row.kinds, row.outcomes = list(kinds), list(outcomes)
    row.is_active, row.order = is_active, order
    row.save()
    record("修改条款" if clause else "新增条款", row, by=by, unit=owner, data={"code": row.code})
    return row
