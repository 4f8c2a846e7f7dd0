"""大量、反复申请: reasons first, then the decision (条例第三十五条)."""

import datetime as dt

import pytest

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.queries.abuse import why_not_excessive
from gongkai.foi.services import abuse, extending
from gongkai.foi.services.letters import paragraphs_of
from gongkai.foi.states import Act, FilePurpose, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office, make_case
from tests.foi.steps.way import MARCH_2, fresh, handled, march

WHY = "同类内容在三个月内逐月重复提出"


def frequent(office: Office, number: int = 12) -> DisclosureRequest:
    """The last of many cases of one person."""
    for _ in range(number - 1):
        make_case(office.unit, Stage.HANDLING, received_on=MARCH_2)
    return handled(office)


def demand(case: DisclosureRequest, office: Office, **facts: object) -> DisclosureRequest:
    counts = facts.pop("counts", abuse.Counts(12, MARCH_2, march(5)))
    values = {"on": march(5), "until": march(16), "counts": counts, "reason": WHY} | facts
    return abuse.demand_reasons(case, by=office.openness, **values)  # type: ignore[arg-type]


def test_the_letter_has_the_figures_and_what_makes_them_unreasonable(
    office: Office, on_day: OnDay
) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    case, letter = fresh(case), FoiLetter.objects.get(kind="reasons")
    act = case.acts.get()
    text = "".join(paragraphs_of(letter))
    assert act.data == {
        "until": "2026-03-16",
        "requests": 12,
        "since": "2026-03-02",
        "till": "2026-03-05",
        "counted": 12,
    }
    assert (act.note, act.visible, act.letter) == (WHY, True, letter)
    assert ("12件" in text, WHY in text, "2026年3月16日" in text) == (True, True, True)
    assert case.due_on == march(30)


def test_many_requests_alone_are_no_ground(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="请写明数量、频次明显超过合理范围的情形"):
        demand(case, office, reason=" ")


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        (abuse.Counts(1, MARCH_2, march(5)), "requests"),
        (abuse.Counts(13, MARCH_2, march(5)), "requests"),
        (abuse.Counts(12, march(5), MARCH_2), "since"),
        (abuse.Counts(12, MARCH_2, march(6)), "till"),
    ],
)
def test_figures_that_do_not_hold_are_refused(
    office: Office, on_day: OnDay, counts: abuse.Counts, field: str
) -> None:
    case = frequent(office)
    on_day(march(5))
    with pytest.raises(Refusal) as refusal:
        demand(case, office, counts=counts)
    assert refusal.value.field == field


def test_the_clock_goes_on_so_the_limit_lies_before_the_due_day(
    office: Office, on_day: OnDay
) -> None:
    case = frequent(office)
    on_day(march(5))
    with pytest.raises(Refusal, match=r"应当早于这一天.*条例第三十三条、第三十五条"):
        demand(case, office, until=march(30))
    extending.extend(case, by=office.head, days=5, reason="数量大", on=march(5))
    demand(case, office, until=march(30))
    assert fresh(case).due_on == dt.date(2026, 4, 7)


def test_fewer_than_five_working_days_are_not_offered(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="至少给申请人5个工作日"):
        demand(case, office, until=march(11))


