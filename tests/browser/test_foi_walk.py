"""A citizen applies on a phone, five officials answer; a clerk enters a paper by keyboard alone."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from gongkai.base.calendar import today, working_calendar
from gongkai.foi.models import Application, DisclosureRequest
from gongkai.lib.workdays import nth_workday
from tests.browser.test_every_page import WIDER, violations
from tests.browser.test_foi_apply import Counted, answer_all, stored
from tests.browser.world import World
from tests.foi.redaction.world import PAPER, SECRET
from tests.lib.redaction.in_process import answer_in_process

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
THING, GIVEN = "各学校的投标报价", "评标结果"
PHONE = 360


class Desk:
    """An official with a browser; `act` fills the form of an act on the case page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def act(self, key: str, **typed: Any) -> None:
        self.page.goto(self.url)
        deed = self.page.locator(f"#deed-{key}")
        if deed.get_attribute("open") is None:
            deed.locator("summary").first.click()
        for name, value in typed.items():
            control = deed.locator(f"[name={name}]")
            kind = control.first.get_attribute("type")
            if kind in ("radio", "checkbox"):
                every = (
                    control.all()
                    if value is True
                    else [deed.locator(f"[name={name}][value={value}]")]
                )
                for one in every:
                    one.check()
            elif control.first.evaluate("node => node.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(str(value))
        deed.locator(".deed-buttons button[type=submit]").first.click()
        expect(self.page.locator(".notice-success")).to_be_visible()


def well_made(page: Page) -> None:
    """Fits the screen and bars nobody."""
    assert (page.evaluate(WIDER), violations(page)) == (0, [])


def test_from_the_phone_to_a_partly_disclosed_answer(
    open_as: Open, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer_in_process(monkeypatch)
    before = stored(lambda: row_two(world))
    phone = open_as(width=PHONE)
    number, code = _apply(phone, world)
    case = stored(lambda: DisclosureRequest.objects.get(application__number=number))
    crew = {
        name: Desk(open_as(name), f"/desk/requests/{case.pk}/")
        for name in ("registrar", "openness_head", "handler", "reviewer", "signer")
    }
    _ask(crew, phone, world, number, code)
    _black_out(crew, case.pk)
    _answer(crew, case.pk)
    _fetch(phone, number, tmp_path)
    after = stored(lambda: row_two(world))
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 0, 0, 0, 0, 0, 1]
    _dates(crew["registrar"])


def _apply(page: Page, world: World) -> tuple[str, str]:
    one = Counted(page)
    slug = str(world.people.handler.unit.slug)  # type: ignore[union-attr]

    def choose() -> None:
        box = page.locator("input[role=combobox]")
        box.click()
        box.press_sequentially("教育", delay=0)
        page.get_by_role("option").first.click()

    answer_all(one, slug, choose=choose)
    page.click("text=提交申请")
    expect(page.locator("h1")).to_have_text("申请已经提交")
    well_made(page)
    return page.locator(".receipt .num").first.inner_text(), page.locator(
        ".receipt-code"
    ).inner_text()


def _open(page: Page, number: str, code: str) -> None:
    page.goto("/requests/follow/")
    page.fill("#id_number", number)
    page.fill("#id_code", code)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text(number)


def _ask(crew: dict[str, Desk], phone: Page, world: World, number: str, code: str) -> None:
    """Given to its handler, corrected by the citizen, a third party asked, extended."""
    day = today().isoformat()
    until = nth_workday(today(), 10, stored(working_calendar)).isoformat()
    crew["registrar"].act("assign", handler=str(world.people.handler.pk))
    crew["openness_head"].act("ask_clarification", what="请写明是哪一次招标。", until=until, on=day)
    _open(phone, number, code)
    well_made(phone)
    phone.click("text=补正申请")
    phone.fill("[name=text]", "2025年秋季学期的一次。")
    phone.locator("main form button[type=submit]").first.click()
    expect(phone.locator(".notice-success")).to_be_visible()
    crew["handler"].act(
        "consult", name="明湖市某食品公司", items=THING, question="是否同意公开报价", served_on=day
    )
    crew["handler"].act("take_opinion", stance="refuse", opinion="报价是商业秘密。", on=day)
    crew["openness_head"].act("extend", days="10", reason="需要核对。", on=day)


def _black_out(crew: dict[str, Desk], pk: int) -> None:
    """The handler adds the original and marks the words; the reviewer has looked the copy through."""
    page = crew["handler"].page
    page.goto(f"/desk/requests/{pk}/materials/")
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="评标结果.pdf", mimeType="application/pdf", buffer=PAPER)
    )
    page.locator("button[value=add]").click()
    page.locator("button[value^=begin-]").click()
    page.fill("[name=words]", SECRET)
    page.locator("form:has([name=words]) [name=ground]").select_option("E15-1")
    page.locator("button[value=words]").click()
    page.locator("button[value=make]").first.click()
    url = page.url
    other = crew["reviewer"].page
    other.goto(url)
    other.check("#looked")
    other.locator("button[value=confirm]").click()
    expect(other.locator("button[value=confirm]")).to_have_count(0)


