"""What the registers, the gazette, topics and campaigns keep to themselves."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import Catalogue, DocumentClass, EntryDuty, LegalGround
from gongkai.catalogue.services import catalogues, entries, negative
from gongkai.outlets import services as outlets
from gongkai.outlets.states import OutletKind
from gongkai.portal.demo import found
from gongkai.portal.demo.canaries.nest import Nest
from gongkai.publishing.models import Delivery, GazetteSeries, TopicItem
from gongkai.publishing.queries.cleanup import Criteria
from gongkai.publishing.services import (
    cleanup,
    deliveries,
    empty_periods,
    expiry,
    gazette,
    topics,
    validity_changes,
)
from gongkai.publishing.services.topics import ItemFacts, TopicFacts
from gongkai.publishing.states import (
    Conclusion,
    DeliveryState,
    Evaluation,
    RelationKind,
    TopicKind,
)


def plant(nest: Nest, units: dict[str, Unit], people: dict[str, User]) -> None:
    """A string in every field of the parts that the public is not told."""
    _outlets(nest, units, people["fangjibai"])
    _deliveries(nest, people["linzhixia"])
    _catalogue(nest, units, people)
    _negative(nest, units["shifuban"], people["hanyanzhou"])
    _gazette(nest, people["hanyanzhou"])
    _topics(nest, units["shifuban"], people)
    _cleanup(nest, units["shifuban"], people["fangjibai"])
    _validity(nest, people)


def _outlets(nest: Nest, units: dict[str, Unit], by: User) -> None:
    """A zone in filing, a receiving system, an account whose filing says more than the public learns."""
    lay, unit = nest.lay, units["wenlv"]
    outlets.register(
        by=by, unit=unit, kind=OutletKind.ZONE, facts={"name": lay("zone", "name"), "place": lay("zone", "place")}
    )  # fmt: skip
    facts = {"name": lay("system", "name"), "operator": lay("system", "operator")}
    outlets.register(by=by, unit=unit, kind=OutletKind.SYSTEM, facts=facts)
    account, _ = outlets.register(
        by=by,
        unit=unit,
        kind=OutletKind.ACCOUNT,
        facts={
            "platform": "channels",
            "name": "演示视频号",
            "account_id": "yanshi",
            "operator": lay("account", "operator"),
            "contact": lay("account", "contact"),
        },
        reason=lay("account", "reason"),
    )
    filing = outlets.Filing(
        on=today(), document_no=lay("account", "filing"), note=lay("account", "note")
    )
    outlets.open_outlet(account, by=by, filing=filing)


def _deliveries(nest: Nest, by: User) -> None:
    """Why a copy was not posted."""
    row = Delivery.objects.filter(state=DeliveryState.BY_HAND).order_by("-pk").first()
    if row is not None:
        deliveries.cancel(row, by=by, note=nest.lay("delivery", "note"))


def _catalogue(nest: Nest, units: dict[str, Unit], people: dict[str, User]) -> None:
    """An entry out of force, the history of a change, declarations not signed and taken back."""
    lay, by = nest.lay, people["sujianwei"]
    catalogue = Catalogue.objects.get(unit=units["minzheng"])
    entry = entries.add(
        catalogue, by=by, note=lay("entry", "note"), level1=lay("entry", "level1"),
        level2=lay("entry", "level2"), content=lay("entry", "content"),
    )  # fmt: skip
    entries.retire(entry, by=by, note=lay("entry", "retired"))
    source = f"{catalogue.source}；省民政厅2026年工作安排"
    catalogues.edit(catalogue, by=by, note=lay("catalogue", "note"), source=source)
    blank = EntryDuty.objects.filter(
        entry__catalogue=catalogue, entry__active=True, unit=units["minzheng"], last_on=None,
        declarations=None,
    )  # fmt: skip
    duty = blank.order_by("pk")[0]
    span: dict[str, Any] = {
        "starts_on": today() - dt.timedelta(days=60),
        "ends_on": today() - dt.timedelta(days=40),
    }
    taken = empty_periods.declare(
        duty, by=people["shenzhiyuan"], statement=lay("declaration", "revoked"), **span
    )
    empty_periods.sign(taken, by=people["jiangyingchuan"])
    empty_periods.revoke(taken, by=people["shenzhiyuan"], note=lay("declaration", "note"))
    empty_periods.declare(
        duty, by=people["shenzhiyuan"], statement=lay("declaration", "unsigned"), **span
    )


def _negative(nest: Nest, unit: Unit, by: User) -> None:
    """The words that call an item up, and an item that was taken off the list."""
    ground = LegalGround.objects.get(code="E16-2c")
    facts: dict[str, Any] = {"by": by, "unit": unit, "ground": ground}
    negative.save_item(
        None, matter="部门之间的磋商信函", words=[nest.lay("negative", "word")], **facts
    )
    item = negative.save_item(
        None, matter=nest.lay("negative", "matter"), basis=nest.lay("negative", "basis"), **facts
    )
    negative.set_active(item, by=by, active=False, note=nest.lay("negative", "note"))


def _gazette(nest: Nest, by: User) -> None:
    """An issue in preparation and why something was taken out of it."""
    series = GazetteSeries.objects.get()
    issue = gazette.open_issue(
        series, by=by, year=today().year, number=99, editor=nest.lay("issue", "editor")
    )
    publication = found.public("临政发〔2026〕6号")
    if publication is not None:
        item = gazette.add(issue, publication, by=by, section=nest.lay("issue", "section"))
        gazette.remove(item, by=by, reason=nest.lay("issue", "removed"))


def _topics(nest: Nest, unit: Unit, people: dict[str, User]) -> None:
    """A topic in preparation, and what a closed one held."""
    by = people["linzhixia"]
    for slug, title in (
        ("canary-draft", nest.lay("topic", "title")),
        ("canary-closed", "演示：已结束的专题"),
    ):
        facts = TopicFacts(
            TopicKind.TOPIC, slug, title, nest.lay("topic", "lede"), unit, by,
            today() + dt.timedelta(days=30),
        )  # fmt: skip
        topic = topics.create(by=by, facts=facts)
        topic = topics.add_group(
            topic, by=by, seen=topic.row_version, title=nest.lay("topic", "group"),
            text=nest.lay("topic", "step"),
        )  # fmt: skip
        item = ItemFacts(
            TopicItem.Kind.QUESTION,
            title=nest.lay("topic", "question"),
            text=nest.lay("topic", "answer"),
        )
        topic = topics.add_item(topic.groups.get(), by=by, seen=topic.row_version, facts=item)
        if slug == "canary-closed":
            topic = topics.release(topic, by=people["hanyanzhou"], seen=topic.row_version)
            topics.close(topic, by=people["hanyanzhou"], reason=nest.lay("topic", "reason"))


def _cleanup(nest: Nest, unit: Unit, by: User) -> None:
    """A campaign of its own with a conclusion, given up again."""
    wanted = (DocumentClass.objects.get(code="policy").pk,)
    campaign = cleanup.start(
        by=by, unit=unit, title=nest.lay("cleanup", "title"), criteria=Criteria(wanted),
        due_on=today(),
    )  # fmt: skip
    item = campaign.items.order_by("pk")[0]
    cleanup.conclude_item(
        item, by=by, seen=item.row_version, conclusion=Conclusion.AMEND,
        reason=nest.lay("cleanup", "reason"),
    )  # fmt: skip
    cleanup.cancel(campaign, by=by, reason=nest.lay("cleanup", "cancelled"))


def _validity(nest: Nest, people: dict[str, User]) -> None:
    """A change somebody proposed and took back, and what was thought of a term before it ends."""
    by = people["hanyanzhou"]
    target, basis = found.public("临政办发〔2023〕6号"), found.public("临政办发〔2026〕7号")
    if target is None or basis is None:
        return
    change = validity_changes.change(
        target, kind=RelationKind.REPLACES, basis=basis, by=by, note=nest.lay("change", "note")
    )
    validity_changes.drop(change, by=by, note=nest.lay("change", "dropped"))  # type: ignore[arg-type]
    expiry.evaluate(target, by=by, conclusion=Evaluation.LAPSE, note=nest.lay("term", "note"))
