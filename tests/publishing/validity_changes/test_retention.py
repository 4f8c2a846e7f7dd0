"""Terms of keeping: the longest rule that fits, a person's word, the bulk run."""

from collections.abc import Callable

import pytest

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import Publication, RetentionRule
from gongkai.publishing.services import retention
from gongkai.publishing.states import Kind, Retention, State
from tests.cast import City, People
from tests.publishing.factories import make_publication


@pytest.fixture(autouse=True)
def own_rules(db: None) -> None:
    """Three rules: documents 10 years, normative ones for ever, those of nobody else."""
    RetentionRule.objects.all().delete()
    normative = DocumentClass.objects.get(code="normative")
    RetentionRule.objects.create(kind=Kind.DOCUMENT, retention=Retention.SHORT, reason="一般文件")
    RetentionRule.objects.create(
        kind=Kind.DOCUMENT,
        document_class=normative,
        retention=Retention.PERMANENT,
        reason="规范性文件",
    )


def derived(row: Publication) -> tuple[str, str]:
    fresh = Publication.objects.select_related("document").get(pk=row.pk)
    retention.derive([fresh])
    return fresh.retention, fresh.retention_reason


def test_the_longest_of_the_rules_that_fit_wins(city: City) -> None:
    normative = DocumentClass.objects.get(code="normative")
    RetentionRule.objects.create(unit=city.finance, retention=Retention.LONG, reason="财政")
    assert derived(make_publication("一般")) == ("short", "一般文件")
    assert derived(make_publication("财政", unit=city.finance)) == ("long", "财政")
    both = make_publication("规范", unit=city.finance, document_class=normative)
    assert derived(both) == ("permanent", "规范性文件")


def test_where_no_rule_fits_nothing_is_set(db: None) -> None:
    assert derived(make_publication("解读", kind=Kind.INTERPRETATION)) == ("", "")


@pytest.mark.parametrize("count", [1, 30])
def test_deriving_costs_one_statement_and_saves_nothing(
    count: int, db: None, django_assert_num_queries: Callable[[int], object]
) -> None:
    made = [make_publication(f"文件{n}").pk for n in range(count)]
    rows = list(Publication.objects.select_related("document").filter(pk__in=made))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        retention.derive(rows)
    assert {row.retention for row in rows} == {"short"}
    assert set(Publication.objects.values_list("retention", flat=True)) == {""}


def test_what_a_person_decided_stays_until_it_is_given_back(people: People) -> None:
    row = make_publication("一般", unit=people.clerk.unit)
    with pytest.raises(Refusal, match="请写明按什么依据"):
        retention.decide(row, by=people.openness, retention=Retention.PERMANENT, reason=" ")
    retention.decide(row, by=people.openness, retention=Retention.PERMANENT, reason="档案馆意见")
    assert derived(row) == ("permanent", "人工确定：档案馆意见")
    assert retention.reassess_all(by=people.authority) == 0
    retention.decide(row, by=people.openness, retention=None, reason="")
    assert derived(row) == ("short", "一般文件")


def test_the_bulk_run_changes_what_the_rules_changed_and_nothing_the_second_time(
    people: People,
) -> None:
    make_publication("已发布")
    make_publication("草稿", state=State.DRAFT)
    assert retention.reassess_all(by=people.authority) == 1
    assert retention.reassess_all(by=people.authority) == 0
    event = Event.objects.get()
    assert (event.act, event.note, event.data) == (
        "重新推导保管期限", "一般文件", {"before": "", "after": "short"},
    )  # fmt: skip