def _answer(crew: dict[str, Desk], pk: int) -> None:
    """Proposed, reviewed twice, signed, sent and closed."""
    page = crew["handler"].page
    page.goto(f"/desk/requests/{pk}/decision/")
    page.select_option("#id_outcome", "D2")
    expect(page.locator("[name=item_1_what]")).to_be_visible()
    _say(page)
    page.get_by_role("button", name="保存答复").click()
    expect(page.locator(".notice-success")).to_be_visible()
    crew["handler"].act("send_to_review")
    crew["reviewer"].act("secrecy_review", checklist=True, passed="yes")
    crew["reviewer"].act("legal_review", checklist=True, passed="yes")
    crew["signer"].act("sign")
    day = today().isoformat()
    crew["registrar"].act("deliver", mode="electronic", handed_on=day)
    crew["registrar"].act("close", answer="keep", reason="只涉及个别人")


def _say(page: Page) -> None:
    """The words of the answer and what becomes of each piece."""
    page.locator("[name=grounds][value='E15-1']").check()
    page.fill("[name=facts]", "经查阅招标档案。")
    page.fill("[name=reasons]", "投标报价属于商业秘密，投标人不同意公开。")
    page.fill("[name=given]", "提供遮盖了报价以后的评标结果。")
    for number, what, result, ground in ((1, GIVEN, "full", ""), (2, THING, "withheld", "E15-1")):
        page.fill(f"[name=item_{number}_what]", what)
        page.select_option(f"[name=item_{number}_result]", result)
        page.select_option(f"[name=item_{number}_ground]", ground)


def _fetch(page: Page, number: str, folder: Path) -> None:
    """The applicant's copy is a PDF in which the hidden word stands nowhere."""
    page.goto(f"/requests/follow/{number}/")
    well_made(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("附件1")).click()
    path = folder / "copy.pdf"
    waiting.value.save_as(path)
    words = "".join(one.extract_text() for one in PdfReader(path).pages)
    assert (SECRET in words, SECRET.encode() in path.read_bytes()) == (False, False)


def row_two(world: World) -> list[int]:
    """Row r2 of table two of this year's report, column by column."""
    out = io.StringIO()
    unit = world.people.handler.unit
    call_command("report", "--year", str(today().year), "--unit", unit.slug, "--json", stdout=out)  # type: ignore[union-attr]
    connection.close()
    return list(json.loads(out.getvalue())["table2"]["r2"].values())


def _dates(desk: Desk) -> None:
    """Every date of the history leads to its row in the account of the days."""
    desk.page.goto(desk.url)
    well_made(desk.page)
    links = desk.page.locator("main a.day")
    assert links.count() > 3
    for at in range(links.count()):
        target = str(links.nth(at).get_attribute("href"))
        assert desk.page.locator(target).count() == 1, target
    links.first.click()
    expect(desk.page.locator(str(links.first.get_attribute("href")))).to_be_in_viewport()


def test_a_clerk_enters_a_paper_by_keyboard_alone(open_as: Open, world: World) -> None:
    page = open_as("registrar")
    page.goto("/desk/requests/new/")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.insert_text("陈一诺")
    for name, text in (("id_number", "370102190102030019"), ("phone", "13900000001"), ("wanted", "学校午餐供餐单位名单")):  # fmt: skip
        _tab_to(page, name)
        page.keyboard.insert_text(text)
    _tab_to(page, "", "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/requests/[0-9]+/"))
    number = stored(lambda: Application.objects.latest("pk").number)
    expect(page.locator("main")).to_contain_text(number)


def _tab_to(page: Page, name: str, selector: str = "") -> None:
    """Presses the tabulator until the control has the focus."""
    wanted = selector or f"[name={name}]"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", wanted):
            return
    pytest.fail(f"{wanted} cannot be reached with the keyboard")
