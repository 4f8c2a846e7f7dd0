"""The same form sent twice leads to one record and one answer."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.base.models import FormToken
from gongkai.base.refusal import Refusal

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def new_token() -> str:
    """A token for one form as shown to one person: 43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """True for text that has the form of a token."""
    return bool(_TOKEN.match(text))


@transaction.atomic
def once(
    token: str, purpose: str, act: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Does `act` the first time this token comes, and keeps its answer with it.

    The row of the token is written first: a second sender of the same token waits there until the
    first is done and then gets the first one's answer. When `act` refuses, the token is free again.

    Returns:
        The answer (a JSON object), and whether it is fresh.

    Raises:
        Refusal: no token or one of another form; whatever `act` refuses.
    """
    if not is_token(token):
        raise Refusal(
            "这张表单缺少校验标记，无法确认是否重复提交。请刷新页面后重新提交，内容可先复制保存。",
            status=400,
        )
    try:
        with transaction.atomic():
            row = FormToken.objects.create(token=token, purpose=purpose)
    except IntegrityError:
        return _answer_of(token, purpose), False
    row.answer = act()
    row.save(update_fields=["answer"])
    return row.answer, True


def _answer_of(token: str, purpose: str) -> dict[str, Any]:
    row = FormToken.objects.get(token=token)
    if row.purpose != purpose:
        raise Refusal("这张表单的校验标记已用于别的事项。请刷新页面后重新填写。", status=400)
    answer: dict[str, Any] = row.answer
    return answer
