"""The applicant after applying, on a phone and without scripts: follow, correct, download, sign in."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.states import Role
from gongkai.foi import senders
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import clarifying
from gongkai.foi.states import DeliveryMode, Stage
from gongkai.lib.workdays import add_workdays
from tests.browser.test_every_page import looked_at
from tests.browser.world import World
from tests.cast import make_user
from tests.foi.decide import way as decide
from tests.foi.factories import make_case
from tests.foi.follow.way import CODE, with_code

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def beside(write: Callable[[], str]) -> str:
    """What is written to the tables in a thread of its own, where no loop of the browser runs."""

    def act() -> str:
        try:
            return write()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def somebody(name: str, role: str, unit: Unit) -> User:
    found = User.objects.filter(username=name).first()
    return found or make_user(name, role, unit=unit)


def corrected() -> str:
    """Number of an application that waits for its correction."""
    unit = Unit.objects.get(name="明湖市教育局")
    received = today() - dt.timedelta(days=4)
    head = somebody("follow-head", Role.OPENNESS_HEAD, unit)
    handler = somebody("follow-handler", Role.HANDLER, unit)
    case = make_case(unit, Stage.HANDLING, handler=handler, received_on=received)
    until = add_workdays(today(), 10, working_calendar()).on
    clarifying.ask_clarification(
        case, by=head, on=today(), until=until, what=["请写明所需信息的年度", "请提供身份证明"]
    )
    return numbered(case)


def answered() -> str:
    """Number of an application that was answered with a file today."""
    unit = Unit.objects.get(name="明湖市教育局")
    handler = somebody("follow-handler", Role.HANDLER, unit)
    signer = somebody("follow-signer", Role.SIGNER, unit)
    registrar = somebody("follow-registrar", Role.REGISTRAR, unit)
    received = today() - dt.timedelta(days=12)
    case = make_case(unit, Stage.HANDLING, handler=handler, received_on=received)
    decide.give_whole(case, handler)
    decide.propose(case, handler)
    decide.to_review(case, handler)
    decide.review_secrecy(case, somebody("follow-secrecy", Role.SECRECY, unit))
    decide.review_legal(case, somebody("follow-legal", Role.LEGAL, unit))
    decide.sign(case, signer)
    decide.deliver(case, registrar, on=today(), mode=DeliveryMode.ELECTRONIC, signed_for_on=None)
    return numbered(case)


def numbered(case: DisclosureRequest) -> str:
    with_code(case)
    return case.application.number


def query(page: Page, number: str, code: str = CODE) -> None:
    page.goto("/requests/follow/")
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="查询进度").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_follow_and_correct_on_a_phone(open_as: Open, world: World, scripts: bool) -> None:
    number = beside(corrected)
    page = open_as(width=360, scripts=scripts)
    query(page, number)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"申请{number}的进度")
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("正在等您补正")
    expect(page.locator(".days")).to_be_hidden()
    page.locator("summary", has_text="怎么算的").click()
    expect(page.locator(".days")).to_be_visible()
    assert page.evaluate(WIDER) == 0
    page.get_by_role("link", name="补正申请", exact=True).click()
    page.get_by_role("button", name="提交补正").click()
    target = page.locator(".error-summary a").first.get_attribute("href")
    expect(page.locator(str(target))).to_be_visible()
    page.locator("#id_text").fill("2025年度")
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_role("status")).to_contain_text("您的补正已经收到")
    page.get_by_role("button", name="看完了，关闭").click()
    page.goto(f"/requests/follow/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("查询申请进度")


@pytest.mark.parametrize("scripts", [True, False])
def test_download_and_rate_on_a_phone(open_as: Open, world: World, scripts: bool) -> None:
    number = beside(answered)
    page = open_as(width=360, scripts=scripts)
    query(page, number)
    expect(page.get_by_role("heading", name="不服怎么办")).to_be_visible()
    assert page.evaluate(WIDER) == 0
    with page.expect_download() as letter:
        page.get_by_role("link", name="下载 Word").last.click()
    assert letter.value.suggested_filename.endswith(".docx")
    with page.expect_download() as file:
        page.locator(".takeaway a[href*='/file/']").click()
    assert file.value.path().read_bytes() == decide.TEXT
    page.reload()
    expect(page.locator(".takeaway").first).to_contain_text("查收")
    page.get_by_role("link", name="评价这次办理").click()
    page.get_by_label("非常满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_contain_text("谢谢您的评价")


def test_the_pages_bar_nobody(open_as: Open, world: World) -> None:
    waiting, done = beside(corrected), beside(answered)
    page = open_as()
    for number in (waiting, done):
        query(page, number)
        page.locator("summary", has_text="怎么算的").click()
        assert looked_at(page) == []
    page.get_by_role("link", name="评价这次办理").click()
    assert looked_at(page) == []
    query(page, waiting, "00000000")
    assert "错误：" in page.title()
    page.complaints.clear()  # type: ignore[attr-defined]
    assert looked_at(page) == []


def test_signing_in_by_a_code_and_leaving(open_as: Open, world: World) -> None:
    page = open_as(width=360)
    page.goto("/requests/account/")
    assert looked_at(page) == []
    page.locator("#id_contact").fill("13900000077")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("输入验证码")
    text = senders.file_of_last().read_text(encoding="utf-8")
    assert looked_at(page) == []
    page.locator("#id_code").fill(text.split("是")[1][:6])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的申请")
    assert looked_at(page) == []
    page.get_by_role("link", name="注销账号").click()
    assert looked_at(page) == []
    page.get_by_role("link", name="不注销，返回").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查询申请进度")
