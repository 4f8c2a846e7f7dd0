"""The page of the manual names every move of an outlet and of a delivery."""

import pytest

from gongkai.lib.moves import Moves, as_rows
from gongkai.outlets.states import OUTLET_MOVES
from gongkai.publishing.states import DELIVERY_MOVES
from tests.shared import ROOT

PAGE = ROOT / "docs" / "manual" / "使用" / "渠道.md"


@pytest.mark.parametrize("moves", [OUTLET_MOVES, DELIVERY_MOVES], ids=["outlets", "deliveries"])
def test_every_move_stands_in_the_manual(moves: Moves) -> None:
    text = PAGE.read_text("utf-8")
    assert [row for row in as_rows(moves) if f"| {' | '.join(row)} |" not in text] == []
