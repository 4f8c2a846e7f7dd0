"""Most tests of the desk do not need the child processes; a walk and a file given whole keep them."""

import pytest

from tests.foi.children import clean_in_process
from tests.lib.redaction.in_process import answer_in_process

WITH_CHILD = {
    "test_an_original_is_added_marked_made_and_confirmed_without_a_script",
    "test_a_file_given_whole_goes_out_without_author_and_under_a_neutral_name",
}


@pytest.fixture(autouse=True)
def _in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.originalname not in WITH_CHILD:
        answer_in_process(monkeypatch, remember=True)
        clean_in_process(monkeypatch)
