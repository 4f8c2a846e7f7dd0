"""Every page, public and desk: fits, says nothing to strangers, complains of nothing, bars nobody."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import get_resolver, resolve
from playwright.sync_api import Page

from tests.browser.world import World

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WIDTHS = (320, 360, 768, 1920, 1280)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGE_WIDTHS = (768, 320)
RUN = """async (rules) => (await axe.run(document, rules)).violations.flatMap(
  (one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 120)}`))"""
# The page itself is the resource that could not be loaded.
MISSING = {
    "public not found": "404",
    "public withdrawn": "410",
    "public document taken down": "410",
    "public topic jiu-shi": "410",
}
MODES = {
    "plain": "",
    "large": "auto.normal.large",
    "high contrast": "auto.high.normal",
    "dark": "dark.normal.normal",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Text stands out 7 : 1 in every mode; what is not about colours or sizes is the same in all of them.
SEVEN = {"color-contrast-enhanced": {"enabled": True}}
EVERYTHING = {
    "runOnly": {"type": "tag", "values": [*TAGS, "wcag2aaa"]},
    "rules": {**SEVEN, "identical-links-same-purpose": {"enabled": False}},
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    },
    "resultTypes": ["violations"],
}
# In how many tests the pages are looked at, so that several processes share them.
PARTS = 8

_FILE = "是文件，不是页面"
_FEED = "是供程序读取的数据，不是页面"
_POST = "只接受提交，没有页面"
_WALKED = "在申请和办理的走查里看（test_foi_apply、test_foi_walk）"
_ONCE = "要先办到那一步才有的页面，由它自己的测试看"
# Addresses that no visit of the world covers, with the reason.
NOT_VISITED = {
    **dict.fromkeys(("publication_docx", "publication_pdf", "publication_file", "publication_picture"), _FILE),
    **dict.fromkeys(("gazette_pdf", "gazette_epub", "gazette_picture", "desk_gazette_proof"), _FILE),
    **dict.fromkeys(("desk_draft_docx", "desk_draft_pdf", "desk_draft_file_of", "preview_file", "preview_picture", "preview_beside_file", "preview_beside_picture"), _FILE),
    **dict.fromkeys(("desk_delivery_proof", "desk_outlet_file", "desk_picture", "desk_units_export"), _FILE),
    **dict.fromkeys(("feed", "unit_feed", "search_feed", "gazette_feed", "gazette_series_feed",
            "topics_feed", "outlet_feed"), _FEED),
    **dict.fromkeys(("sitemap", "sitemap_fixed",
            "sitemap_parts", "sitemap_month", "robots", "healthz", "metrics"), _FEED),
    **dict.fromkeys(("logout", "notices_read", "notice_open", "desk_draft_autosave", "desk_draft_companion"), _POST),
    **dict.fromkeys(("desk_draft_restore", "desk_draft_revoke", "desk_substitute_end"), _POST),
    **dict.fromkeys(("desk_picture_upload", "desk_paste"), _POST),
    **dict.fromkeys(("foi_apply_receipt", "foi_follow_file", "foi_follow_letter", "desk_request_letter_pdf", "desk_request_letter_docx"), _FILE),
    **dict.fromkeys(("desk_request_file", "desk_request_page", "desk_request_copy_page", "desk_request_package", "desk_request_confer_file", "desk_report_file", "desk_ledger_template"), _FILE),
    **dict.fromkeys(("foi_apply_clear", "foi_found", "foi_follow_leave", "foi_account_leave", "foi_opinion_send", "foi_exchange", "desk_watch_urge", "desk_exchange_repeat", "desk_study_use"), _POST),
    **dict.fromkeys(("desk_requests_find", "desk_requests_export", "desk_request_act", "desk_request_applicant", "desk_studies_like"), _POST),
    **dict.fromkeys(("foi_apply", "foi_apply_check", "foi_apply_done", "foi_follow_page", "foi_follow_act", "desk_request_copy"), _WALKED),
    **dict.fromkeys(("foi_account_code", "foi_account_delete", "foi_account_province", "foi_account_province_back", "foi_mine", "foi_opinion"), _ONCE),
    **dict.fromkeys(("desk_request_slip", "desk_clause", "desk_request_consultation", "desk_request_confer", "desk_watch_case", "desk_matter", "desk_study_new"), _ONCE),
    "desk_draft_file": "文件读完以后转到草稿，没有停留的页面",
}  # fmt: skip


def visits(world: World) -> list[tuple[str, str, str]]:
    """Name, person and address of every page."""
    public = [(f"public {name}", "", url) for name, url in world.public.items()]
    return public + [(f"desk {name}", world.who[name], url) for name, url in world.desk.items()]


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, rules)
    return found


def too_wide(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """The widths at which a page sticks out of the screen; leaves it at the last one."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(WIDER) > 0:
            found.append(f"wider than {width}")
    return found


def said(page: Page, missing: str) -> list[str]:
    """What the page asked strangers for, and what it complained of since the last look."""
    complaints = [text for text in page.complaints if not (missing and missing in text)]  # type: ignore[attr-defined]
    found = [*complaints, *(f"asks {url}" for url in page.foreign)]  # type: ignore[attr-defined]
    page.complaints.clear()  # type: ignore[attr-defined]
    page.foreign.clear()  # type: ignore[attr-defined]
    return found


def unexplained(name: str, page: Page) -> list[str]:
    """Whether a page of the desk leaves unsaid what is expected there."""
    if not name.startswith("desk ") or name == "desk sign in":
        return []
    sentences = page.locator(".desk-head p, [role=note] p").all_inner_texts()
    return [] if any("。" in text for text in sentences) else ["says nothing of what to do"]


def in_mode(page: Page, name: str, value: str) -> None:
    """The page as the server would write it in another mode of display."""
    page.evaluate(f"document.documentElement.dataset.{name} = {value!r}")


def looked_at(page: Page) -> list[str]:
    """Everything that is wrong with an open page, in every mode."""
    found = [*too_wide(page), *violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in violations(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    in_mode(page, "contrast", "high")
    found += [f"high contrast: {line}" for line in violations(page, COLOURS)]
    in_mode(page, "contrast", "")
    in_mode(page, "size", "large")
    found += [f"large: {line}" for line in too_wide(page, LARGE_WIDTHS)]
    return found + [f"large: {line}" for line in violations(page)]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_fits_keeps_to_itself_and_bars_nobody(
    part: int, open_as: Open, world: World
) -> None:
    browsers: dict[str, Page] = {}
    wrong: dict[str, list[str]] = {}
    for name, person, url in visits(world)[part::PARTS]:
        page = browsers.get(person) or browsers.setdefault(person, open_as(person))
        answer = page.goto(url)
        assert answer is not None
        missing = MISSING.get(name, "")
        if str(answer.status) != (missing or "200"):
            wrong[name] = [f"status {answer.status}"]
            continue
        found = [*looked_at(page), *said(page, missing), *unexplained(name, page)]
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("mode", [mode for mode in MODES.values() if mode])
def test_the_modes_that_a_reader_chooses_are_written_by_the_server(
    mode: str, open_as: Open, world: World
) -> None:
    theme, contrast, size = mode.split(".")
    page = open_as("openness", mode=mode, width=360)
    wrong = {}
    for name, url in {
        "document": world.public["document"],
        "publication": world.desk["signed"],
    }.items():
        page.goto(url)
        chosen = page.evaluate("({...document.documentElement.dataset})")
        assert chosen.get("mode", "auto") == theme
        assert (chosen.get("contrast", "normal"), chosen.get("size", "normal")) == (contrast, size)
        if found := violations(page):
            wrong[name] = found
    assert wrong == {}


def test_axe_finds_nothing_on_the_review_screen_with_errors(open_as: Open, world: World) -> None:
    page = open_as("clerk")
    page.goto(world.desk["review"])
    page.fill("#id_d0-signed_on", "2024年2月30日")
    page.fill("#id_d0-title", "")
    page.click("button[value=accept]")
    assert page.locator(".error-summary li").count() == 2
    assert violations(page) == []


def test_axe_finds_nothing_on_a_publication_whose_act_was_refused(
    open_as: Open, world: World
) -> None:
    page = open_as("openness", width=360)
    page.goto(world.desk["review office"])
    page.click("#deed-return > summary")
    page.click("button[value=return]")
    assert page.locator(".error-summary li").count() == 1
    assert page.locator("#deed-return").get_attribute("open") is not None
    assert (violations(page), page.evaluate(WIDER)) == ([], 0)


def test_every_address_is_looked_at_or_named_with_the_reason_why_not(world: World) -> None:
    """A new page comes into the world of these tests, or says here why not."""
    named = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    found = (
        resolve(re.split(r"[?#]", url)[0]) for _, _, url in visits(world) if url != "/nothing/"
    )
    visited = {match.url_name for match in found}
    assert visited & set(NOT_VISITED) == set()
    assert named - visited == set(NOT_VISITED)
