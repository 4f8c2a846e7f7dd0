"""The index follows the database: by the outbox, in its order, and never ahead of the law."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from gongkai.base import outbox, periodic
from gongkai.base.models import OutboxEntry
from gongkai.base.services.trail import announce
from gongkai.publishing.models import Publication
from gongkai.publishing.services import publications
from gongkai.publishing.states import Attribute, RelationKind, State
from gongkai.search import health, receivers, services
from gongkai.search.engine.errors import IndexBusy, IndexWriteFailed
from gongkai.search.engine.query import SearchQuery
from gongkai.search.handle import index as live
from gongkai.search.queries import rows
from gongkai.search.queries.find import find
from tests.cast import City, People
from tests.publishing.factories import make_many, make_publication, reindex, relate
from tests.publishing.workflow import people as way


def ids() -> list[int]:
    """What the index holds, newest first, without asking the database."""
    return [hit.id for hit in live().search(SearchQuery(limit=50)).hits]


def titles(text: str = "", **wanted: Any) -> list[str]:
    return [item.publication.title for item in find(text, **wanted).items]


def test_a_release_is_found_after_one_pass_and_a_withdrawal_gone_after_one(
    city: City, people: People, index: Path
) -> None:
    row = make_publication("供暖补贴办法", state=State.DRAFT, unit=city.education)
    publications.release(way.seal(row, people), by=people.authority)
    assert services.catch_up() == 1
    assert (ids(), titles("供暖补贴")) == ([row.pk], ["供暖补贴办法"])
    publications.withdraw(row, by=people.authority, reason="有误。")
    assert services.catch_up() == 1
    assert (ids(), services.catch_up()) == ([], 0)


def test_many_entries_are_read_in_batches_and_each_thing_once(
    db: None, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_BATCH", 3)
    made = make_many(4)
    for _ in range(2):
        announce([("publication", row.pk) for row in made])
    assert services.catch_up() == 8
    assert sorted(ids()) == [row.pk for row in made]
    assert live().applied() == OutboxEntry.objects.order_by("-seq").first().seq


def test_the_last_state_counts_whatever_the_outbox_says_before(db: None, index: Path) -> None:
    row = make_publication("一")
    announce([("publication", row.pk)])
    Publication.objects.filter(pk=row.pk).update(title="二")
    announce([("publication", row.pk)])
    Publication.objects.filter(pk=row.pk).update(attribute=Attribute.ON_REQUEST)
    announce([("publication", row.pk)])
    services.catch_up()
    assert ids() == []


def test_entries_of_other_things_are_passed_over(db: None, index: Path) -> None:
    announce([("unit", 1), ("publication", 999_999)])
    assert services.catch_up() == 2
    assert (ids(), live().applied()) == ([], 2)


def test_outbox_entries_come_in_the_order_of_their_numbers(db: None) -> None:
    announce([("publication", pk) for pk in (3, 1, 2)])
    announce([("publication", 9)])
    assert [(entry.seq, entry.object_id) for entry in rows.outbox_after(1, 2)] == [(2, 1), (3, 2)]
    assert rows.last_outbox_seq() == 4


def test_without_an_index_the_first_pass_builds_one(db: None, no_index: Path) -> None:
    made = make_many(3)
    assert services.catch_up() == 3
    assert sorted(ids()) == [row.pk for row in made]


def test_a_rebuild_reads_on_from_the_outbox_number_before_its_first_row(
    db: None, index: Path
) -> None:
    reindex(*make_many(2))
    assert services.rebuild() == 2
    assert live().applied() == 2
    assert services.catch_up() == 0


@pytest.mark.parametrize("problem", [IndexBusy, IndexWriteFailed])
def test_a_busy_or_full_index_is_tried_again_later(
    problem: type[Exception], db: None, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_publication()
    announce([("publication", row.pk)])
    with monkeypatch.context() as patch:

        def fail(*args: object, **kwargs: object) -> None:
            raise problem

        patch.setattr(live(), "writing", fail)
        assert services.catch_up() == 0
    assert services.catch_up() == 1
    assert ids() == [row.pk]


def test_the_worker_knows_the_reader_the_daily_job_and_the_check() -> None:
    assert receivers is not None
    assert "search" in outbox.reader_names()
    job = periodic._registered["gongkai:检索：效力到日变化"]
    assert (job.func, job.daily_at) == (
        "gongkai.search.services.announce_validity_changes",
        "00:01",
    )


# --- what the database says last ---------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.WITHDRAWN},
        {"attribute": Attribute.WITHHELD, "state": State.DRAFT},
        {"released_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_hit_that_is_not_public_any_more_is_neither_shown_nor_counted(
    change: dict, db: None, index: Path
) -> None:
    made = make_many(3)
    reindex(*made)
    Publication.objects.filter(pk=made[1].pk).update(**change)
    found = find("工作")
    assert sorted(item.publication.pk for item in found.items) == [made[0].pk, made[2].pk]
    assert (found.total, len(ids())) == (2, 3)


def test_a_search_costs_two_statements_however_many_hits(
    city: City, index: Path, django_assert_num_queries: Any
) -> None:
    reindex(*make_many(12, unit=city.education))
    with django_assert_num_queries(2):
        assert len(find("工作", limit=1).items) == 1
    with django_assert_num_queries(2):
        assert len(find("工作", limit=12).items) == 12


# --- validity ----------------------------------------------------------------------------------


def test_the_facet_of_validity_and_its_filter_agree_with_the_rows(db: None, index: Path) -> None:
    day = dt.date(2024, 6, 1)
    force = make_publication("有效办法")
    make_publication("将来办法", effective_on=dt.date(2024, 7, 1))
    ended = make_publication(
        "过期办法",
        effective_on=dt.date(2020, 1, 1),
        signed_on=dt.date(2020, 1, 1),
        expires_on=dt.date(2024, 5, 31),
    )
    gone = make_publication("废止办法", signed_on=dt.date(2020, 1, 1))
    relate(force, RelationKind.REPEALS, gone, on=day)
    part = make_publication("部分废止办法", signed_on=dt.date(2020, 1, 1))
    relate(force, RelationKind.REPEALS, part, on=day, whole=False)
    reindex(*Publication.objects.all())
    found = find("", facets=["validity"], day=day, limit=20)
    assert {item.publication.title: item.validity.label for item in found.items} == {
        "有效办法": "现行有效", "将来办法": "未施行", "过期办法": "已失效", "废止办法": "已废止", "部分废止办法": "部分废止",
    }  # fmt: skip
    assert dict(found.facets["validity"]) == {"valid": 2, "pending": 1, "ended": 2}
    assert sorted(titles(filters={"validity": "ended"}, day=day)) == sorted(
        [ended.title, gone.title]
    )
    # A day earlier the repeal does not hold yet and the term has its last day, a month later the pending one is in force.
    assert titles(filters={"validity": "ended"}, day=day - dt.timedelta(days=1)) == []
    assert titles(filters={"validity": "pending"}, day=dt.date(2024, 7, 1)) == []


# --- health ------------------------------------------------------------------------------------


def test_the_health_of_search_tells_what_waits(db: None, index: Path) -> None:
    row = make_publication()
    reindex(row)
    assert health.state() == {
        "ok": True,
        "documents": 1,
        "applied": 1,
        "outbox": 1,
        "outbox_age": 0.0,
    }
    announce([("publication", row.pk)])
    OutboxEntry.objects.filter(seq=2).update(at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    late = health.state()
    assert (late["ok"], late["applied"], late["outbox"]) == (False, 1, 2)
    assert late["outbox_age"] > 1_000_000


def test_a_missing_index_is_not_well_and_says_so(db: None, no_index: Path) -> None:
    state = health.state()
    assert state == {
        "ok": False,
        "problem": "检索库尚未建立或版本已过时，请运行“gongkai rebuild-index”重新建立。",
    }
