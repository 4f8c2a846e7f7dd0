"""抽查: equally likely, repeatable, half answered by the platform, findings that become an order."""

import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, SpotCheck, SupervisionOrder
from gongkai.foi.queries.oversight.check_items import FINE, ITEMS, NONE, WRONG, score
from gongkai.foi.queries.oversight.checks import criteria
from gongkai.foi.services.oversight import checks
from gongkai.foi.states import OrderKind, Stage
from tests.foi.decide import way
from tests.foi.factories import Office, make_case
from tests.foi.oversight.helpers import post, signed_in

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


def closed(office: Office, number: int, **facts: Any) -> list[DisclosureRequest]:
    facts = {"closed_on": dt.date(2026, 2, 10), "handler": office.handler} | facts
    unit = facts.pop("unit", office.unit)
    return [make_case(unit, Stage.CLOSED, **facts) for _ in range(number)]


def draw(office: Office, **how: Any) -> str:
    facts: dict[str, Any] = {
        "units": [office.unit, office.city.finance],
        "first": FIRST,
        "last": LAST,
    }
    return checks.draw(by=office.authority, **(facts | how))


def drawn(batch: str) -> list[int]:
    return sorted(SpotCheck.objects.filter(batch=batch).values_list("case_id", flat=True))


def test_the_same_seed_draws_the_same_and_every_key_is_equally_likely() -> None:
    keys = list(range(1, 21))
    assert checks.sample(keys, 5, 42) == checks.sample(reversed(keys), 5, 42)
    often = Counter(key for seed in range(4000) for key in checks.sample(keys, 5, seed))
    # 1000 expected; six standard deviations are 164.
    assert all(836 < often[key] < 1164 for key in keys)


def test_a_batch_can_be_drawn_again_from_what_the_trail_says(office: Office) -> None:
    cases = closed(office, 8)
    batch = draw(office, number=3, seed=7)
    said = criteria(batch)
    assert (said["seed"], said["of"], said["drawn"]) == (7, 8, 3)
    assert drawn(batch) == checks.sample([case.pk for case in cases], said["drawn"], said["seed"])


def test_only_what_was_closed_in_the_period_and_is_watched_is_drawn(office: Office) -> None:
    (inside,) = closed(office, 1)
    closed(office, 1, closed_on=dt.date(2025, 12, 31))
    closed(office, 1, unit=office.city.province)
    make_case(office.unit, Stage.HANDLING)
    batch = draw(office, percent=100, units=[office.unit, office.city.province])
    assert drawn(batch) == [inside.pk]


def test_a_percentage_is_rounded_up(office: Office) -> None:
    closed(office, 11)
    assert len(drawn(draw(office, percent=10))) == 2


def test_nothing_to_draw_from_is_a_refusal(office: Office) -> None:
    with pytest.raises(Refusal, match="没有办结的申请"):
        draw(office, number=1)
    with pytest.raises(Refusal, match="早于开始日期"):
        draw(office, number=1, last=dt.date(2025, 1, 1))


def test_the_platform_answers_from_the_facts(office: Office) -> None:
    case = way.case_of(office)
    way.whole_way(case, office, "D3-5")
    case.refresh_from_db()
    check = SpotCheck.objects.create(case=case, batch="b")
    said = {key: one.answer for key, one in checks.suggested(check).items()}
    assert said == {
        "identity": FINE, "receipt": NONE, "registered": FINE, "search": NONE, "third_party": NONE,
        "clause": FINE, "redress": FINE, "reviews": FINE, "on_time": FINE, "evidence": FINE,
        "conversion": NONE,
    }  # fmt: skip


def test_what_is_missing_is_found(office: Office) -> None:
    (case,) = closed(
        office, 1, outcome="D4-1a", on_time=False, replied_on=dt.date(2026, 2, 9), id_number=""
    )
    said = checks.suggested(SpotCheck.objects.create(case=case, batch="b"))
    assert {key for key, one in said.items() if one.answer == WRONG} == {
        "identity",
        "search",
        "on_time",
    }


def test_the_score_counts_what_applies() -> None:
    answers = {item.key: NONE for item in ITEMS}
    assert score(answers) is None
    assert score(answers | {"on_time": FINE, "evidence": WRONG}) == 75


def fill(**wrong: str) -> dict[str, str]:
    answers = {item.key: WRONG if item.key in wrong else FINE for item in ITEMS}
    return answers | {f"{key}_note": note for key, note in wrong.items()}


def test_findings_become_an_order_and_are_then_fixed(office: Office) -> None:
    (case,) = closed(office, 1)
    check = SpotCheck.objects.create(case=case, batch="b1", by=office.authority)
    client, url = signed_in(office.authority), reverse("desk_check", args=[check.pk])
    assert post(client, url, **fill(reasons="")).status_code == 422
    assert post(client, url, **fill(reasons="没有说明理由。")).status_code == 302
    check.refresh_from_db()
    assert check.score == round(100 * 115 / 125)
    page = client.get(url).content.decode()
    assert "没有说明理由。" in page
    post(
        client, url, act="order", kind=OrderKind.RECTIFY, text=checks.order_words(check), days="10"
    )
    order = SupervisionOrder.objects.get()
    check.refresh_from_db()
    assert (check.order_id, order.kind, "没有说明理由。" in order.text) == (
        order.pk,
        OrderKind.RECTIFY,
        True,
    )
    assert post(client, url, **fill()).status_code == 422


def test_the_results_can_be_exported_and_others_see_nothing(office: Office) -> None:
    closed(office, 2)
    batch = draw(office, number=2)
    url = reverse("desk_check_batch", args=[batch])
    book = signed_in(office.authority).get(url, {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    assert (len(rows), rows[1][0]) == (3, batch)
    assert "陈一诺" not in str(rows)
    assert signed_in(office.openness).get(url).status_code == 403
    assert signed_in(office.authority).get(url).status_code == 200


def test_drawing_on_the_page(office: Office) -> None:
    closed(office, 4)
    client, url = signed_in(office.authority), reverse("desk_checks")
    sent = {
        "first": "2026-01-01",
        "last": "2026-03-31",
        "by": "percent",
        "number": "50",
        "seed": "3",
    }
    answer = post(client, url, **sent)
    assert answer.status_code == 302
    assert SpotCheck.objects.count() == 2
    assert post(client, url, **(sent | {"number": "101"})).status_code == 422
    page = client.get(answer.url).content.decode()
    assert "随机种子是" in page
