"""Every move of the two tables, allowed and refused, through the services."""

from collections.abc import Callable

import pytest

from gongkai.base.models import Event, User
from gongkai.base.refusal import Refusal
from gongkai.lib.moves import Move
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.services import imports, publications
from gongkai.publishing.states import (
    IMPORT_MOVES,
    PUBLICATION_MOVES,
    Act,
    ImportAct,
    ImportState,
    State,
)
from tests.cast import City
from tests.publishing.factories import make_publication, read_in, upload

ACTS: dict[Act, Callable[[Publication, User], Publication]] = {
    Act.RELEASE: lambda row, by: publications.release(row, by=by),
    Act.DISCARD: lambda row, by: publications.discard(row, by=by),
    Act.WITHDRAW: lambda row, by: publications.withdraw(row, by=by, reason="发布有误。"),
}


def name_of(move: Move[State, Act]) -> str:
    return f"{move.state}-{move.act}"


@pytest.mark.parametrize("move", PUBLICATION_MOVES.every(), ids=name_of)
def test_a_publication_moves_as_the_table_says_and_not_otherwise(
    move: Move[State, Act], city: City, authority: User
) -> None:
    row = make_publication("课后服务通知", state=move.state, unit=city.education)
    if move.to is None:
        with pytest.raises(
            Refusal,
            match=f"《课后服务通知》当前状态是“{State(move.state).label}”，不能办理“{Act(move.act).label}”",
        ):
            ACTS[move.act](row, authority)
        assert Event.objects.count() == 0
    else:
        assert ACTS[move.act](row, authority).state == move.to
    row.refresh_from_db()
    assert row.state == (move.to or move.state)


ITEM_ACTS: dict[ImportAct, Callable[[ImportItem, User], ImportItem]] = {
    ImportAct.ACCEPT: lambda item, by: imports.accept(item, by=by, version=item.row_version),
    ImportAct.DISCARD: lambda item, by: imports.put_aside(item, by=by, version=item.row_version),
}
BY_PEOPLE = [move for move in IMPORT_MOVES.every() if move.act in ITEM_ACTS]


@pytest.mark.parametrize("move", BY_PEOPLE, ids=name_of)
def test_a_file_moves_as_the_table_says_and_not_otherwise(
    move: Move[ImportState, ImportAct], clerk: User
) -> None:
    item = read_in(clerk)
    ImportItem.objects.filter(pk=item.pk).update(state=move.state)
    if move.to is None:
        with pytest.raises(
            Refusal, match=f"“通知.txt”当前状态是“{ImportState(move.state).label}”，不能办理"
        ):
            ITEM_ACTS[move.act](item, clerk)
        assert Publication.objects.count() == 0
    else:
        ITEM_ACTS[move.act](item, clerk)
    item.refresh_from_db()
    assert item.state == (move.to or move.state)


@pytest.mark.parametrize(
    ("content", "state"),
    [
        ("通知正文一段，没有标题。\n", ImportState.PARSED),
        ("机密★5年\n\n关于演习的通知\n", ImportState.REFUSED),
    ],
)
def test_a_waiting_file_is_read_or_refused(content: str, state: ImportState, clerk: User) -> None:
    (item,) = upload(clerk, ("文件.txt", content))
    assert item.state == ImportState.QUEUED
    imports.parse_item(item.pk)
    item.refresh_from_db()
    assert item.state == state


@pytest.mark.parametrize("state", [s for s in ImportState if s != ImportState.QUEUED])
def test_the_job_leaves_a_file_alone_that_is_past_it(state: ImportState, clerk: User) -> None:
    item = read_in(clerk)
    ImportItem.objects.filter(pk=item.pk).update(state=state, edited={"documents": []})
    before = Event.objects.count()
    imports.parse_item(item.pk)
    item.refresh_from_db()
    assert (item.state, item.edited, Event.objects.count()) == (state, {"documents": []}, before)
