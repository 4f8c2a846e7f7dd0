"""Every move of the import table, allowed and refused, through the services; publications: workflow."""

from collections.abc import Callable

import pytest

from gongkai.base.models import Event, User
from gongkai.base.refusal import Refusal
from gongkai.lib.moves import Move
from gongkai.publishing.models import ImportItem, Publication
from gongkai.publishing.services import imports
from gongkai.publishing.states import (
    IMPORT_MOVES,
    ImportAct,
    ImportState,
)
from tests.publishing.factories import read_in, upload

ITEM_ACTS: dict[ImportAct, Callable[[ImportItem, User], ImportItem]] = {
    ImportAct.ACCEPT: lambda item, by: imports.accept(item, by=by, version=item.row_version),
    ImportAct.DISCARD: lambda item, by: imports.put_aside(item, by=by, version=item.row_version),
}


def name_of(move: Move[ImportState, ImportAct]) -> str:
    return f"{move.state}-{move.act}"


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
