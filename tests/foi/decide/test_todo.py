"""待办 of the decisions: each to those who may do it, at a fixed number of statements."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.base.queries.people import forget_roles
from gongkai.foi import todo_deciding as todo
from tests.foi.decide import way
from tests.foi.factories import Office

SOURCES = (
    todo.proposals_todo, todo.reviews_todo, todo.signatures_todo, todo.deliveries_todo,
    todo.closings_todo,
)  # fmt: skip


def waiting(user: Any) -> list[str]:
    """The first word of every row for a person."""
    forget_roles(user)
    return [row.what.split("：")[0] for source in SOURCES for row in source(user, 50)]


def test_a_case_waits_for_one_after_the_other(office: Office) -> None:
    case = way.case_of(office)
    everybody = (office.handler, office.secrecy, office.legal, office.signer, office.registrar)

    def now() -> list[list[str]]:
        return [waiting(user) for user in everybody]

    assert now() == [["拟定答复"], [], [], [], []]
    way.propose(case, office.handler)
    way.to_review(case, office.handler)
    assert now() == [[], ["保密审查"], ["法制审核"], [], []]
    way.review_secrecy(case, office.secrecy)
    assert now() == [[], [], ["法制审核"], [], []]
    way.review_legal(case, office.legal)
    assert now() == [[], [], [], ["签发"], []]
    way.sign(case, office.signer)
    assert now() == [["送达"], [], [], [], ["送达"]]
    way.deliver(case, office.registrar)
    assert now() == [["办结"], [], [], [], ["办结"]]
    way.close(case, office.registrar)
    assert now() == [[], [], [], [], []]
    assert waiting(office.stranger) == []


def test_a_source_costs_the_same_for_one_row_and_for_three(office: Office) -> None:
    users = (office.handler, office.secrecy, office.signer, office.registrar)

    def cost(source: Any) -> int:
        for user in users:
            forget_roles(user)
        with CaptureQueriesContext(connection) as seen:
            for user in users:
                list(source(user, 50))
        return len(seen)

    def costs() -> dict[str, int]:
        return {source.__name__: cost(source) for source in SOURCES}

    def one_of_each() -> None:
        way.case_of(office)
        reviewed, signing = way.case_of(office), way.case_of(office)
        way.propose(reviewed, office.handler)
        way.to_review(reviewed, office.handler)
        way.to_signature(signing, office)

    one_of_each()
    first = costs()
    one_of_each()
    one_of_each()
    assert costs() == first


def test_without_a_role_nothing_is_asked(office: Office) -> None:
    assert waiting(office.admin) == []
