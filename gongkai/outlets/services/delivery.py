"""What an outlet gets by itself, where it is pushed to, and the key that signs it."""

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.outlets.addresses import problem_of_receiver
from gongkai.outlets.models import Outlet
from gongkai.outlets.services.rows import locked, refuse_stale
from gongkai.outlets.states import CopyFormat, OutletState


@transaction.atomic
def set_delivery(
    outlet: Outlet,
    *,
    by: User,
    seen: int,
    automatic: bool,
    kinds: Sequence[str],
    copy_format: CopyFormat,
    webhook_url: str,
) -> Outlet:
    """Sets what the outlet gets by itself, in which form, and where it is pushed to.

    Raises:
        Refusal: closed, changed meanwhile, an address to which nothing may be sent.
    """
    row = locked(outlet.pk)
    if row.state == OutletState.CLOSED:
        raise Refusal(f"“{row.name}”已经注销，不再送达。")
    refuse_stale(row, seen)
    webhook_url = webhook_url.strip()
    if webhook_url:
        _check_receiver(copy_format, webhook_url)
    row.automatic, row.kinds, row.copy_format = automatic, list(kinds), copy_format
    row.webhook_url = webhook_url
    row.row_version += 1
    row.save()
    # What stands after the question mark may be a token of the receiver: it is kept out of the trail.
    place = urlsplit(webhook_url)._replace(query="", fragment="").geturl()
    data = {"automatic": automatic, "kinds": row.kinds, "format": copy_format, "to": place}
    record("设置送达", row, by=by, unit=row.unit, data=data, changed=[("outlet", row.pk)])
    return row


def _check_receiver(copy_format: CopyFormat, url: str) -> None:
    if copy_format != CopyFormat.JSON:
        raise Refusal(
            "只有“数据推送”才填写推送地址，请清空，或者把发布方式改为数据推送。",
            field="webhook_url",
        )
    problem = problem_of_receiver(url, private_hosts())
    if problem:
        raise Refusal(problem, field="webhook_url")


def private_hosts() -> tuple[str, ...]:
    """Hosts inside the government network to which copies may go, without https too."""
    return tuple(host.strip("[]").lower() for host in settings.WEBHOOK_PRIVATE_HOSTS)


@transaction.atomic
def renew_key(outlet: Outlet, *, by: User) -> tuple[Outlet, str]:
    """Makes a new signing key; the one before is void at once.

    Returns:
        The outlet and its key, which is shown this once and stored nowhere.
    """
    row = locked(outlet.pk)
    if row.state == OutletState.CLOSED:
        raise Refusal(f"“{row.name}”已经注销，不再推送。")
    row.webhook_nonce = secrets.token_hex(16)
    row.row_version += 1
    row.save(update_fields=["webhook_nonce", "row_version"])
    record("更换推送密钥", row, by=by, unit=row.unit)
    return row, webhook_key(row)


def webhook_key(outlet: Outlet) -> str:
    """The signing key of an outlet, derived from the installation's key: 64 hexadecimal figures."""
    if not outlet.webhook_nonce:
        raise Refusal(f"“{outlet.name}”还没有推送密钥，请先在送达设置里生成。")
    return salted_hmac(
        "gongkai.outlets.webhook", outlet.webhook_nonce, algorithm="sha256"
    ).hexdigest()
