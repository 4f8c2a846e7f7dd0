"""The examples of the manual are messages the program takes and sends."""

import json
import re
from typing import Any

from gongkai.foi.services import exchange
from gongkai.foi.services.exchange.reading import read_plain
from tests.foi.exchange.world import application, envelope, outgoing_bodies, take
from tests.foi.factories import Office
from tests.shared import ROOT

_EXAMPLE = re.compile(r"```json\n(.*?)\n```", re.DOTALL)


def examples() -> list[dict[str, Any]]:
    text = (ROOT / "docs" / "manual" / "开发" / "exchange.md").read_text(encoding="utf-8")
    return [json.loads(found) for found in _EXAMPLE.findall(text)]


def test_every_kind_has_its_example() -> None:
    assert sorted(one["kind"] for one in examples()) == sorted(
        [*exchange.INBOUND, *exchange.OUTBOUND]
    )


def test_every_inbound_example_is_read() -> None:
    read = [read_plain(one) for one in examples() if one["kind"] in exchange.INBOUND]
    assert [message.envelope.kind for message in read] == list(exchange.INBOUND)


def test_outbound_examples_have_the_keys_that_are_sent(bureau: Office) -> None:
    take(envelope("application.submitted", 1, application(bureau)))
    shown = {one["kind"]: one for one in examples()}
    for sent in outgoing_bodies():
        assert list(shown[sent["kind"]]) == list(sent)
        assert list(shown[sent["kind"]]["body"]) == list(sent["body"])
