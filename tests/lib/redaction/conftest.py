"""The child process is started where it matters: turned pages, and files that are hard to read."""

import pytest

from tests.lib.redaction.in_process import answer_in_process

WITH_CHILD = ("turned_and_cropped", "damaged", "locked", "too_many_pages", "same_bytes")


@pytest.fixture(autouse=True)
def _in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not any(word in request.node.originalname for word in WITH_CHILD):
        answer_in_process(monkeypatch)
