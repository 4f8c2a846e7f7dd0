"""What the drafting table and the reviews keep to themselves, before a release and after it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import DocumentClass, LegalGround
from gongkai.portal.demo.canaries.nest import Nest
from gongkai.portal.demo.desk import DRAFTER, FIRST, SECOND, SECRECY, SIGNER, THIRD
from gongkai.publishing.models import Publication
from gongkai.publishing.services import (
    attributes,
    drafts,
    findings,
    interpretation,
    release,
    review_settings,
    reviewing,
    secrecy,
)
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.states import Attribute, DocType, DraftSight, SecrecyOutcome

_FAR = dt.timedelta(days=3650)


class Bench:
    """One draft after another, with a string wherever somebody writes something."""

    def __init__(self, nest: Nest, unit: Unit, people: dict[str, User]) -> None:
        self.nest, self.unit, self.people = nest, unit, people

    def draft(self, model: str, code: str = "other", **facts: Any) -> Publication:
        """A draft; hidden words in the title and text unless `facts` gives others."""
        lay = self.nest.lay
        title = facts.pop("title", "") or f"演示标记文稿{lay(model, 'title')}"
        text = facts.pop("body", "") or f"本文只用于检查泄露。{lay(model, 'body')}"
        return drafts.create(
            by=self.people[DRAFTER],
            unit=self.unit,
            title=title,
            facts={
                "body": text,
                "doc_type": DocType.NOTICE,
                "issuers": [self.unit.name],
                "signature": self.unit.name,
                "signed_on": today() - dt.timedelta(days=2),
                "document_class": DocumentClass.objects.get(code=code),
            }
            | facts,
        )

    def submit(self, row: Publication, model: str, attribute: Attribute, **ground: Any) -> None:
        """Attribute proposed, sent for review with a note."""
        by = self.people[DRAFTER]
        attributes.propose(row, by=by, attribute=attribute, **ground)
        seen = Publication.objects.get(pk=row.pk).row_version
        reviewing.submit(row, by=by, seen=seen, note=self.nest.lay(model, "submission"))

    def clear(self, row: Publication, model: str) -> None:
        """The secrecy review with its opinion and what its scan pointed at."""
        secrecy.review(
            row, by=self.people[SECRECY], outcome=SecrecyOutcome.PASSED,
            checklist=list(secrecy.CHECKLIST), opinion=self.nest.lay(model, "secrecy"),
            seen_digest=_digest(row), findings=[{"text": self.nest.lay(model, "scan")}],
        )  # fmt: skip

    def pass_all(self, row: Publication, model: str) -> None:
        """The three reviews with opinion, proof-reading and findings, then the signature."""
        attributes.check(row, by=self.people[SECOND], attribute=Attribute.PROACTIVE)
        for login in (FIRST, SECOND, THIRD):
            reviewing.review(
                row, by=self.people[login], seen_digest=_digest(row),
                opinion=self.nest.lay(model, "opinion"), proof_note=self.nest.lay(model, "proof"),
                findings=[{"text": self.nest.lay(model, "finding")}],
            )  # fmt: skip
        self.clear(row, model)
        reviewing.sign(
            row, by=self.people[SIGNER], seen_digest=_digest(row), attribute=Attribute.PROACTIVE,
            note=self.nest.lay(model, "signature"),
        )  # fmt: skip


def _digest(row: Publication) -> str:
    return package_digest(package(Publication.objects.get(pk=row.pk)))


def plant(nest: Nest, unit: Unit, people: dict[str, User]) -> None:
    """A draft being written, one sent back, one released tomorrow, one in a hurry, one corrected."""
    bench = Bench(nest, unit, people)
    _written(bench)
    _sent_back(bench)
    _tomorrow(bench)
    public = _urgent(bench)
    _correction(bench, public)
    _substitute(bench)


def _written(bench: Bench) -> None:
    """Unsaved typing, who may see it, a link, a version that was replaced, a finding that was left."""
    lay, by = bench.nest.lay, bench.people[DRAFTER]
    row = bench.draft(
        "written", summary=lay("written", "summary"), audience=lay("written", "audience")
    )
    html = f"<p>改写以后的正文，按装完毕后办理。{lay('written', 'second')}</p>"
    row = drafts.save(row, by=by, seen=row.row_version, facts={"html": html})
    row = drafts.limit_sight(
        row, by=by, sight=DraftSight.UNIT, readers=[], remark=lay("written", "remark")
    )
    drafts.share_link(row, by=by, note=lay("written", "link"))
    row = Publication.objects.get(pk=row.pk)
    typed = {"title": [lay("typed", "title")], "html": [f"<p>{lay('typed', 'html')}</p>"]}
    drafts.autosave(row, by=by, typed=typed, base=row.row_version)
    looked = findings.look(row, by=by, title=row.title, html=row.text.html)
    for shown in looked.open[:1]:
        findings.leave(row, shown, by=by, reason=lay("written", "left"))


def _sent_back(bench: Bench) -> None:
    """Proposed as withheld with its reason, returned with another."""
    lay = bench.nest.lay
    row = bench.draft("returned")
    ground = LegalGround.objects.get(code="E16-2b")
    bench.submit(
        row, "returned", Attribute.WITHHELD, legal_ground=ground, reason=lay("returned", "withheld")
    )
    reviewing.send_back(
        row, by=bench.people[FIRST], reason=lay("returned", "reason"),
        findings=[{"text": lay("returned", "finding")}],
    )  # fmt: skip


def _tomorrow(bench: Bench) -> None:
    """Signed, excused from interpretation, released for a day to come."""
    row = bench.draft("tomorrow", code="normative")
    # The exemption must stand before the draft is sent: nothing goes on without it.
    interpretation.exempt(row, by=bench.people[SECOND], reason=bench.nest.lay("tomorrow", "exempt"))
    bench.submit(row, "tomorrow", Attribute.PROACTIVE)
    bench.pass_all(row, "tomorrow")
    release.release(row, by=bench.people[SECOND], at=timezone.now() + _FAR)


def _urgent(bench: Bench) -> Publication:
    """Public by itself; everything said about it on its way is not."""
    row = bench.draft(
        "urgent",
        title="关于演示检查的紧急通知",
        body="本文用于检查公开页面不会带出办理过程。",
    )
    bench.submit(row, "urgent", Attribute.PROACTIVE)
    attributes.check(row, by=bench.people[SECOND], attribute=Attribute.PROACTIVE)
    bench.clear(row, "urgent")
    return release.release_urgently(
        row, by=bench.people[SIGNER], reason=bench.nest.lay("urgent", "reason")
    )


def _correction(bench: Bench, public: Publication) -> None:
    """A correction under way: neither its text nor its note is public before it is merged."""
    lay, by = bench.nest.lay, bench.people[DRAFTER]
    row = drafts.start_correction(public, by=by)
    facts = {"body": lay("correction", "body"), "correction_note": lay("correction", "note")}
    drafts.save(row, by=by, seen=Publication.objects.get(pk=row.pk).row_version, facts=facts)


def _substitute(bench: Bench) -> None:
    review_settings.name_substitute(
        absent=bench.people[FIRST],
        substitute=bench.people[DRAFTER],
        unit=bench.unit,
        starts_on=today() + _FAR,
        ends_on=today() + _FAR,
        reason=bench.nest.lay("substitution", "reason"),
        by=bench.people[SECOND],
    )
