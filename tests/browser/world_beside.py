"""What stands beside a publication: outlets, catalogues, gazette, topics, validity, clean-ups."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.calendar import today
from gongkai.catalogue.models import LegalGround
from gongkai.catalogue.services import negative, sectors
from gongkai.outlets.states import OutletAct, OutletKind
from gongkai.publishing.models import Publication, Topic, TopicItem
from gongkai.publishing.queries.cleanup import Criteria
from gongkai.publishing.services import (
    cleanup,
    content,
    coverage,
    empty_periods,
    gazette,
    topics,
    validity_changes,
)
from gongkai.publishing.services.topics import ItemFacts, TopicFacts
from gongkai.publishing.states import (
    Conclusion,
    DeliveryState,
    GazetteState,
    RelationKind,
    TopicKind,
)
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.outlets.factories import (
    make_column,
    make_delivery,
    make_outlet,
    make_receiver,
    make_record,
    make_site,
)
from tests.publishing.factories import make_publication
from tests.publishing.gazette.factories import make_document, make_issue, make_series, put

if TYPE_CHECKING:
    from tests.browser.world import World

LATER = dt.timedelta(days=90)


def write(city: City, people: People, world: World) -> None:
    """Every list with rows, every page with something on it."""
    row = make_document(city.education, "明湖市窗口评价办法", doc_no="明教发〔2023〕21号")
    _outlets(city, row, world)
    _catalogues(city, people, row, world)
    _gazette(city, people, world)
    _topics(people, row, world)
    _validity(city, people, row, world)
    _cleanup(city, people, world)
    pages = {"quality": reverse("desk_quality"), "expiring": reverse("desk_expiring")}
    world.add("openness", pages)


def _outlets(city: City, row: Publication, world: World) -> None:
    site = make_site(city.education, slug="portal")
    make_record(site, OutletAct.OPEN, dt.date(2024, 1, 2), document_no="明政办字〔2024〕1号")
    column = make_column(site, "政策文件", takes={"kinds": ["document"]})
    account = make_outlet(city.education, name="明湖教育")
    system = make_receiver(city.education, "https://data.example.cn/hook", automatic=False)
    make_outlet(
        city.education, OutletKind.SYSTEM, name="开放数据平台", slug="open-data", automatic=True
    )
    by_hand = make_delivery(row, account, state=DeliveryState.BY_HAND)
    failed = make_delivery(
        row, system, state=DeliveryState.FAILED, problem="对方应答504，请稍后重试。"
    )
    make_delivery(row, site, column=column, state=DeliveryState.SENT)
    pages = {
        "outlets": reverse("desk_outlets"), "outlet": reverse("desk_outlet", args=[site.pk]), "outlet change": reverse("desk_outlet_change", args=[site.pk]),
        **{f"outlet new {kind}": reverse("desk_outlet_new", args=[kind]) for kind in OutletKind.values},
        "outlet pause": reverse("desk_outlet_act", args=[site.pk, "pause"]), "columns": reverse("desk_columns"),
        "column": reverse("desk_column", args=[column.pk]), "column new": reverse("desk_column_new", args=[site.pk]),
        "column takes": reverse("desk_column_takes", args=[column.pk]), "outlet delivery": reverse("desk_outlet_delivery", args=[system.pk]),
        "deliveries": reverse("desk_deliveries"), "deliveries all": reverse("desk_deliveries") + "?state=",
        "delivery by hand": reverse("desk_delivery", args=[by_hand.pk]), "delivery failed": reverse("desk_delivery", args=[failed.pk]),
        "publication outlets": reverse("desk_publication_outlets", args=[row.pk]),
    }  # fmt: skip
    world.add("openness", pages)
    world.public |= {"outlets": reverse("outlets"), "outlet": reverse("outlet", args=["portal"])}


def _catalogues(city: City, people: People, row: Publication, world: World) -> None:
    catalogue = make_catalogue(city.city, year=2026)
    entries = [
        make_entry(catalogue, name, cycle_days=92) for name in ("政府预算", "政府决算", "收费清单")
    ]
    duties = [make_duty(entry, city.education) for entry in entries[:2]]
    duties.append(make_duty(entries[2], city.education, since=today()))  # nothing yet, nothing late
    coverage.link(row, duties[0], by=people.openness)
    empty_periods.declare(
        duties[1], by=people.clerk, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 9, 30),
        statement="2026年第三季度没有应当公开的决算信息。",
    )  # fmt: skip
    item = negative.save_item(
        None, by=people.openness, unit=city.education, matter="内部值班安排",
        ground=LegalGround.objects.get(code="E16-1c"), words=["值班"],
    )  # fmt: skip
    sectors.save_window(
        city.water,
        by=people.authority,
        sector="供水",
        phone="0000-96116",
        complaint_unit=city.office,
    )
    sectors.seed_sector(city.water, "供水", by=people.authority)
    pages = {
        "catalogues": reverse("desk_catalogues"), "catalogue new": reverse("desk_catalogue_new"), "catalogue import": reverse("desk_catalogue_import"),
        "catalogue": reverse("desk_catalogue", args=[catalogue.pk]), "catalogue edit": reverse("desk_catalogue_edit", args=[catalogue.pk]),
        "catalogue edition": reverse("desk_catalogue_edition", args=[catalogue.pk]), "entry": reverse("desk_entry", args=[entries[0].pk]),
        "entry new": reverse("desk_entry_new", args=[catalogue.pk]), "entry edit": reverse("desk_entry_edit", args=[entries[0].pk]),
        "negative": reverse("desk_negative"), "negative new": reverse("desk_negative_new"), "negative edit": reverse("desk_negative_edit", args=[item.pk]),
        "windows": reverse("desk_windows"), "window": reverse("desk_window", args=[city.water.pk]), "coverage": reverse("desk_coverage"),
        "coverage entries": reverse("desk_coverage_entries"), "declarations": reverse("desk_declarations"),
    }  # fmt: skip
    world.add("authority", pages)
    duty = {"duty": reverse("desk_duty", args=[duties[1].pk]), "duty blank": reverse("desk_duty", args=[duties[2].pk])}  # fmt: skip
    world.add("openness", {**duty, "publication entries": reverse("desk_publication_entries", args=[row.pk])})  # fmt: skip
    world.public |= {
        "catalogues": reverse("catalogues"), "catalogue": reverse("catalogue", args=[catalogue.pk]), "unit catalogue": reverse("unit_catalogue", args=["education"]),
        "negative list": reverse("negative_list"), "sectors": reverse("sectors"), "sector": reverse("sector", args=["water"]),
    }  # fmt: skip


def _gazette(city: City, people: People, world: World) -> None:
    series = make_series(city.city, classes=["normative"])
    out = make_issue(series, 1, state=GazetteState.RELEASED)
    item = put(
        out,
        make_document(city.education, "明湖市供暖补贴办法", doc_no="明教发〔2024〕31号"),
        "规范性文件",
    )
    type(out).objects.filter(pk=out.pk).update(released_at=timezone.now())
    changed = item.publication
    changed.text.plain += "另有说明。"
    changed.text.save()
    content.keep_version(changed, by=people.openness, note="更正")
    draft = make_issue(series, 2)
    put(
        draft,
        make_document(city.education, "明湖市供水补贴办法", doc_no="明教发〔2024〕32号"),
        "规章",
    )
    gazette.order_proof(draft, by=people.authority)
    jobs.run_due()
    old = make_issue(series, 3, year=1999, scanned=True, state=GazetteState.RELEASED, plain="旧刊的文字。", contents=[{"title": "关于冬季供暖的通知", "page": 3}])  # fmt: skip
    issue, where = {"pk": draft.pk}, ["minghu", 2024, 1]
    pages = {
        "gazette": reverse("desk_gazette"), "gazette series new": reverse("desk_gazette_series_new"), "gazette series": reverse("desk_gazette_series", args=[series.pk]),
        "gazette issue new": reverse("desk_gazette_issue_new", args=[series.pk]), "gazette old": reverse("desk_gazette_old"),
        "gazette differences": reverse("desk_gazette_differences"), "gazette issue": reverse("desk_gazette_issue", kwargs=issue),
        "gazette issue edit": reverse("desk_gazette_issue_edit", kwargs=issue), "gazette add": reverse("desk_gazette_add", kwargs=issue),
        "gazette preview": reverse("desk_gazette_preview", kwargs=issue), "gazette issue out": reverse("desk_gazette_issue", args=[out.pk]),
        "gazette issue old": reverse("desk_gazette_issue", args=[old.pk]),
    }  # fmt: skip
    world.add("authority", pages)
    world.public |= {
        "gazette": reverse("gazette"), "gazette search": reverse("gazette") + "?q=供暖", "gazette series": reverse("gazette_series", args=["minghu"]),
        "gazette issue": reverse("gazette_issue", args=where), "gazette item": reverse("gazette_item", args=[*where, 1]),
    }  # fmt: skip
    type(old).objects.filter(pk=old.pk).update(released_at=timezone.now())
    world.public["gazette old text"] = reverse("gazette_old_text", args=["minghu", 1999, 3])


def _topics(people: People, row: Publication, world: World) -> None:
    topic = _topic(people, TopicKind.TOPIC, "chuang-kou", "窗口服务", row)
    steps = _topic(people, TopicKind.ONE_THING, "ru-xue", "孩子上学一件事", row)
    closed = _topic(people, TopicKind.TOPIC, "jiu-shi", "旧专题", row)
    draft = _topic(people, TopicKind.TOPIC, "cao-gao", "准备中的专题", row, show=False)
    topics.close(closed, by=people.openness, reason="活动已经结束。")
    group = topic.groups.get()
    mine = {"pk": topic.pk}
    pages = {
        "topics": reverse("desk_topics"), "topic new": reverse("desk_topic_new"), "topic": reverse("desk_topic", kwargs=mine),
        "topic edit": reverse("desk_topic_edit", kwargs=mine), "topic draft": reverse("desk_topic", args=[draft.pk]),
        "topic preview": reverse("desk_topic_preview", args=[draft.pk]), "topic group new": reverse("desk_topic_group_new", kwargs=mine),
        "topic group": reverse("desk_topic_group", args=[topic.pk, group.pk]), "topic item new": reverse("desk_topic_item_new", args=[topic.pk, group.pk]),
        "topic item": reverse("desk_topic_item", args=[topic.pk, group.items.first().pk]),
    }  # fmt: skip
    world.add("openness", pages)
    shown = {"topics": reverse("topics")}
    shown |= {f"topic {t.slug}": reverse("topic", args=[t.slug]) for t in (topic, steps, closed)}
    world.public |= shown


def _topic(
    people: People, kind: TopicKind, slug: str, title: str, row: Publication, *, show: bool = True
) -> Topic:
    """A topic with a document, a question and a service."""
    unit = people.clerk.unit
    assert unit is not None
    facts = TopicFacts(
        kind, slug, title, "窗口怎么找、怎么办。", unit, people.clerk, today() + LATER
    )
    topic = topics.create(by=people.clerk, facts=facts)
    topics.add_group(topic, by=people.clerk, seen=1, title="先看政策")
    group = topic.groups.get()
    items = (
        ItemFacts(TopicItem.Kind.DOCUMENT, row),
        ItemFacts(TopicItem.Kind.QUESTION, None, "周末开门吗", "", "周六上午开门。"),
        ItemFacts(TopicItem.Kind.SERVICE, None, "预约窗口", "https://service.example.cn/book"),
    )
    for seen, facts_of_item in enumerate(items, 2):
        topics.add_item(group, by=people.clerk, seen=seen, facts=facts_of_item)
    topic.refresh_from_db()
    if show:
        topics.release(topic, by=people.openness, seen=topic.row_version)
        topic.refresh_from_db()
    return topic


def _validity(city: City, people: People, row: Publication, world: World) -> None:
    old = make_publication(
        "明湖市窗口评价暂行办法", unit=city.education, doc_no="明教发〔2020〕3号",
        signed_on=dt.date(2020, 3, 2), effective_on=dt.date(2020, 4, 1), expires_on=today() + LATER,
    )  # fmt: skip
    waiting = validity_changes.change(old, basis=row, kind=RelationKind.AMENDS, by=people.openness, whole=False, articles="第三条")  # fmt: skip
    pages = {
        "validity": reverse("desk_validity", args=[old.pk]), "registrations": reverse("desk_validity_registrations"),
        "registration": reverse("desk_validity_registration", args=[waiting.pk]),
    }  # fmt: skip
    world.add("openness", pages)


def _cleanup(city: City, people: People, world: World) -> None:
    campaign = cleanup.start(
        by=people.authority, title="2026年文件清理", unit=city.office, due_on=today() + LATER,
        criteria=Criteria(year_from=2018, year_to=2020),
    )  # fmt: skip
    items = list(campaign.items.filter(unit=city.education).order_by("pk"))
    cleanup.conclude_item(
        items[0], by=people.clerk, seen=items[0].row_version, conclusion=Conclusion.REPEAL, reason="工作任务已完成"
    )  # fmt: skip
    office = {
        "cleanups": reverse("desk_cleanup"), "cleanup new": reverse("desk_cleanup_new"),
        "cleanup": reverse("desk_cleanup_campaign", args=[campaign.pk]),
    }  # fmt: skip
    world.add("authority", office)
    world.add("clerk", {"cleanup item": reverse("desk_cleanup_item", args=[items[-1].pk]), "cleanup of a unit": reverse("desk_cleanup_campaign", args=[campaign.pk])})  # fmt: skip
