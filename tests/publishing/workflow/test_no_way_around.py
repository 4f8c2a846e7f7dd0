"""No way around the reviews, the secrecy record or the attribute: services, import, API, database."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.catalogue.models import LegalGround
from gongkai.portal.api import api
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services import (
    attributes,
    drafts,
    library,
    reasons,
    release,
    reviewing,
    secrecy,
)
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.services.entries import Entry
from gongkai.publishing.states import (
    Attribute,
    AttributeStep,
    ReleaseBasis,
    SecrecyOutcome,
    State,
)
from tests.cast import City, People
from tests.publishing.factories import make_publication
from tests.publishing.workflow import people as way

WALKS = 4  # times four
STEPS = 60


def acts(row: Publication, by: User, dice: random.Random) -> list[Callable[[], Any]]:
    """Everything anybody could try with a publication, with arguments right and wrong."""
    digest = (
        dice.choice([way.now_digest(row), "0" * 64]) if dice.random() < 0.1 else way.now_digest(row)
    )
    attribute = dice.choices([Attribute.PROACTIVE, Attribute.WITHHELD], [6, 1])[0]
    ground = None if attribute == Attribute.PROACTIVE else LegalGround.objects.get(code="E16-1c")
    given = {"attribute": attribute, "legal_ground": ground, "reason": "理由。" if ground else ""}
    outcome = dice.choices([SecrecyOutcome.PASSED, SecrecyOutcome.REFUSED], [6, 1])[0]
    seen = way.fresh(row).row_version
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    return [
        lambda: attributes.propose(row, by=by, **given),
        lambda: attributes.check(row, by=by, **given),
        lambda: reviewing.submit(row, by=by, seen=seen),
        lambda: reviewing.review(row, by=by, seen_digest=digest, opinion="", proof_note="未发现差错"),
        lambda: secrecy.review(row, by=by, outcome=outcome, checklist=list(secrecy.CHECKLIST),
                               opinion="意见。", seen_digest=digest),
        lambda: reviewing.sign(row, by=by, seen_digest=digest, **given),
        lambda: drafts.save(row, by=by, seen=seen, facts={"summary": str(dice.random())}),
        lambda: reviewing.send_back(row, by=by, reason="请改。"),
        lambda: release.release(row, by=by),
        lambda: release.release_urgently(row, by=by, reason="情况紧急。"),
        lambda: release.take_over(row, by=by, place="市政府网站", on=yesterday),
        lambda: release.merge_correction(row, by=by),
    ]  # fmt: skip


WEIGHTS = [3, 5, 4, 8, 5, 5, 1, 0.5, 5, 0.7, 1, 1]


def right_turn(row: Publication, people: People, dice: random.Random) -> Callable[[], Any]:
    """Something that the right person may well do now, so that walks get somewhere."""
    if row.state == State.DRAFT:
        steps = [lambda: way.propose(row, people), lambda: way.submit(row, people)]
    elif row.state == State.SIGNED:
        steps = [lambda: release.release(row, by=people.openness)]
    else:
        steps = [
            lambda: way.check(row, people),
            *(
                lambda p=p: way.pass_review(row, p)
                for p in (people.handler, people.openness, people.office_head)
            ),
            lambda: way.clear(row, people.reviewer),
            lambda: way.sign(row, people),
        ]
    return dice.choice(steps)


def walk(people: People, seed: int) -> Publication:
    """Sixty tries, half of them sensible, until it is public; never public without everything."""
    dice = random.Random(seed)  # noqa: S311 - the same walk every time
    crew = [getattr(people, name) for name in People.__slots__]
    row = way.draft(people, doc_no=f"明教发〔2026〕{seed + 1}号")
    for _ in range(STEPS):
        by = dice.choices(crew, [3 if user.unit_id == row.unit_id else 1 for user in crew])[0]
        (wild,) = dice.choices(acts(row, by, dice), WEIGHTS)
        act = right_turn(row, people, dice) if dice.random() < 0.6 else wild
        try:
            with transaction.atomic():
                act()
        except Refusal:
            pass
        row = way.fresh(row)
        if row.state == State.RELEASED:
            assert what_is_wrong_with(row) == []
            return row
        assert not row.is_public
    return row


def what_is_wrong_with(row: Publication) -> list[str]:
    """What a public row lacks; empty where everything is as the law wants it."""
    if row.release_basis == ReleaseBasis.STOCK:
        return [] if row.import_key else ["stock that no import brought"]
    digest = package_digest(package(row))
    makers = turns.drafters(row)
    wrong = []
    signature = row.signatures.filter(round=row.round, digest=digest).first()
    if signature is None or signature.by_id in makers:
        wrong.append("no signature by another on this content")
    cleared = secrecy.passed(row, digest)
    if cleared is None or cleared.by_id in makers:
        wrong.append("no secrecy review by another on this content")
    given = [attributes.latest(row, step) for step in (AttributeStep.PROPOSED, AttributeStep.CHECKED, AttributeStep.FIXED)]  # fmt: skip
    if None in given or len({d.by_id for d in given if d}) < 3:
        wrong.append("not three names for the attribute")
    if row.attribute != Attribute.PROACTIVE:
        wrong.append("not public by attribute")
    passed = turns.passed_reviews(row)
    if row.release_basis == ReleaseBasis.REVIEWED:
        if len({r.reviewer_id for r in passed} - makers) < 3:
            wrong.append("not three reviewers")
        if not reasons.chain_holds(row, passed, digest):
            wrong.append("a gap in the chain")
    elif len(passed) < 3 and row.urgent_release.made_up_at is not None:
        wrong.append("an urgent release without its flag")
    return wrong


@pytest.mark.parametrize("seed", range(0, WALKS * 4, 4))
def test_whatever_anybody_tries_nothing_becomes_public_without_everything(
    seed: int, people: People
) -> None:
    reached = [walk(people, number).state for number in range(seed, seed + 4)]
    # A walk that never gets anywhere would prove nothing.
    assert State.RELEASED in reached


def test_the_database_refuses_a_release_without_a_basis(city: City) -> None:
    row = make_publication(state=State.DRAFT, unit=city.education)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(
            state=State.RELEASED, released_at=timezone.now()
        )


def test_there_is_no_admin_and_the_api_only_reads() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not any("admin" in app for app in settings.INSTALLED_APPS)
    methods = {
        method
        for _, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        for method in operation.methods
    }
    assert methods <= {"GET", "HEAD"}


@pytest.mark.parametrize(
    "facts",
    [
        {"import_key": None},
        {"own_mark": False},
        {"attribute": Attribute.UNKNOWN},
        {"round": 1},
        {"unit": None},
    ],
)
def test_only_untouched_imports_with_their_own_mark_are_stock(
    facts: dict, city: City, people: People
) -> None:
    given = {
        "state": State.DRAFT,
        "unit": city.education,
        "import_key": "k" * 64,
        "own_mark": True,
        **facts,
    }
    row = make_publication(**given)
    with pytest.raises(Refusal):
        release.take_over(row, by=people.openness, place="市政府网站", on=dt.date(2024, 5, 7))
    assert way.fresh(row).state == State.DRAFT


def test_stock_says_where_and_since_an_earlier_day(city: City, people: People) -> None:
    row = make_publication(
        state=State.DRAFT, unit=city.education, import_key="k" * 64, own_mark=True
    )
    with pytest.raises(Refusal, match="以前公开的日期应当早于今天"):
        release.take_over(row, by=people.openness, place="网站", on=timezone.localdate())
    with pytest.raises(Refusal, match="请写明原来公开的地方"):
        release.take_over(row, by=people.openness, place=" ", on=dt.date(2024, 5, 7))


def test_an_import_does_not_overwrite_what_was_reviewed_here(people: People) -> None:
    row = way.released(people)
    Publication.objects.filter(pk=row.pk).update(
        external_id="A-1", import_key=Entry("题", external_id="A-1").key
    )
    again = Entry(
        "另一个标题", plain="另一段正文。", external_id="A-1", attribute=Attribute.PROACTIVE
    )
    added = library.add_many([again], by=None, release=True)
    assert [conflict[1].pk for conflict in added.conflicts] == [row.pk]
    assert way.fresh(row).title == row.title
