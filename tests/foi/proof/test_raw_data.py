"""Of an applicant nothing can be read in the raw data folder, the logs or a backup (reliability §2, 8)."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from gongkai.base.services.backup.make import make_backup
from gongkai.base.services.forms import new_token
from gongkai.catalogue import seed as catalogue_seed
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import clarifying, consulting, intake, letters, opinion_links, vault
from gongkai.foi.states import Act, FilePurpose, Stage
from gongkai.publishing import seed as publishing_seed
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import make_office
from tests.foi.intake import people
from tests.foi.proof.stages import Ways

# One unmistakable word for everything that is told of a person, or by one.
WORDS = {
    "name": "申屠鹄鷟",
    "id_number": "370102190102030019",
    "phone": "13912345678",
    "email": "gkcmail@example.cn",
    "address": "明湖市东城区鷟鸑路77号",
    "agent_name": "公冶鷟璘",
    "contact_name": "澹台鷟瑄",
    "help_needed": "鷟需要大字版",
}
TOLD = {
    "file": "鷟文件内容",
    "file_name": "鷟鷟证明.txt",
    "correction": "鷟补正的话",
    "opinion": "鷟第三方的意见",
    "third": "鷟某某公司",
    "note": "鷟电话记录",
    "reasons": "鷟答复理由",
    "letter": "鷟文书里的话",
}
EVERY = {**WORDS, **TOLD}


def spelled(word: str) -> set[bytes]:
    """A word as it might stand in a file: plain, in two bytes a character, in an address, in JSON."""
    inside = base64.b64encode(word.encode())[:-4]
    spellings = {
        word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("gb18030"),
        quote(word).encode(), quote(quote(word)).encode(), json.dumps(word)[1:-1].encode(), inside,
    }  # fmt: skip
    return spellings | ({word.encode().hex().encode()} if len(word) > 3 else set())


def found_in(content: bytes) -> list[str]:
    return [name for name, word in EVERY.items() if any(s in content for s in spelled(word))]


def files_below(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def ways(transactional_db: None, on_day: OnDay) -> Ways:
    catalogue_seed.load(apps)
    catalogue_seed.load_rules(apps)
    publishing_seed.load(apps)
    return Ways(make_office(), on_day)


def whole_way(ways: Ways) -> DisclosureRequest:
    """From the application with its papers to the archive, with everybody who writes on the way."""
    office = ways.office
    identity = intake.Paper(TOLD["file"].encode(), TOLD["file_name"], FilePurpose.IDENTITY)
    mandate = intake.Paper(TOLD["file"].encode(), TOLD["file_name"], FilePurpose.MANDATE)
    case = people.submitted(office.unit, "internet", files=[identity, mandate], **WORDS).case
    intake.assign(case, handler=office.handler, by=office.registrar)
    intake.add_note(case, by=office.handler, note=TOLD["note"])
    ways.do(Act.ASK_CLARIFICATION, case)
    clarifying.receive_correction(
        case, text=TOLD["correction"], files=[(TOLD["file_name"], TOLD["file"].encode())]
    )
    asked = consulting.start_consultation(
        way.fresh(case), by=office.handler, kind="third_party", name=TOLD["third"],
        contact=WORDS["phone"], question="是否同意公开。", items="食堂合同", served_on=ways.day,
    )  # fmt: skip
    opinion_links.make_link(asked, by=office.handler)
    consulting.take_opinion(asked, stance="agree", opinion=TOLD["opinion"])
    original = vault.keep(
        TOLD["file"].encode(),
        name=TOLD["file_name"],
        purpose=FilePurpose.RECORD,
        by=None,
        case=case,
    )
    way.redacting.give_whole(original, way.redacting.prepare_whole(original), by=office.handler)
    way.propose(case, office.handler, "D2", reasons=TOLD["reasons"])
    letter = letters.draft(
        way.fresh(case), "partial", by=office.handler,
        facts=way.deciding.letter_facts(way.decision(case)),
    )  # fmt: skip
    letters.save(
        letter, by=office.handler, seen=letter.row_version, title=letter.title,
        addressee=letter.addressee, paragraphs=[*letters.paragraphs_of(letter), TOLD["letter"]],
    )  # fmt: skip
    for act in (
        Act.SEND_TO_REVIEW, Act.SECRECY_REVIEW, Act.LEGAL_REVIEW, Act.SIGN, Act.DELIVER, Act.RATE,
        Act.CLOSE, Act.ARCHIVE,
    ):  # fmt: skip
        ways.do(act, case, False)
    return way.fresh(case)


def looked_at(case: DisclosureRequest, browser: Client) -> None:
    """The pages that show, look for and give out what is known of a person."""
    page = f"/desk/requests/{case.pk}/"
    assert WORDS["name"] in browser.post(f"{page}applicant/").content.decode()
    for file in (*case.files.all(), *case.application.files.all()):
        browser.get(f"{page}files/{file.pk}/")
    for letter in case.letters.all():
        browser.get(f"{page}letters/{letter.pk}/")
        browser.get(f"{page}letters/{letter.pk}/pdf/")
    for kind, word in (("name", WORDS["name"]), ("phone", WORDS["phone"])):
        browser.post("/desk/requests/find/", {"kind": kind, "words": word})
    browser.post("/desk/requests/export/", {"form_token": new_token()})
    browser.get("/desk/requests/new/", {"name": "x"})
    browser.post("/desk/requests/new/", {**WORDS, "form_token": new_token()})


@pytest.mark.django_db(transaction=True)
def test_after_a_whole_way_no_file_of_the_data_folder_shows_anything_of_the_applicant(
    ways: Ways, as_user: Any, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    case = whole_way(ways)
    assert case.stage == Stage.ARCHIVED
    looked_at(case, as_user(ways.office.registrar))
    if connection.vendor == "sqlite":
        make_backup(tmp_path / "backup")
        database = Path(connection.settings_dict["NAME"])
        databases = [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
        assert database in databases
    else:
        databases = []
    places = [*databases, *files_below(Path(settings.DATA), tmp_path)]
    shown = {str(path): found for path in places if (found := found_in(path.read_bytes()))}
    assert shown == {}
    assert found_in(caplog.text.encode()) == []
    assert rows_that_show() == {}
    # The walk has stored what it was to store: with the key everything is there.
    assert case.application.applicant.name == WORDS["name"]
    assert found_in(b"".join(vault.read(file) for file in case.files.all())) != []


def rows_that_show() -> dict[str, list[str]]:
    """Tables in which a word stands in the clear; for databases that keep no file of their own."""
    shown = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            if found := found_in(repr(cursor.fetchall()).encode()):
                shown[table] = found
    return shown


@pytest.mark.parametrize("name", EVERY)
def test_the_search_for_words_finds_each_in_every_spelling(name: str) -> None:
    for spelling in spelled(EVERY[name]):
        assert name in found_in(b"\x00\x01" + spelling + b"\xff")
