"""What is released joins the gazette it belongs into: once, in few statements."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongkai.base import calendar
from gongkai.base.models import User
from gongkai.publishing.models import GazetteIssue, GazetteItem, GazetteSeries, Publication
from gongkai.publishing.services import content, gazette
from gongkai.publishing.services.gazette import collecting
from gongkai.publishing.states import GazetteState, ReleaseBasis
from tests.cast import City
from tests.publishing.gazette.factories import make_document, make_issue, make_series, of_class

NORMATIVE = "normative"


@pytest.fixture
def taking(series: GazetteSeries) -> GazetteSeries:
    """The gazette of the city, which takes normative documents."""
    series.classes = [NORMATIVE]
    series.save()
    return series


def normative(city: City, title: str = "供暖补贴办法", **facts: object) -> Publication:
    """A released normative document with its version kept, as a release leaves it."""
    facts.setdefault("document_class", of_class(NORMATIVE))
    facts.setdefault("release_basis", ReleaseBasis.REVIEWED)
    row = make_document(facts.pop("unit", city.education), title, **facts)  # type: ignore[arg-type]
    content.keep_version(row, by=None, note="发布")
    return row


def collect(*rows: Publication, by: User | None = None) -> int:
    """Collects in a transaction; how many statements that took."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        gazette.collect(list(rows), by=by)
    return len(asked)


def test_a_document_of_a_class_of_the_series_joins_the_open_issue(
    city: City, taking: GazetteSeries
) -> None:
    issue = make_issue(taking)
    row = normative(city)
    collect(row)
    (item,) = issue.items.all()
    assert (item.publication, item.position, item.section) == (row, 1, "规范性文件")
    assert item.version == row.versions.get()


def test_two_releases_at_once_or_again_collect_a_document_once(
    city: City, taking: GazetteSeries
) -> None:
    make_issue(taking)
    first, second = normative(city), normative(city, "第二件")
    collect(first, second)
    collect(second, first)
    assert list(GazetteItem.objects.values_list("publication__title", "position")) == [
        ("供暖补贴办法", 1),
        ("第二件", 2),
    ]


def test_without_an_open_issue_the_next_number_is_opened(
    city: City, taking: GazetteSeries, authority: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "today", lambda: dt.date(2024, 7, 1))
    make_issue(taking, 5, state=GazetteState.RELEASED, total_number=128)
    collect(normative(city), by=authority)
    made = GazetteIssue.objects.get(state=GazetteState.DRAFT)
    assert (made.year, made.number, made.total_number) == (2024, 6, 129)
    assert made.made_by == authority
    assert made.items.count() == 1


def test_a_new_year_begins_with_number_one(city: City, taking: GazetteSeries) -> None:
    make_issue(taking, 12, year=calendar.today().year - 1, state=GazetteState.RELEASED)
    collect(normative(city))
    made = GazetteIssue.objects.get(state=GazetteState.DRAFT)
    assert (made.year, made.number, made.total_number) == (calendar.today().year, 1, None)


def test_an_old_issue_that_is_being_entered_takes_nothing_in(
    city: City, taking: GazetteSeries
) -> None:
    old = make_issue(taking, 3, year=1999, scanned=True)
    collect(normative(city))
    assert old.items.count() == 0
    assert GazetteItem.objects.count() == 1


def test_the_nearest_gazette_above_takes_the_document(city: City, taking: GazetteSeries) -> None:
    district = make_series(city.east, "east", classes=[NORMATIVE])
    collect(normative(city, unit=city.east_reform))
    assert GazetteItem.objects.get().issue.series == district


def test_other_classes_other_places_and_stock_are_left_alone(
    city: City, taking: GazetteSeries
) -> None:
    make_issue(taking)
    make_series(city.east, "east", classes=[NORMATIVE])
    other = make_document(city.education, document_class=of_class("other"))
    nameless = make_document(city.education, "没有类别")
    above = normative(city, "省里的办法", unit=city.province)
    stock = normative(city, "以前的办法", release_basis=ReleaseBasis.STOCK)
    collect(other, nameless, above, stock)
    assert GazetteItem.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_collecting_costs_four_statements_at_most_whatever_the_number(
    count: int, city: City, taking: GazetteSeries
) -> None:
    rows = [normative(city, f"第{number}件") for number in range(count)]
    assert collect(*rows) == 4  # candidates, series, new issue, items
    rows = [normative(city, f"又一批第{number}件") for number in range(count)]
    assert collect(*rows) == 4  # the same with the open issue
    assert collect(*rows) == 2  # nothing new
    assert collect(make_document(city.education)) == 1  # of no class


def test_what_joins_an_issue_drops_its_proof(city: City, taking: GazetteSeries) -> None:
    issue = make_issue(taking, remark="清样")
    collect(normative(city))
    issue.refresh_from_db()
    assert (issue.row_version, issue.remark) == (2, "")


def test_a_release_that_kept_no_version_keeps_one_here(city: City, taking: GazetteSeries) -> None:
    row = make_document(
        city.education, document_class=of_class(NORMATIVE), release_basis=ReleaseBasis.REVIEWED
    )
    collect(row)
    assert GazetteItem.objects.get().version.content["title"] == "供暖补贴办法"
