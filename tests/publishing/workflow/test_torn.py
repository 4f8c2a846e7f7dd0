"""A release torn at any statement leaves either all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from gongkai.base.models import Event, IssuedNumber, OutboxEntry
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.services import drafts, interpretation, release
from gongkai.publishing.states import InterpretationForm, State
from tests.cast import People
from tests.publishing.workflow import people as way


class Torn(OperationalError):
    """The power went out."""


@contextmanager
def torn_at(number: int) -> Iterator[list[str]]:
    """Statement `number` and all later ones fail."""
    seen: list[str] = []

    def wrap(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        if len(seen) == number:
            raise Torn
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrap):
        yield seen


def state_of_everything() -> list[Any]:
    """What a release writes, to be compared before and after."""
    rows = list(Publication.objects.order_by("pk").values_list("state", "released_at", "index_no"))
    return [rows, *(m.objects.count() for m in (Event, OutboxEntry, IssuedNumber, Delivery))]


def signed_package(people: People) -> Publication:
    """A document with its interpretation, signed."""
    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    drafts.save(
        reading, by=people.clerk, seen=way.fresh(reading).row_version, facts={"body": "为什么。"}
    )
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    return way.fresh(way.sign(row, people))


def test_torn_at_any_statement_a_release_is_all_or_nothing(people: People) -> None:
    assert DocumentClass.objects.exists()
    row = signed_package(people)
    before, number = state_of_everything(), 0
    while True:
        number += 1
        with torn_at(number) as seen:
            try:
                with transaction.atomic():
                    release.release(row, by=people.openness)
            except Torn:
                pass
            else:
                break
        assert state_of_everything() == before, seen[-1]
    assert number > 20
    assert set(Publication.objects.values_list("state", flat=True)) == {State.RELEASED}
    assert len(set(Publication.objects.values_list("released_at", flat=True))) == 1


def test_a_release_with_its_interpretation_takes_at_most_forty_statements(
    people: People, django_assert_max_num_queries: Any
) -> None:
    row = signed_package(people)
    with django_assert_max_num_queries(40):
        release.release(row, by=people.openness)


@pytest.mark.parametrize("act", [release.withdraw])
def test_torn_at_any_statement_a_withdrawal_is_all_or_nothing(act: Any, people: People) -> None:
    row = release.release(signed_package(people), by=people.openness)
    before, number = state_of_everything(), 0
    while True:
        number += 1
        with torn_at(number) as seen:
            try:
                with transaction.atomic():
                    act(row, by=people.openness, reason="发布有误。")
            except Torn:
                pass
            else:
                break
        assert state_of_everything() == before, seen[-1]
    assert set(Publication.objects.values_list("state", flat=True)) == {State.WITHDRAWN}
