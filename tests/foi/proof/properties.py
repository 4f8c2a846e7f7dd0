"""The invariants of the requests as questions: each gives a line for every breach, nothing where it holds."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from django.db import connection

from gongkai.base.calendar import working_calendar
from gongkai.base.models import IssuedNumber, User
from gongkai.base.services import trail_check
from gongkai.foi import rules
from gongkai.foi.models import CaseAct, CaseFile, Decision, DisclosureRequest, FoiLetter
from gongkai.foi.outcomes import BY_CODE, outcome
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.figures.annual import annual
from gongkai.foi.queries.figures.counting import ROW_OF
from gongkai.foi.services import clocks, letters, redacting
from gongkai.foi.services.act_check import changed_acts
from gongkai.foi.states import CASE_MOVES, Act, FilePurpose, ReviewStep, Stage
from gongkai.lib.workdays import is_workday

Cases = list[DisclosureRequest]
Property = Callable[[Cases], list[str]]
_DONE = (Stage.CLOSED, Stage.ARCHIVED)


def stage_moves_only_by_the_table(cases: Cases) -> list[str]:
    """I1."""
    wrong = []
    for case in cases:
        acts = [act for act in case.acts.all() if "inherited" not in act.data]
        if not acts or acts[-1].stage != case.stage:
            wrong.append(f"{case}: the row says {case.stage}, its last act something else")
        for before, act in pairwise(acts):
            stage, kind = Stage(before.stage), Act(act.kind)
            if not CASE_MOVES.can(stage, kind) or CASE_MOVES.to(stage, kind) != act.stage:
                wrong.append(f"{case}: {stage} —{kind}→ {act.stage}")
    return wrong


def one_outcome_when_closed(cases: Cases) -> list[str]:
    """I2."""
    wrong = []
    for case in cases:
        signed = case.decisions.filter(round=case.round, signed_on__isnull=False)
        if case.stage in _DONE and case.outcome not in BY_CODE:
            wrong.append(f"{case}: closed without an outcome")
        if case.stage in _DONE and signed and [d.outcome for d in signed] != [case.outcome]:
            wrong.append(f"{case}: another outcome than was signed")
    return wrong


def due_is_what_the_acts_say(cases: Cases) -> list[str]:
    """I3. On the day of its last act the row says what the clock says of the acts."""
    wrong = []
    for case in cases:
        last = case.acts.last()
        if case.received_on is None or last is None:
            continue
        kept = {name: getattr(case, name) for name in ("due_on", "waits_until", "provisional")}
        again = DisclosureRequest(stage=case.stage)
        clocks.remember(again, clocks.clock_of(case))
        if kept != {name: getattr(again, name) for name in kept}:
            wrong.append(f"{case}: keeps {kept}")
    return wrong


def more_time_never_shortens(cases: Cases) -> list[str]:
    """I4."""
    wrong = []
    for case in cases:
        acts = list(case.acts.all())
        for number, act in enumerate(acts):
            if act.kind not in (Act.CONSULT, Act.EXTEND):
                continue
            before = clocks.clock_of(case, acts[:number], on=act.on)
            after = clocks.clock_of(case, acts[: number + 1], on=act.on)
            if before and after and before.due and after.due and after.due < before.due:
                wrong.append(f"{case}: {act.kind} moves {before.due} to {after.due}")
    return wrong


def due_is_a_working_day(cases: Cases) -> list[str]:
    """I5. A day that a judgment or the agency has set is kept as it was set."""
    given = {
        (act.case_id, act.data.get("until"))
        for act in CaseAct.objects.filter(case__in=cases, kind__in=[Act.REOPEN, Act.AGREE_LATER])
    }
    return [
        f"{case}: {case.due_on} is no working day"
        for case in cases
        if case.due_on
        and not case.provisional
        and (case.pk, case.due_on.isoformat()) not in given
        and not is_workday(case.due_on, working_calendar())
    ]


def at_most_twenty_days_more(cases: Cases) -> list[str]:
    """I6, for each round."""
    days: Counter[tuple[int, int]] = Counter()
    for act in CaseAct.objects.filter(case__in=cases, kind=Act.EXTEND):
        days[act.case_id, act.round] += act.data["days"]
    return [f"case {key}: {total} days" for key, total in days.items() if not 0 < total <= 20]


def three_hands_on_every_answer(cases: Cases) -> list[str]:
    """I7: whoever signed neither handled, nor wrote, nor reviewed it; no reviewer wrote it."""
    wrong = []
    for decision in _signed(cases):
        acts = list(decision.case.acts.filter(round=decision.round))
        number = max(i for i, act in enumerate(acts) if act.kind == Act.SIGN)
        told = acts[:number]
        writers = {act.by_id for act in told if act.kind == Act.PROPOSE}
        writers |= {_handler_at(told)} - {None}
        reviewers = {row.by_id for row in _passed(decision).values()}
        if decision.signed_by_id in writers | reviewers:
            wrong.append(f"{decision.case}: signed by who wrote or reviewed it")
        if writers & reviewers:
            wrong.append(f"{decision.case}: reviewed by who wrote it")
    return wrong


def nothing_unreviewed_or_unproved(cases: Cases) -> list[str]:
    """I8."""
    wrong = []
    for decision in _signed(cases):
        found, letter = outcome(decision.outcome), decision.letter
        if set(_passed(decision)) != {ReviewStep.SECRECY, ReviewStep.LEGAL}:
            wrong.append(f"{decision.case}: signed without both reviews of this text")
        if found.needs_search and not decision.case.searches.exists():
            wrong.append(f"{decision.case}: nothing found, but never searched")
        if found.grounds and not decision.grounds:
            wrong.append(f"{decision.case}: refused without a clause")
        if found.grounds and not decision.reasons:
            wrong.append(f"{decision.case}: refused without a reason")
        words = "".join(letters.paragraphs_of(letter)) if letter else ""
        if found.redress and "行政复议" not in words:
            wrong.append(f"{decision.case}: says nothing of redress")
    return wrong


def originals_stay_inside(cases: Cases) -> list[str]:
    """I9: the applicant gets copies alone, and no copy that was blacked out holds what was marked."""
    wrong = []
    for case in cases:
        wrong += [
            f"{case}: file {file.pk} is no copy"
            for file in redacting.delivered_files_of(case)
            if file.purpose != FilePurpose.COPY or file.original_id is None
        ]
    shown = CaseFile.objects.filter(case__in=cases, purpose=FilePurpose.RECORD, visible=True)
    return [*wrong, *(f"{file.case}: the original {file.pk} can be seen" for file in shown)]


def the_chain_holds(cases: Cases) -> list[str]:
    """I10."""
    report = trail_check.verify(rows=False)
    return [*([report.problem] if report.problem else []), *changed_acts()]


def personal_data_are_unreadable(cases: Cases) -> list[str]:
    """I11 at rest: no table of the app shows name, number, telephone or address."""
    words = set()
    for case in cases:
        who = case.application.applicant
        words |= {who.name, who.id_number, who.phone, who.address} - {""}
    wrong = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(("foi_", "base_event", "base_notice", "base_outbox")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text = repr(cursor.fetchall())
            wrong += [f"{table} shows {word}" for word in words if word in text]
    return wrong


def the_report_adds_up(cases: Cases) -> list[str]:
    """I12, for the year of the walk and the two beside it."""
    wrong = []
    for unit in {case.unit for case in cases}:
        rows = {year: annual(unit, year) for year in (2025, 2026, 2027)}
        for year, found in rows.items():
            wrong += [f"{year}: {check.sentence}" for check in found.wrong]
        for year in (2025, 2026):
            ends, begins = rows[year].tables.table2["a4"], rows[year + 1].tables.table2["a2"]
            if ends != begins:
                wrong.append(f"{year}: carried out {ends}, carried in {begins}")
        told = Counter(_ended_by_acts(case) for case in cases if case.unit == unit)
        counted = Counter(
            {row: cells["c7"] for row, cells in rows[2026].tables.table2.items() if cells["c7"]}
        )
        if told - Counter({"": len(cases)}) != Counter(
            {r: counted[r] for r in set(ROW_OF.values()) if counted[r]}
        ):
            wrong.append(f"2026: the acts say {told}, the report {counted}")
    return wrong


def numbers_without_gaps(cases: Cases) -> list[str]:
    """I13."""
    series: dict[int, list[int]] = {}
    for number in IssuedNumber.objects.order_by("series", "serial"):
        series.setdefault(number.series_id, []).append(number.serial)
    wrong = [
        f"series {pk}: {found}"
        for pk, found in series.items()
        if found != list(range(1, len(found) + 1))
    ]
    used = Counter(DisclosureRequest.objects.exclude(number="").values_list("unit", "number"))
    used += Counter(FoiLetter.objects.exclude(number="").values_list("unit", "number"))
    taken = DisclosureRequest.objects.exclude(issued_number=None).count()
    taken += FoiLetter.objects.exclude(issued_number=None).count()
    applications = {case.application_id for case in DisclosureRequest.objects.all()}
    if taken + len(applications) != IssuedNumber.objects.count():
        wrong.append("a number that belongs to nothing")
    return wrong + [f"{key} twice" for key, times in used.items() if times > 1]


def one_rule_of_sight(cases: Cases) -> list[str]:
    """I15: list and object agree for everybody."""
    wrong = []
    for user in User.objects.all():
        listed = set(visible_to(user).values_list("pk", flat=True))
        checked = {case.pk for case in DisclosureRequest.objects.all() if rules.may_see(user, case)}
        if listed != checked:
            wrong.append(f"{user}: lists {listed}, opens {checked}")
    return wrong


PROPERTIES: dict[str, Property] = {
    "I1": stage_moves_only_by_the_table,
    "I2": one_outcome_when_closed,
    "I3": due_is_what_the_acts_say,
    "I4": more_time_never_shortens,
    "I5": due_is_a_working_day,
    "I6": at_most_twenty_days_more,
    "I7": three_hands_on_every_answer,
    "I8": nothing_unreviewed_or_unproved,
    "I9": originals_stay_inside,
    "I10": the_chain_holds,
    "I11": personal_data_are_unreadable,
    "I12": the_report_adds_up,
    "I13": numbers_without_gaps,
    "I15": one_rule_of_sight,
}


def _signed(cases: Cases) -> list[Decision]:
    rows = Decision.objects.filter(case__in=cases, signed_on__isnull=False)
    return list(rows.select_related("case", "letter"))


def _passed(decision: Decision) -> dict[ReviewStep, object]:
    rows = decision.case.reviews.filter(round=decision.round, digest=decision.digest, passed=True)
    return {ReviewStep(row.step): row for row in rows if row.step != ReviewStep.SIGNATURE}


def _ended_by_acts(case: DisclosureRequest) -> str:
    """The row of the report by the acts of the first round alone; "" where nothing has ended."""
    if case.received_on is None:
        return ""
    for act in case.acts.filter(round=1):
        if act.kind == Act.DELIVER:
            return ROW_OF[case.acts.get(round=1, kind=Act.SIGN).data["outcome"]]
        if act.kind == Act.LAPSE:
            return ROW_OF[act.data["outcome"]]
        if act.kind == Act.WITHDRAW:
            return ROW_OF["D6-3"]
    return ""


def _handler_at(acts: list[CaseAct]) -> int | None:
    named = [act.data["handler"] for act in acts if act.kind in (Act.ASSIGN, Act.HAND_OVER)]
    return named[-1] if named else None