def test_reasons_are_demanded_once(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    with pytest.raises(Refusal, match="已经要求申请人说明理由"):
        demand(case, office)


def test_the_applicant_gives_reasons_with_files(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    on_day(march(10))
    abuse.take_reasons(case, text="编写地方志需要逐月数据", files=[("提纲.txt", "提纲".encode())])
    case = fresh(case)
    act = case.acts.get(kind=Act.TAKE_REASONS)
    assert (act.actor, act.note, act.on, act.data["late"]) == (
        "申请人",
        "编写地方志需要逐月数据",
        march(10),
        False,
    )
    assert case.files.get().purpose == FilePurpose.REASONS
    with pytest.raises(Refusal, match="已经收到过"):
        abuse.take_reasons(case, text="补充")


def test_late_reasons_are_heard(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    on_day(march(17))
    abuse.take_reasons(case, by=office.registrar, on=march(17), text="编写地方志")
    assert fresh(case).acts.get(kind=Act.TAKE_REASONS).data["late"] is True


def test_reasons_nobody_asked_for_are_refused(office: Office, on_day: OnDay) -> None:
    case = handled(office)
    on_day(march(5))
    with pytest.raises(Refusal, match="还没有要求申请人说明理由"):
        abuse.take_reasons(case, text="编写地方志")


def test_reasons_need_words_and_a_possible_day(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    with pytest.raises(Refusal, match="请写明理由"):
        abuse.take_reasons(case, text="")
    with pytest.raises(Refusal, match="不会早于这一天"):
        abuse.take_reasons(case, by=office.registrar, on=march(4), text="编写地方志")


# -- what follows


def test_refusing_as_excessive_opens_with_the_reasons_or_after_the_limit(
    office: Office, on_day: OnDay
) -> None:
    case = frequent(office)
    on_day(march(5))
    assert abuse.may_refuse_as_excessive(case) is False
    assert "应当先要求申请人说明理由" in why_not_excessive(case)
    demand(case, office)
    on_day(march(16))
    assert abuse.may_refuse_as_excessive(case) is False
    assert "2026年3月16日" in why_not_excessive(case)
    on_day(march(17))
    assert abuse.may_refuse_as_excessive(case) is True


def test_refusing_as_excessive_opens_as_soon_as_reasons_came(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    abuse.take_reasons(case, text="就想知道")
    assert abuse.may_refuse_as_excessive(case) is True


def test_a_demand_of_an_earlier_round_opens_nothing(office: Office, on_day: OnDay) -> None:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    on_day(march(17))
    DisclosureRequest.objects.filter(pk=case.pk).update(round=2)
    assert abuse.may_refuse_as_excessive(fresh(case)) is False


def with_reasons(office: Office, on_day: OnDay) -> DisclosureRequest:
    case = frequent(office)
    on_day(march(5))
    demand(case, office)
    abuse.take_reasons(case, text="编写地方志")
    return case


def test_reasonable_reasons_may_get_a_later_day(office: Office, on_day: OnDay) -> None:
    case = with_reasons(office, on_day)
    until = dt.date(2026, 6, 30)
    abuse.agree_later(case, by=office.head, until=until, reason="涉及十二个科室")
    case = fresh(case)
    letter = FoiLetter.objects.get(kind="later")
    assert (case.due_on, case.acts.get(kind=Act.AGREE_LATER).visible) == (until, True)
    assert "2026年6月30日" in "".join(paragraphs_of(letter))


def test_the_head_alone_agrees_to_a_later_day(office: Office, on_day: OnDay) -> None:
    case = with_reasons(office, on_day)
    with pytest.raises(Forbidden, match="条例第三十五条"):
        abuse.agree_later(case, by=office.openness, until=dt.date(2026, 6, 30), reason="量大")


def test_a_later_day_is_later_and_follows_reasons(office: Office, on_day: OnDay) -> None:
    case = with_reasons(office, on_day)
    with pytest.raises(Refusal, match="应当晚于这一天"):
        abuse.agree_later(case, by=office.head, until=march(30), reason="量大")
    other = handled(office)
    with pytest.raises(Refusal, match="请办理延期"):
        abuse.agree_later(other, by=office.head, until=dt.date(2026, 6, 30), reason="量大")


@pytest.mark.parametrize(
    ("name", "may"),
    [("openness", True), ("head", True), ("legal", True), ("handler", False), ("registrar", False)],
)
def test_who_may_demand_reasons(office: Office, name: str, may: bool) -> None:
    assert rules.may(getattr(office, name), Act.DEMAND_REASONS, handled(office)) is may
