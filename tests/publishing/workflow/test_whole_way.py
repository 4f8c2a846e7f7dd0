"""The whole way of a draft to release, and what it costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.publishing.services import release
from gongkai.publishing.states import State
from tests.cast import People
from tests.publishing.workflow import people as way


def test_a_release_takes_at_most_forty_statements(people: People) -> None:
    row = way.signed(people)
    with CaptureQueriesContext(connection) as queries:
        row = release.release(row, by=people.openness)
    assert row.state == State.RELEASED
    assert len(queries) <= 40, len(queries)
