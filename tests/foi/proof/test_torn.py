"""Registration, signature and delivery torn at any statement leave either all or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django_q.models import OrmQ

from gongkai.base.models import IssuedNumber, TrailHead
from gongkai.foi.models import CaseFile, Decision, DisclosureRequest, FoiLetter
from gongkai.foi.services.act_check import changed_acts
from gongkai.foi.states import Act, Stage
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.proof.stages import Ways, counts
from tests.publishing.workflow.test_torn import Torn, torn_at


def everything() -> list[Any]:
    """What the three acts write, to be compared before and after."""
    return [
        counts(),
        OrmQ.objects.count(),
        list(DisclosureRequest.objects.order_by("pk").values()),
        list(FoiLetter.objects.order_by("pk").values("state", "number", "digest", "row_version")),
        list(Decision.objects.values("signed_by", "letter", "digest", "row_version")),
        list(CaseFile.objects.order_by("pk").values("visible")),
        list(IssuedNumber.objects.order_by("pk").values()),
        list(TrailHead.objects.values()),
    ]


def with_a_file(ways: Ways) -> DisclosureRequest:
    """Waits for the signature, with a file that will be given."""
    case = ways.reached(Stage.HANDLING)
    way.give_whole(case, ways.office.handler)
    for act in (Act.PROPOSE, Act.SEND_TO_REVIEW, Act.SECRECY_REVIEW, Act.LEGAL_REVIEW):
        ways.do(act, case, False)
    return case


def signed_with_a_file(ways: Ways) -> DisclosureRequest:
    case = with_a_file(ways)
    ways.do(Act.SIGN, case)
    return case


@pytest.mark.parametrize(
    ("prepared", "act", "to"),
    [
        (lambda ways: ways.reached(Stage.SUBMITTED), Act.REGISTER, Stage.REGISTERED),
        (with_a_file, Act.SIGN, Stage.DECIDED),
        (signed_with_a_file, Act.DELIVER, Stage.DELIVERED),
    ],
    ids=["register", "sign", "deliver"],
)
def test_torn_at_any_statement_it_is_all_or_nothing(
    prepared: Callable[[Ways], DisclosureRequest],
    act: Act,
    to: Stage,
    office: Office,
    on_day: OnDay,
) -> None:
    ways = Ways(office, on_day)
    case = prepared(ways)
    before, number = everything(), 0
    while True:
        number += 1
        with torn_at(number) as seen:
            try:
                with transaction.atomic():
                    ways.do(act, case, False)
            except Torn:
                pass
            else:
                break
        assert everything() == before, seen[-1]
    assert number > 20
    assert way.fresh(case).stage == to
    assert changed_acts() == []
