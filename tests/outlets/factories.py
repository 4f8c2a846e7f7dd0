"""Outlets, columns and deliveries for tests, written straight into tables."""

import datetime as dt
from typing import Any

from gongkai.base.models import Unit
from gongkai.outlets.models import Column, Outlet, OutletRecord
from gongkai.outlets.services import Filing
from gongkai.outlets.states import CopyFormat, OutletAct, OutletKind, OutletState, Platform
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.states import DeliveryState
from tests.publishing.factories import NOON

OPENED = dt.date(2024, 1, 2)


def make_outlet(unit: Unit, kind: OutletKind = OutletKind.ACCOUNT, **facts: Any) -> Outlet:
    """A running outlet; an account on a platform that knows no limit unless the facts say otherwise."""
    number = Outlet.objects.count() + 1
    formats = {OutletKind.ACCOUNT: CopyFormat.TEXT, OutletKind.SYSTEM: CopyFormat.JSON}
    if kind == OutletKind.ACCOUNT:
        facts = {
            "platform": Platform.OTHER,
            "account_id": f"account{number}",
            "contact": "韩承办",
            **facts,
        }
    return Outlet.objects.create(
        unit=unit,
        kind=kind,
        **{
            "name": f"渠道{number}",
            "slug": f"outlet-{number}",
            "state": OutletState.RUNNING,
            "opened_on": OPENED,
            "copy_format": formats.get(kind, CopyFormat.PAGE),
            **facts,
        },
    )


def make_site(unit: Unit, **facts: Any) -> Outlet:
    """A running site with everything its filing asks for."""
    return make_outlet(
        unit,
        OutletKind.SITE,
        **{
            "name": "明湖市人民政府门户网站", "url": "https://www.minghu.gov.cn/", "site_code": "3701000001",
            "icp_no": "鲁ICP备12345678号", "contact": "龚公开", **facts,
        },
    )  # fmt: skip


def make_column(
    site: Outlet, name: str = "政策文件", unit: Unit | None = None, **facts: Any
) -> Column:
    """An active column of a site."""
    number = Column.objects.count() + 1
    return Column.objects.create(
        outlet=site, name=name, slug=f"column-{number}", unit=unit or site.unit, **{"position": number, **facts}
    )  # fmt: skip


def make_delivery(publication: Publication, outlet: Outlet, **facts: Any) -> Delivery:
    """A delivery in any state; waiting since the release unless the facts say otherwise."""
    return Delivery.objects.create(
        publication=publication,
        outlet=outlet,
        **{"state": DeliveryState.WAITING, "not_before": publication.released_at or NOON, **facts},
    )


def make_receiver(unit: Unit, url: str, **facts: Any) -> Outlet:
    """A system to which everything is pushed by itself."""
    return make_outlet(
        unit, OutletKind.SYSTEM, **{"automatic": True, "webhook_url": url, "webhook_nonce": "0" * 32, **facts}
    )  # fmt: skip


def filing(on: dt.date = dt.date(2024, 5, 6), **facts: Any) -> Filing:
    """What stands behind an act."""
    return Filing(on=on, **{"document_no": "明政办字〔2024〕1号", **facts})


def records_of(outlet: Outlet) -> list[str]:
    """The acts on record, in the order in which they were done."""
    return list(
        OutletRecord.objects.filter(outlet=outlet).order_by("pk").values_list("act", flat=True)
    )


def make_record(outlet: Outlet, act: OutletAct, on: dt.date, **facts: Any) -> OutletRecord:
    """An act on record."""
    return OutletRecord.objects.create(outlet=outlet, act=act, on=on, **facts)
