"""Terms: which one is proposed, who is warned when, what a unit decides."""

import datetime as dt

import pytest

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import OfficialDocument, Publication, TermEvaluation
from gongkai.publishing.queries import expiry
from gongkai.publishing.services import expiry as services
from gongkai.publishing.states import Evaluation, RelationKind, State
from tests.cast import City, People
from tests.publishing.factories import make_publication, relate

DAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "today", lambda: DAY)


def runs_out(title: str = "办法", *, days: int, **facts: object) -> Publication:
    return make_publication(title, expires_on=DAY + dt.timedelta(days=days), **facts)


def document(title: str, **facts: object) -> OfficialDocument:
    row = make_publication(title, state=State.DRAFT, **facts)
    found: OfficialDocument = Publication.objects.select_related("document").get(pk=row.pk).document
    return found


@pytest.mark.parametrize(
    ("title", "code", "start", "ends"),
    [
        ("某办法", "normative", dt.date(2024, 2, 1), dt.date(2029, 1, 31)),
        ("某办法", "normative", dt.date(2024, 2, 29), dt.date(2029, 2, 28)),
        ("某办法（试行）", "normative", dt.date(2024, 2, 1), dt.date(2026, 1, 31)),
        ("暂行办法", "other", dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
        ("某办法", "policy", dt.date(2024, 2, 1), None),
        ("某办法", "normative", None, None),
    ],
)
def test_the_proposed_term_follows_the_words_of_the_title_and_the_class(
    title: str, code: str, start: dt.date | None, ends: dt.date | None, db: None
) -> None:
    named = DocumentClass.objects.get(code=code)
    found = document(title, document_class=named, effective_on=start, signed_on=None)
    assert expiry.proposed_expiry(found) == ends


def test_a_stated_term_is_left_alone(db: None) -> None:
    assert expiry.proposed_expiry(document("办法（试行）", expires_on=DAY)) is None


def test_the_office_sets_how_long_a_trial_lasts(db: None, settings: object) -> None:
    settings.TRIAL_TERM_YEARS = 1  # type: ignore[attr-defined]
    found = document("办法（试行）", effective_on=dt.date(2024, 2, 1))
    assert expiry.proposed_expiry(found) == dt.date(2025, 1, 31)


@pytest.mark.parametrize(
    ("days", "warned"), [(-1, False), (0, True), (30, True), (31, True), (90, True), (91, False)]
)
def test_a_unit_is_warned_within_ninety_days(days: int, warned: bool, people: People) -> None:
    runs_out(days=days, unit=people.clerk.unit)
    services.warn_expiring()
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == ({"clerk", "openness"} if warned else set())


def test_each_is_told_twice_and_no_oftener_whichever_days_the_job_ran(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = runs_out(days=90, unit=people.clerk.unit)
    for later in (0, 0, 1, 59, 60, 75, 90):
        monkeypatch.setattr(services, "today", lambda later=later: DAY + dt.timedelta(days=later))
        services.warn_expiring()
    mine = Notice.objects.filter(user=people.clerk).order_by("pk")
    assert [notice.title for notice in mine] == ["《办法》还有90天到期", "《办法》还有30天到期"]
    assert mine[0].url == f"/desk/library/{row.pk}/validity/"


def test_what_is_repealed_or_to_lapse_anyway_warns_nobody(people: People) -> None:
    unit = people.clerk.unit
    repealed = runs_out("废止的", days=20, unit=unit)
    relate(make_publication("新办法", unit=unit), RelationKind.REPEALS, repealed)
    lapsing = runs_out("到期失效", days=20, unit=unit)
    services.evaluate(lapsing, by=people.clerk, conclusion=Evaluation.LAPSE, note="任务已完成。")
    services.warn_expiring()
    assert Notice.objects.count() == 0


def test_a_decision_is_kept_for_its_term_and_replaced_by_a_later_one(people: People) -> None:
    row = runs_out(days=20, unit=people.clerk.unit)
    services.evaluate(row, by=people.clerk, conclusion=Evaluation.LAPSE, note="任务已完成。")
    services.evaluate(row, by=people.openness, conclusion=Evaluation.EXTEND, note="仍在执行。")
    found = TermEvaluation.objects.get()
    assert (found.conclusion, found.by, found.note) == ("extend", people.openness, "仍在执行。")


def test_what_cannot_be_evaluated_is_refused(people: People) -> None:
    cases = [
        (make_publication("没有期限"), "没有正在计算的有效期", "好。"),
        (runs_out("草稿", days=5, state=State.DRAFT), "没有正在计算的有效期", "好。"),
        (runs_out("过期", days=-1), "届满", "好。"),
        (runs_out("没有说明", days=5), "评估说明", " "),
    ]
    for row, sentence, note in cases:
        with pytest.raises(Refusal, match=sentence):
            services.evaluate(row, by=people.clerk, conclusion=Evaluation.EXTEND, note=note)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    count: int, city: City, django_assert_num_queries: object
) -> None:
    for number in range(count):
        runs_out(f"办法{number}", days=5 + number, unit=city.education)
    with django_assert_num_queries(3):  # type: ignore[operator]
        rows = expiry.expiring(DAY)
        expiry.evaluations(rows)
    assert len(rows) == count
