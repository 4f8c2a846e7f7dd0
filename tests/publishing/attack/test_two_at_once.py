"""Two people at one package at the same moment; where rows are locked one by one (PostgreSQL)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from gongkai.base.refusal import Refusal
from gongkai.catalogue import seed as catalogue_seed
from gongkai.publishing import seed as publishing_seed
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts, interpretation, release, reviewing, secrecy
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.services.drafts import writing
from gongkai.publishing.states import Attribute, InterpretationForm, State
from tests.cast import People
from tests.publishing.workflow import people as way

BEFORE = "审过的解读。"
AFTER = "没有人审过的解读。"


@pytest.fixture(autouse=True)
def _rows_are_locked(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite 一次只有一个写入者，两件事不会交错。")
    # Emptied with everything else when the test before ended.
    catalogue_seed.load(apps)
    catalogue_seed.load_rules(apps)
    publishing_seed.load(apps)


def with_reading(people: People) -> tuple[Publication, Publication]:
    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    seen = way.fresh(reading).row_version
    drafts.save(reading, by=people.clerk, seen=seen, facts={"body": BEFORE})
    way.submit(row, people)
    way.check(row, people)
    return way.fresh(row), way.fresh(reading)


def beside(act: Callable[[], Any]) -> "tuple[threading.Thread, list[str]]":
    """Does the act in a thread of its own; the list tells how it ended."""
    said: list[str] = []

    def run() -> None:
        try:
            act()
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.sentence)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, said


def test_a_reading_saved_while_the_package_is_released_in_a_hurry_is_not_public_unreviewed(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, reading = with_reading(people)
    way.clear(row, people.reviewer)
    saving, released_try = threading.Event(), threading.Event()
    check_pictures = writing.check_pictures

    def slowly(html: str, *, by: Any) -> None:
        saving.set()
        released_try.wait(2)
        check_pictures(html, by=by)

    monkeypatch.setattr(writing, "check_pictures", slowly)
    thread, _ = beside(
        lambda: drafts.save(
            reading, by=people.handler, seen=reading.row_version,
            facts={"html": f"<p>{AFTER}</p>"},
        )
    )  # fmt: skip
    assert saving.wait(5)
    other, said = beside(
        lambda: release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    )
    other.join(1)
    released_try.set()
    thread.join(10)
    other.join(10)
    shown = way.fresh(reading)
    assert not (shown.is_public and AFTER in shown.text.plain), said
    if way.fresh(row).is_public:
        assert secrecy.passed(row, package_digest(package(row))) is not None


def race(*acts: Callable[[], Any]) -> list[str]:
    """All acts at one moment; how each ended."""
    gate = threading.Barrier(len(acts))

    def at_once(act: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> None:
            gate.wait(5)
            act()

        return run

    threads = [beside(at_once(act)) for act in acts]
    for thread, _ in threads:
        thread.join(15)
    return [said[0] if said else "broken" for _, said in threads]


def test_two_releases_at_once_are_one(people: People) -> None:
    row = way.signed(people)
    ends = race(*[lambda: release.release(row, by=people.openness)] * 3)
    assert sorted(end == "done" for end in ends) == [False, False, True]
    assert "broken" not in ends


def test_a_return_and_a_release_at_once_leave_one_of_them(people: People) -> None:
    row = way.signed(people)
    ends = race(
        lambda: release.release(row, by=people.openness),
        lambda: reviewing.send_back(row, by=people.openness, reason="请改。"),
    )
    assert sorted(end == "done" for end in ends) == [False, True]
    state = way.fresh(row).state
    assert state == (State.RELEASED if ends[0] == "done" else State.DRAFT)


def test_a_review_and_a_return_at_once_leave_a_chain(people: People) -> None:
    row = way.submitted(people)
    digest = way.now_digest(row)
    ends = race(
        lambda: reviewing.review(
            row, by=people.handler, seen_digest=digest, opinion="", proof_note="未发现差错"
        ),
        lambda: reviewing.send_back(row, by=people.openness, reason="请改。"),
    )
    assert "broken" not in ends
    assert way.fresh(row).state == State.DRAFT
    assert ends[1] == "done"


def test_a_save_and_a_signature_at_once_never_release_the_unsigned(people: People) -> None:
    row = way.ready_to_sign(people)
    digest = way.now_digest(row)
    seen = way.fresh(row).row_version
    ends = race(
        lambda: reviewing.sign(
            row, by=people.signer, seen_digest=digest, attribute=Attribute.PROACTIVE
        ),
        lambda: drafts.save(row, by=people.office_head, seen=seen, facts={"summary": "后加的。"}),
    )
    assert ends[0] == "done"
    assert ends[1] != "done"
    with transaction.atomic():
        release.release(row, by=people.openness)
    assert way.fresh(row).summary == ""


def test_two_reviews_of_one_level_at_once_are_one(people: People) -> None:
    row = way.submitted(people)
    digest = way.now_digest(row)
    ends = race(
        *[
            lambda: reviewing.review(
                row, by=people.handler, seen_digest=digest, opinion="", proof_note="未发现差错"
            )
        ]
        * 3
    )
    assert ends.count("done") == 1
    assert "broken" not in ends
