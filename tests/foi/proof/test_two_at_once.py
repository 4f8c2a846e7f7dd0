"""Two officers at one case at the same moment; where rows are locked one by one (PostgreSQL)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from gongkai.base.models import IssuedNumber
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail_check
from gongkai.base.states import Role
from gongkai.catalogue import seed as catalogue_seed
from gongkai.foi.models import Application, DisclosureRequest
from gongkai.foi.services import deciding, intake
from gongkai.foi.states import Act, Stage
from gongkai.publishing import seed as publishing_seed
from tests.cast import make_user
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import make_office
from tests.foi.intake import people
from tests.foi.proof.properties import PROPERTIES
from tests.foi.proof.stages import Ways


@pytest.fixture
def ways(transactional_db: None, on_day: OnDay) -> Ways:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite 一次只有一个写入者，两件事不会交错。")
    # Emptied with everything else when the test before ended.
    catalogue_seed.load(apps)
    catalogue_seed.load_rules(apps)
    publishing_seed.load(apps)
    return Ways(make_office(), on_day)


def race(*acts: Callable[[], Any]) -> list[str]:
    """All acts at one moment; how each ended."""
    gate = threading.Barrier(len(acts))
    ends = ["broken"] * len(acts)

    def run(number: int) -> None:
        try:
            gate.wait(10)
            acts[number]()
            ends[number] = "done"
        except Refusal as refusal:
            ends[number] = refusal.sentence
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


def sound(*cases: DisclosureRequest) -> None:
    rows = [way.fresh(case) for case in cases]
    broken = {name: found for name, ask in PROPERTIES.items() if (found := ask(rows))}
    assert broken == {}
    assert trail_check.verify().ok


def test_of_two_signers_at_once_one_signs(ways: Ways) -> None:
    second = make_user("qf2", Role.SIGNER, unit=ways.office.unit, name="签发人巳")
    case = ways.reached(Stage.SIGNING)
    ends = race(
        lambda: deciding.sign(case, by=ways.office.signer), lambda: deciding.sign(case, by=second)
    )
    assert sorted(end == "done" for end in ends) == [False, True]
    assert "broken" not in ends
    assert case.letters.exclude(number="").filter(kind="disclosure").count() == 1
    sound(case)


def test_of_two_who_save_the_same_proposal_the_second_is_told_who_was_first(ways: Ways) -> None:
    case = ways.reached(Stage.HANDLING)
    case.team.create(user=ways.office.other_handler, role="co_handler")
    seen = way.fresh(case).row_version
    ends = race(
        *[
            lambda by=by, code=code: deciding.propose(case, by=by, seen=seen, **way.words(code))
            for by, code in (
                (ways.office.handler, "D1b"),
                (ways.office.other_handler, "D3-5"),
            )
        ]
    )
    assert ends.count("done") == 1
    assert sum("刚刚办理了“拟定答复”" in end for end in ends) == 1
    sound(case)


def test_a_withdrawal_and_a_signature_at_once_leave_one_of_them(ways: Ways) -> None:
    case = ways.reached(Stage.SIGNING)
    ends = race(lambda: deciding.sign(case, by=ways.office.signer), lambda: intake.withdraw(case))
    assert sorted(end == "done" for end in ends) == [False, True]
    assert way.fresh(case).stage == (Stage.DECIDED if ends[0] == "done" else Stage.WITHDRAWN)
    sound(case)


def test_one_case_registered_by_two_gets_one_number(ways: Ways) -> None:
    case = ways.reached(Stage.SUBMITTED)
    ends = race(*[lambda: intake.register(case, by=ways.office.registrar)] * 3)
    assert ends.count("done") == 1
    assert "broken" not in ends
    sound(case)


def test_many_who_apply_at_once_get_numbers_without_gaps(ways: Ways) -> None:
    ends = race(
        *[lambda n=n: people.registered(ways.office.unit, wanted=f"第{n}项") for n in range(6)]
    )
    assert ends == ["done"] * 6
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"SQ2026{n:06d}" for n in range(1, 7)]
    assert IssuedNumber.objects.count() == 18
    sound(*DisclosureRequest.objects.all())


def test_two_deliveries_at_once_are_one(ways: Ways) -> None:
    case = ways.reached(Stage.DECIDED)
    seen = way.fresh(case).row_version
    ends = race(
        *[
            lambda by=by: way.delivering.deliver(
                case, by=by, seen=seen, mode="direct", handed_on=ways.day, signed_for_on=ways.day
            )
            for by in (ways.office.registrar, ways.office.openness)
        ]
    )
    assert sorted(end == "done" for end in ends) == [False, True]
    assert case.deliveries.count() == case.acts.filter(kind=Act.DELIVER).count() == 1
    sound(case)
