"""Whatever was registered, undone and withdrawn: page, lists and the API tell one validity for any day."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.lib.validity import Change, Validity, validity_on
from gongkai.portal.api import documents as api
from gongkai.publishing.models import Publication, Relation, ValidityChange
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.publishing.services import validity_changes as services
from gongkai.publishing.states import ChangeState, RelationKind, State
from gongkai.publishing.views_public.common import rows_of
from tests.cast import People
from tests.publishing.factories import make_publication

FIRST = dt.date(2020, 1, 1)
CHANGES = {
    RelationKind.AMENDS: "amend", RelationKind.REPEALS: "repeal", RelationKind.LAPSES: "lapse",
    RelationKind.REPLACES: "replace",
}  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(["change", "undo", "withdraw"]),
        st.sampled_from(list(CHANGES)),
        st.booleans(),
        st.integers(0, 40),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=8,
)


def _day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=30 * number)


def _apply(step: tuple, rows: list[Publication], first: User, second: User) -> None:  # type: ignore[type-arg]
    act, kind, whole, day, target, basis = step
    try:
        if act == "change":
            made = services.change(
                rows[target], basis=rows[basis], kind=kind, whole=whole, on=_day(day), by=first,
                articles="" if whole else "第三条",
            )  # fmt: skip
            assert isinstance(made, ValidityChange)
            services.confirm(made, by=second)
        elif act == "undo":
            relation = Relation.objects.filter(target=rows[target]).first()
            if relation is not None:
                undoing = services.undo(relation, by=first, reason="登记有误。")
                services.confirm(undoing, by=second)  # type: ignore[arg-type]
        else:
            Publication.objects.filter(pk=rows[basis].pk).update(
                state=State.WITHDRAWN, withdrawn_at=rows[basis].released_at
            )
    except Refusal:
        pass
    finally:
        ValidityChange.objects.filter(state=ChangeState.PROPOSED).delete()


def _expected(row: Publication, day: dt.date) -> Validity:
    """Read straight from the tables, without the queries under test."""
    relations = Relation.objects.filter(target=row, source__state=State.RELEASED)
    changes = [
        Change(CHANGES[r.kind], r.whole, r.on) for r in relations if r.kind in CHANGES and r.on
    ]  # type: ignore[index, arg-type]
    return validity_on(day, effective_on=row.document.signed_on, changes=changes)


@given(history=steps, days=st.lists(st.integers(0, 60), min_size=1, max_size=3))
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_page_lists_and_api_agree_after_any_history(
    history: list,
    days: list[int],
    people: People,  # type: ignore[type-arg]
) -> None:
    rows = [
        make_publication(
            f"办法{number}", signed_on=_day(number), doc_no=f"明政发〔2020〕{number + 1}号"
        )
        for number in range(4)
    ]
    for step in history:
        _apply(step, rows, people.openness, people.authority)
    living = list(
        Publication.objects.public()
        .filter(pk__in=[row.pk for row in rows])
        .select_related("document")
    )
    changes = incoming_changes([row.pk for row in living])
    for row in living:
        row.document.publication = row
        for number in days:
            day = _day(number)
            page = pages.detail(Publication.objects.get(pk=row.pk)).validity(day)
            assert page == validity_of(row.document, changes.get(row.pk, []), day)
            assert page == _expected(row, day)
    today = api.today()
    listed = rows_of(
        list(
            Publication.objects.public()
            .filter(pk__in=[r.pk for r in living])
            .select_related("unit", "document")
            .order_by("pk")
        )
    )
    assert [row.validity.word for row in listed if row.validity] == [
        _expected(row, today).label for row in sorted(living, key=lambda row: row.pk)
    ]
    out = [
        api._out(row, changes.get(row.pk, []))["validity"]
        for row in sorted(living, key=lambda row: row.pk)
    ]
    assert out == [_expected(row, today).label for row in sorted(living, key=lambda row: row.pk)]
    Relation.objects.all().delete()
    ValidityChange.objects.all().delete()
