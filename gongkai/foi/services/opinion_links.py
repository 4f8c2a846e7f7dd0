"""Links with which those who are asked answer without an account."""

import secrets

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import Consultation
from gongkai.foi.queries import consulting as queries
from gongkai.foi.services import acting
from gongkai.foi.services.consulting import locked_row


@transaction.atomic
def make_link(consultation: Consultation, *, by: User) -> str:
    """A link with which those asked answer without an account; an earlier one ends at once.

    Returns:
        The token of the link; only its fingerprint is kept, so it is shown once.
    """
    case = acting.lock(consultation.case)
    made = locked_row(consultation, case)
    token = secrets.token_urlsafe(32)
    had_one = bool(made.token)
    made.token = queries.link_key(token)
    if not queries.link_may_be_made(made):
        raise Refusal(
            "这项征求意见已经答复、已经超过期限，或者申请已经进入后面的环节，不能再建立在线答复链接。"
        )
    made.save(update_fields=["token"])
    act = "更换在线答复链接" if had_one else "建立在线答复链接"
    record(act, case, by=by, unit=case.unit, data={"ref": made.ref})
    return token


@transaction.atomic
def drop_link(consultation: Consultation, *, by: User) -> Consultation:
    """Takes a link back that went to the wrong place; ended twice it stays ended."""
    case = acting.lock(consultation.case)
    made = locked_row(consultation, case)
    if made.token:
        made.token = ""
        made.save(update_fields=["token"])
        record("撤销在线答复链接", case, by=by, unit=case.unit, data={"ref": made.ref})
    return made
