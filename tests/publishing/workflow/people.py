"""The way of a draft to release, walked by the right people of the standing cast."""

import datetime as dt
from typing import Any

from gongkai.base.models import User
from gongkai.base.states import Role
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import Publication
from gongkai.publishing.services import attributes, drafts, release, reviewing, secrecy
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.states import Attribute, SecrecyOutcome
from tests.cast import City, People, give_roles

BODY = "一、总体要求\n请认真执行本通知。\n二、工作安排\n每季度报告一次。"


def fresh(publication: Publication) -> Publication:
    """The row as it stands in the database, nothing remembered."""
    return Publication.objects.select_related("unit", "document").get(pk=publication.pk)


def now_digest(publication: Publication) -> str:
    """Hash of the package as it stands, as a page would carry it."""
    return package_digest(package(fresh(publication)))


def full_cast(city: City, people: People) -> People:
    """The cast with everybody whom three reviews and a signature need at 市教育局."""
    give_roles(people.handler, Role.HANDLER, unit=city.education)
    return people


def draft(people: People, *, class_code: str = "other", **facts: Any) -> Publication:
    """A complete draft of 市教育局 by its clerk."""
    unit = people.clerk.unit
    assert unit is not None
    return drafts.create(
        by=people.clerk,
        unit=unit,
        title=facts.pop("title", "关于做好课后服务工作的通知"),
        facts={
            "body": facts.pop("body", BODY),
            "doc_no": "明教发〔2026〕7号",
            "signed_on": dt.date(2026, 5, 6),
            "document_class": DocumentClass.objects.get(code=class_code),
            **facts,
        },
    )


def propose(
    row: Publication, people: People, attribute: Attribute = Attribute.PROACTIVE, **facts: Any
) -> None:
    """The clerk proposes the attribute."""
    attributes.propose(row, by=people.clerk, attribute=attribute, **facts)


def submit(row: Publication, people: People) -> Publication:
    """The clerk sends it for review."""
    return reviewing.submit(row, by=people.clerk, seen=fresh(row).row_version)


def check(
    row: Publication, people: People, attribute: Attribute = Attribute.PROACTIVE, **facts: Any
) -> None:
    """The openness office checks the attribute."""
    attributes.check(row, by=people.openness, attribute=attribute, **facts)


def clear(row: Publication, by: User) -> None:
    """The secrecy reviewer finds nothing."""
    secrecy.review(
        row, by=by, outcome=SecrecyOutcome.PASSED, checklist=list(secrecy.CHECKLIST),
        opinion="", seen_digest=now_digest(row),
    )  # fmt: skip


def pass_review(row: Publication, by: User) -> None:
    """One review with its proof-reading, nothing found."""
    reviewing.review(
        row, by=by, seen_digest=now_digest(row), opinion="同意", proof_note="未发现差错"
    )


def review_all(row: Publication, people: People) -> None:
    """Handler, openness office and unit head pass it."""
    for person in (people.handler, people.openness, people.office_head):
        pass_review(row, person)


def sign(
    row: Publication, people: People, attribute: Attribute = Attribute.PROACTIVE, **facts: Any
) -> Publication:
    """The signer signs."""
    return reviewing.sign(
        row, by=people.signer, seen_digest=now_digest(row), attribute=attribute, **facts
    )


def submitted(people: People, **facts: Any) -> Publication:
    """A draft under review."""
    row = draft(people, **facts)
    propose(row, people)
    return submit(row, people)


def ready_to_sign(people: People, **facts: Any) -> Publication:
    """Reviewed, attribute checked, secrecy passed."""
    row = submitted(people, **facts)
    check(row, people)
    review_all(row, people)
    clear(row, people.reviewer)
    return fresh(row)


def signed(people: People, **facts: Any) -> Publication:
    """Signed and waiting for its release."""
    return fresh(sign(ready_to_sign(people, **facts), people))


def released(people: People, **facts: Any) -> Publication:
    """The whole way."""
    return release.release(signed(people, **facts), by=people.openness)


def seal(row: Publication, people: People) -> Publication:
    """Writes what a release asks for straight into the tables: reviews, decisions, signature.

    For tests of the release alone; the way there has tests of its own.
    """
    from gongkai.publishing.models import AttributeDecision, SecrecyReview, Signature, Submission
    from gongkai.publishing.states import AttributeStep, State

    row.state, row.round = State.SIGNED, 1
    row.save()
    digest = now_digest(row)
    Submission.objects.create(publication=row, round=1, digest=digest, by=people.clerk)
    for step, by in (
        (AttributeStep.PROPOSED, people.clerk),
        (AttributeStep.CHECKED, people.openness),
        (AttributeStep.FIXED, people.signer),
    ):
        AttributeDecision.objects.create(
            publication=row, round=1, step=step, attribute=row.attribute, by=by
        )
    SecrecyReview.objects.create(
        publication=row, digest=digest, outcome=SecrecyOutcome.PASSED, by=people.reviewer
    )
    Signature.objects.create(publication=row, round=1, digest=digest, by=people.signer)
    return fresh(row)
