"""Drafts for the tests of this folder, and what their pages send."""

from typing import Any

import lxml.html

from gongkai.base.models import Unit, User
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Kind, State

BODY = "为方便群众，现将有关事项公告如下。\n一、办理时间\n每天上午九时到下午五时。"


def make_draft(by: User, title: str = "关于调整办理时间的公告", **facts: Any) -> Publication:
    """A draft of the person's unit with a short text."""
    unit: Unit = facts.pop("unit", None) or by.unit
    kind: Kind = facts.pop("kind", Kind.DOCUMENT)
    state = facts.pop("state", State.DRAFT)
    facts.setdefault("body", BODY)
    row = drafts.create(by=by, unit=unit, kind=kind, title=title, facts={"title": title, **facts})
    if state != State.DRAFT:
        Publication.objects.filter(pk=row.pk).update(state=state)
        row.refresh_from_db()
    return row


def page_of(response: Any) -> Any:
    """The page as a tree."""
    return lxml.html.fromstring(response.content.decode())


def form_of(response: Any, form_id: str = "draft") -> dict[str, Any]:
    """What the form on a page would send when nothing is typed; without buttons and files."""
    (form,) = page_of(response).xpath(f'//form[@id="{form_id}"]')
    return fields_of(form)


def fields_of(form: Any) -> dict[str, Any]:
    """The values of a form's controls, several of one name as a list."""
    found: dict[str, Any] = {}
    for control in form.xpath(".//input|.//select|.//textarea"):
        name, kind = control.get("name"), control.get("type", "")
        if not name or kind in ("file", "submit"):
            continue
        if kind in ("checkbox", "radio"):
            if control.get("checked") is None:
                continue
            if kind == "checkbox":
                found.setdefault(name, []).append(control.get("value", "on"))
                continue
        value = control.value
        found[name] = (value.lstrip("\n") if control.tag == "textarea" else value) or ""
    return found


def words(response: Any) -> str:
    """The visible words of the page's main part."""
    (main,) = page_of(response).xpath('//main[@id="main"]')
    return " ".join(main.text_content().split())


def rows_of(response: Any) -> list[list[str]]:
    """The cells of every row of every table on the page."""
    rows = page_of(response).xpath("//tbody/tr")
    return [["".join(cell.itertext()).strip() for cell in row.xpath("./th|./td")] for row in rows]


def statements(seen: Any) -> int:
    """How many statements were captured; the page cache looks at the outbox as the clock has it."""
    return sum("outbox_seq" not in query["sql"] for query in seen.captured_queries)
