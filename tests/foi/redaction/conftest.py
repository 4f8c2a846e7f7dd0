"""Most tests of the desk do not need the child process; one walk keeps it."""

import pytest

from tests.lib.redaction.in_process import answer_in_process

WITH_CHILD = {"test_an_original_is_added_marked_made_and_confirmed_without_a_script"}


@pytest.fixture(autouse=True)
def _in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.originalname not in WITH_CHILD:
        answer_in_process(monkeypatch)
