"""Drafts of the demonstration on their way: each step done by the person whose step it is."""

import datetime as dt
from typing import Any

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import DocumentClass, LegalGround
from gongkai.catalogue.queries import theme_by_path
from gongkai.portal.demo import sources
from gongkai.publishing.models import Publication
from gongkai.publishing.services import (
    attributes,
    drafts,
    interpretation,
    release,
    reviewing,
    secrecy,
)
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.states import Attribute, InterpretationForm, SecrecyOutcome

# Who does which step at 市民政局: drafter, three reviewers, secrecy, signer; the second checks and releases.
DRAFTER, FIRST, SECOND, THIRD = "shenzhiyuan", "zhoutinglan", "sujianwei", "jiangyingchuan"
SECRECY, SIGNER = "songzeming", "heyunfan"


class Crew:
    """The people of the demonstration at one publication."""

    def __init__(self, people: dict[str, User], unit: Unit) -> None:
        self.people, self.unit = people, unit

    def draft(self, row: dict[str, Any]) -> Publication:
        """The draft with its proposed attribute and, where there is one, its interpretation."""
        by = self.people[DRAFTER]
        named = ("doc_no", "doc_type", "addressees", "summary", "effective_on", "expires_on")
        facts = {name: row[name] for name in named if name in row}
        found = drafts.create(
            by=by,
            unit=self.unit,
            title=row["title"],
            facts=facts
            | {
                "body": row["body"].strip(),
                "issuers": [self.unit.name],
                "signature": f"{self.unit.name}",
                "signed_on": today() - dt.timedelta(days=3),
                "document_class": DocumentClass.objects.get(code=row["class"]),
                "theme": theme_by_path(row["theme"]),
            },
        )
        attributes.propose(found, by=by, **self._given(row))
        if "interpretation" in row:
            reading = interpretation.start(found, by=by, form=InterpretationForm.TEXT)
            seen = Publication.objects.get(pk=reading.pk).row_version
            drafts.save(reading, by=by, seen=seen, facts={"body": row["interpretation"].strip()})
        return found

    def _given(self, row: dict[str, Any]) -> dict[str, Any]:
        ground = LegalGround.objects.get(code=row["ground"]) if "ground" in row else None
        attribute = Attribute.WITHHELD if ground else Attribute.PROACTIVE
        reason = row["reason"] if ground else ""
        return {"attribute": attribute, "legal_ground": ground, "reason": reason}

    def submit(self, found: Publication) -> None:
        """Sent for review by the drafter."""
        seen = Publication.objects.get(pk=found.pk).row_version
        reviewing.submit(found, by=self.people[DRAFTER], seen=seen)

    def review(self, found: Publication, login: str, opinion: str = "同意。") -> None:
        """One review with its proof-reading."""
        reviewing.review(
            found, by=self.people[login], seen_digest=_digest(found), opinion=opinion,
            proof_note="未发现差错。",
        )  # fmt: skip

    def clear(self, found: Publication) -> None:
        """The secrecy review."""
        secrecy.review(
            found, by=self.people[SECRECY], outcome=SecrecyOutcome.PASSED, opinion="",
            checklist=list(secrecy.CHECKLIST), seen_digest=_digest(found),
        )  # fmt: skip

    def sign(self, found: Publication, row: dict[str, Any]) -> None:
        """All reviews, the attribute checked, the signature."""
        attributes.check(found, by=self.people[SECOND], **self._given(row))
        for login in (FIRST, SECOND, THIRD):
            self.review(found, login)
        self.clear(found)
        reviewing.sign(
            found, by=self.people[SIGNER], seen_digest=_digest(found), **self._given(row)
        )

    def correct(self, found: Publication, row: dict[str, Any]) -> None:
        """A correction on its whole way, with its public note."""
        by = self.people[DRAFTER]
        draft = drafts.start_correction(found, by=by)
        seen = Publication.objects.get(pk=draft.pk).row_version
        body = row["body"].strip().replace(*row["corrected"])
        facts = {"body": body, "correction_note": row["correction"]}
        drafts.save(draft, by=by, seen=seen, facts=facts)
        attributes.propose(draft, by=by, **self._given(row))
        self.submit(draft)
        self.sign(draft, row)
        release.release(draft, by=self.people[SECOND])


def _digest(found: Publication) -> str:
    return package_digest(package(Publication.objects.get(pk=found.pk)))


def load(units: dict[str, Unit], people: dict[str, User]) -> int:
    """Walks each draft to its stage; returns how many."""
    crew = Crew(people, units["minzheng"])
    rows = sources.toml("desk.toml")["drafts"]
    for row in rows:
        _walk(crew, row)
    return len(rows)


def _walk(crew: Crew, row: dict[str, Any]) -> None:
    stage, found = row["stage"], crew.draft(row)
    if stage == "drafting":
        return
    crew.submit(found)
    if stage == "reviewing":
        crew.review(found, FIRST, "助餐点停业多久注销，建议写明。")
        return
    if stage == "urgent":
        attributes.check(found, by=crew.people[SECOND], attribute=Attribute.PROACTIVE)
        crew.clear(found)
        release.release_urgently(found, by=crew.people[SIGNER], reason=row["reason"])
        return
    crew.sign(found, row)
    if stage == "released":
        found = release.release(found, by=crew.people[SECOND])
        crew.correct(found, row)
