"""Walks through the questions as a browser without scripts does."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from gongkai.base.models import Unit
from gongkai.base.services.forms import new_token
from tests.foi.intake.people import PERSON_ID, PHONE

WANTED = "2025年明湖市东城区学校食堂招标的评标结果"
ORDER = ("office", "what", "who", "proof", "reach")
_DRAFT = re.compile(r'name="draft" value="([^"]*)"')


@dataclass(slots=True)
class Applicant:
    """A browser and what its person would answer on each page."""

    client: Client
    unit: Unit
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answers(self, step: str, **more: Any) -> dict[str, Any]:
        """What is typed on that page."""
        usual: dict[str, dict[str, Any]] = {
            "office": {"unit": self.unit.slug},
            "what": {"wanted": WANTED},
            "who": {
                "kind": "natural",
                "name": "陈一诺",
                "id_kind": "resident",
                "id_number": PERSON_ID,
                "agent": "no",
            },
            "proof": {},
            "reach": {"wanted_form": "electronic", "wanted_route": "online", "phone": PHONE},
        }
        return usual[step] | self.typed.get(step, {}) | more

    def get(self, step: str, **query: str) -> Any:
        return self.client.get(f"/requests/apply/{step}/", query)

    def post(self, step: str, **more: Any) -> Any:
        return self.client.post(f"/requests/apply/{step}/", self.answers(step, **more))

    def until(self, step: str) -> None:
        """Answers every page before that one."""
        for one in ORDER[: ORDER.index(step) if step in ORDER else len(ORDER)]:
            assert self.post(one).status_code == 302, one

    def send(self, token: str = "", **more: Any) -> Any:
        facts = {"form_token": token or new_token(), **more}
        return self.client.post("/requests/apply/check/", facts)


def draft_in(answer: Any) -> str:
    """The sealed draft a page carries."""
    found = _DRAFT.search(answer.content.decode())
    assert found is not None
    return found[1]
