"""The page of a publication on the desk: the act that is mine stands open, ids stand once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.test import Client

from gongkai.base.models import User
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts, release
from tests.cast import People
from tests.flows.desk import page_of
from tests.publishing.workflow import people as way

SignedIn = Callable[[User], Client]


def tree_of(client: Client, row: Publication) -> Any:
    return lxml.html.fromstring(client.get(page_of(row)).content.decode())


def open_acts(client: Client, row: Publication) -> list[str]:
    found = tree_of(client, row).xpath('//details[@class="deed"][@open]/@id')
    return [name.removeprefix("deed-") for name in found]


def proposed(people: People) -> Publication:
    row = way.draft(people)
    way.propose(row, people)
    return way.fresh(row)


WAYS: list[tuple[str, Callable[[People], Publication], str, list[str]]] = [
    ("clerk", way.draft, "草稿", ["propose"]),
    ("clerk", proposed, "草稿，属性已提出", ["submit"]),
    ("clerk", way.submitted, "审校中，没有轮到", []),
    ("handler", way.submitted, "审校中", ["review"]),
    ("reviewer", way.submitted, "审校中", ["secrecy"]),
    ("signer", way.ready_to_sign, "等待签发", ["sign"]),
    ("openness", way.signed, "等待发布", ["release"]),
    ("openness", way.released, "已发布", []),
]


@pytest.mark.parametrize(
    ("name", "make", "word", "acts"), WAYS, ids=[f"{row[0]} {row[2]}" for row in WAYS]
)
def test_the_act_that_is_mine_stands_open_and_no_other(
    name: str, make: Callable[[People], Publication], word: str, acts: list[str], people: People, as_user: SignedIn
) -> None:  # fmt: skip
    assert open_acts(as_user(getattr(people, name)), make(people)) == acts


@pytest.mark.parametrize("name", ["clerk", "openness", "signer", "reviewer"])
def test_ids_stand_once_though_several_forms_have_a_field_of_one_name(
    name: str, people: People, as_user: SignedIn
) -> None:
    client = as_user(getattr(people, name))
    for make in (way.draft, way.submitted, way.ready_to_sign, way.released):
        ids = Counter(tree_of(client, make(people)).xpath("//@id"))
        assert [name for name, count in ids.items() if count > 1] == []


def test_after_a_correction_the_task_list_still_names_who_cleared_the_original(
    people: People, as_user: SignedIn
) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    facts = {"correction_note": "更正时间。", "body": "一、总体要求\n更正后的要求。"}
    drafts.save(row, by=people.clerk, seen=way.fresh(row).row_version, facts=facts)
    for step in (way.propose, way.submit, way.check, way.review_all):
        step(row, people)
    way.clear(row, people.reviewer)
    release.release(way.sign(row, people), by=people.openness)
    tasks = tree_of(as_user(people.openness), original).xpath("//li[contains(@class, 'task ')]")
    (secrecy,) = [
        " ".join(t.text_content().split()) for t in tasks if "保密审查" in t.text_content()
    ]
    assert secrecy.startswith("保密审查 可以公开 任审核")
