"""Every element that a saved page states is read to the letter, and nothing that it does not state."""

import pytest

from gongkai.lib.officialdoc.account import account_for_lines
from gongkai.lib.officialdoc.parse import parse_bytes
from tests.lib.officialdoc.page_variants import VARIANTS

EMPTY = {
    "title": None, "doc_no": None, "issuers": [], "signed_on": None, "released_on": None, "index_no": None, "theme": None, "source": None,
    "site_id": None, "column": None, "attribute": "unknown", "addressees": [], "printed_on": None,
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_a_page_is_read_as_it_states_its_document(name):
    markup, stated = VARIANTS[name]
    result = parse_bytes("saved.html", markup if isinstance(markup, bytes) else markup.encode())
    document = result.documents[0]
    assert account_for_lines(result) == {}
    assert {element: getattr(document, element) for element in EMPTY} == EMPTY | stated


def test_a_number_that_differs_between_table_and_text_is_warned_about():
    markup, _ = VARIANTS["city: table and text bear different numbers"]
    warnings = parse_bytes("saved.html", markup.encode()).documents[0].warnings
    assert "页面所列文号与正文所印“示水发〔2022〕81号”不一致，请核对。" in warnings
