"""A document walked to release and beyond by the people of a unit, each in a browser of their own."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from django.db import connections
from playwright.sync_api import FilePayload, Page, expect

from gongkai.portal import cache
from gongkai.publishing.models import Publication
from tests.browser.test_every_page import WIDER, violations
from tests.browser.world import World
from tests.flows.desk import LINES, word_file, worker
from tests.publishing.workflow import people as way

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
T = TypeVar("T")
TITLE, NUMBER = "明湖市停车泊位管理办法", "明教发〔2026〕51号"
READING = f"《{TITLE}》政策解读"
AMENDING = "关于修改停车泊位管理办法的决定"
ENTRY = "收费清单"
PHONE = 360


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public pages look for news at every request, not once a second."""
    monkeypatch.setattr(cache, "_LOOK_EVERY", 0.0)


def beside(work: Callable[[], T]) -> T:
    """Does something with the database in a thread: in this one the browser's loop is running."""

    def done() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


@dataclass(slots=True)
class Desk:
    """A person at the desk."""

    page: Page

    def take(self, title: str, act: str) -> None:
        """Opens the matter from the list of what is to be done, as that person finds it there."""
        self.page.goto("/desk/")
        self.page.get_by_role("link", name=f"{act}：{title}", exact=True).click()
        expect(self.page.locator("h1")).to_have_text(title)

    def act(self, name: str, said: str, **typed: Any) -> None:
        """Fills the form of an act on the page and presses its button; `said` is the message."""
        deed = self.page.locator(f"#deed-{name}")
        if deed.get_attribute("open") is None:
            deed.locator("summary").click()
        for field, value in typed.items():
            control = deed.locator(f"[name={field}]")
            if control.first.get_attribute("type") in ("radio", "checkbox"):
                for one in control.all() if value is True else [deed.locator(f"[name={field}][value={value}]")]:  # fmt: skip
                    one.check()
            else:
                control.fill(value)
        deed.locator(f"button[value={name}]").click()
        expect(self.page.locator(".notice-success")).to_have_text(said)


def drop(page: Page, name: str, data: bytes) -> None:
    """A new user's way to a draft: the entry in the rail, a file, the button, and a little patience."""
    page.goto("/desk/")
    page.locator(".rail").get_by_role("link", name="起草", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        FilePayload(name=name, mimeType="application/octet-stream", buffer=data)
    )
    page.get_by_role("button", name="上传并读取").click()
    expect(page.locator("h1")).to_have_text("正在读取文件")
    beside(worker)
    page.wait_for_url(re.compile(r"/desk/drafts/[0-9]+/"))  # asks again by itself


def write_document(page: Page) -> None:
    """Checks what was read from the file, says what it is and which entry it serves."""
    expect(page.get_by_label("标题", exact=True)).to_have_value(TITLE)
    expect(page.get_by_label("发文字号", exact=True)).to_have_value(NUMBER)
    page.get_by_label("文件类别", exact=True).select_option(label="行政规范性文件")
    page.get_by_label(ENTRY).check()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice-success")).to_have_text("草稿已保存。")


def write_reading(page: Page) -> None:
    """Begins the interpretation and writes it in the editor."""
    page.get_by_role("button", name="起草同步解读").click()
    expect(page.get_by_label("标题", exact=True)).to_have_value(READING)
    page.get_by_role("textbox", name="正文").click()
    page.keyboard.insert_text("一、为什么要办")
    page.get_by_role("button", name="一级标题", exact=True).click()
    page.keyboard.press("Enter")
    page.keyboard.insert_text("方便群众停车，收费更清楚。")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice-success")).to_have_text("草稿已保存。")
    expect(page.locator(".editor-text h2")).to_have_text("一、为什么要办")


def lines(**changes: str) -> tuple[str, ...]:
    """The document of the flow tests with another title and number."""
    found = "\n".join(LINES).replace("明湖市窗口服务管理办法", TITLE).replace("31号", "51号")
    for old, new in changes.items():
        found = found.replace(old, new)
    return tuple(found.split("\n"))


def review_by_all(open_as: Open) -> None:
    """Three reviews, the check of the attribute, the secrecy review, the signature."""
    passed = {"opinion": "同意", "proof_note": "未发现差错"}
    handler = Desk(open_as("handler"))
    handler.take(TITLE, "一审一校")
    handler.act("review", "审校已记录。", **passed)
    office = Desk(open_as("openness"))
    office.take(TITLE, "核定公开属性")
    office.act("check", "公开属性已核定。")
    office.take(TITLE, "二审二校")
    office.act("review", "审校已记录。", **passed)
    head = Desk(open_as("office_head", width=PHONE))
    head.take(TITLE, "三审三校")
    head.page.get_by_role("link", name="可以办理的事项").click()
    expect(head.page.locator("#deed-review")).to_be_in_viewport()
    assert (violations(head.page), head.page.evaluate(WIDER)) == ([], 0)
    head.act("review", "审校已记录。", **passed)
    guard = Desk(open_as("reviewer", width=PHONE))
    guard.take(TITLE, "保密审查")
    guard.act("secrecy", "保密审查已记录。", checklist=True, outcome="passed")
    signer = Desk(open_as("signer", width=PHONE))
    signer.take(TITLE, "签发")
    expect(signer.page.locator("#deed-sign button")).to_have_text("签发")
    assert (violations(signer.page), signer.page.evaluate(WIDER)) == ([], 0)
    signer.act("sign", "已签发。")


def light(page: Page) -> str:
    """The light of the entry on the coverage page of the authority."""
    page.goto("/desk/coverage/entries/")
    row = page.locator("tr", has_text=ENTRY).filter(has_text="市教育局")
    return row.locator(".state").first.inner_text().strip()


def written(clerk: Desk) -> None:
    """From the file to the reviews, as the clerk does it."""
    drop(clerk.page, "办法.docx", word_file(lines()))
    draft = clerk.page.url
    write_document(clerk.page)
    write_reading(clerk.page)
    clerk.page.goto(draft)
    clerk.page.get_by_role("link", name="办理和报审").click()
    clerk.act("propose", "公开属性已提出。", attribute="proactive")
    clerk.act("submit", "已报审，办理人会收到通知。", note="请重点看服务时间。")


def released(office: Desk, visitor: Page) -> float:
    """Released and found: nothing before, the document after one pass of the worker.

    Returns:
        Seconds from the worker's pass to the open document.
    """
    office.take(TITLE, "发布")
    visitor.goto(f"/search/?q={NUMBER}")
    expect(visitor.locator(".rows > li")).to_have_count(0)
    office.act("release", "已发布。")
    began = time.monotonic()
    beside(worker)
    visitor.reload()
    visitor.get_by_role("link", name=TITLE, exact=True).click()
    expect(visitor.locator("h1")).to_have_text(TITLE)
    return time.monotonic() - began


def everywhere(visitor: Page, authority: Page) -> None:
    """Interpretation both ways, feeds, gazette, catalogue."""
    code = visitor.url.rstrip("/").rsplit("/", 1)[1]
    visitor.get_by_role("link", name=READING).first.click()
    expect(visitor.locator("main")).to_contain_text("方便群众停车，收费更清楚。")
    visitor.get_by_role("link", name=TITLE).first.click()
    expect(visitor.locator("h1")).to_have_text(TITLE)
    ask = visitor.request
    assert f"/d/{code}/" in ask.get("/feed.atom").text()
    titles = [item["title"] for item in ask.get("/outlets/open-data/feed.json").json()["items"]]
    assert (TITLE in titles, READING in titles) == (True, True)
    assert light(authority) == "已落实"
    authority.goto("/desk/gazette/")
    authority.get_by_role("link", name=re.compile("2024年第2期")).first.click()
    expect(authority.locator("main")).to_contain_text(TITLE)


def amending(world: World) -> int:
    """A draft that will amend the document, written by the clerk."""
    row = way.draft(world.people, title=AMENDING, doc_no="明教发〔2026〕52号")
    way.propose(row, world.people)
    return int(row.pk)


def through(pk: int, world: World) -> None:
    """The reviews of the second document, which have been walked once already."""
    people = world.people
    row = way.fresh(Publication(pk=pk))
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)


def register(page: Page, number: str, kind: str, articles: str = "") -> None:
    """Says on the page of validity which document changes what."""
    form = page.locator("form", has=page.locator("button[value=change]"))
    form.locator("[name=document]").fill(number)
    form.get_by_label(kind, exact=True).check()
    if articles:
        form.get_by_label("部分条款", exact=True).check()
        form.locator("[name=articles]").fill(articles)
    form.get_by_role("button", name="登记").click()


def amend(clerk: Desk, office: Desk, world: World) -> None:
    """A second document says on its page what it amends, goes its way, and is released."""
    pk = beside(lambda: amending(world))
    clerk.page.goto(f"/desk/library/{pk}/validity/")
    register(clerk.page, NUMBER, "修改", "第一条")
    expect(clerk.page.locator(".notice-success")).to_have_text("已登记，随草稿发布生效。")
    beside(lambda: through(pk, world))
    office.page.goto(f"/desk/library/{pk}/")
    office.act("release", "已发布。")


def repeal(office: Desk, signer: Desk) -> None:
    """One registers the repeal, another confirms it."""
    office.page.goto(f"/desk/library/?q={NUMBER}")
    office.page.get_by_role("link", name=TITLE, exact=True).click()
    office.page.get_by_role("link", name="立改废", exact=True).last.click()
    register(office.page, "明教发〔2026〕52号", "废止")
    expect(office.page.locator(".notice-success")).to_contain_text("已登记，等本单位")
    signer.page.goto("/desk/")
    signer.page.get_by_role("link", name=re.compile(TITLE)).first.click()
    signer.page.get_by_role("button", name="确认").click()
    expect(signer.page.locator(".notice-success")).to_be_visible()


def test_a_document_with_its_interpretation_from_a_file_to_history(
    open_as: Open, world: World, record_testsuite_property: Callable[[str, object], None]
) -> None:
    visitor, authority = open_as(), open_as("authority")
    clerk, office = Desk(open_as("clerk")), Desk(open_as("openness"))
    assert light(authority) == "尚无内容"
    written(clerk)
    review_by_all(open_as)
    record_testsuite_property("seconds from the worker to the reader", released(office, visitor))
    document = visitor.url
    everywhere(visitor, authority)
    expect(visitor.locator("main")).not_to_contain_text("已修改")
    amend(clerk, office, world)
    visitor.goto(document)
    expect(visitor.locator("main")).to_contain_text("已修改")
    visitor.get_by_role("link", name=AMENDING).first.click()
    expect(visitor.locator("h1")).to_have_text(AMENDING)
    repeal(office, Desk(open_as("signer")))
    visitor.goto(document)
    expect(visitor.locator("main")).to_contain_text("已废止")
    expect(visitor.locator("main")).to_contain_text("窗口每天上午九时到下午五时开放。")


def test_without_scripts_a_draft_is_written_and_submitted_on_a_phone(
    open_as: Open, world: World
) -> None:
    page = open_as("clerk", scripts=False, width=PHONE)
    clerk = Desk(page)
    page.goto("/desk/drafts/new/")
    page.fill(
        "textarea[name=text]", "\n".join(lines(**{TITLE: "明湖市门前停车管理通知", "51号": "53号"}))
    )
    page.click("button[value=text]")
    page.wait_for_url(re.compile(r"/desk/drafts/[0-9]+/"))
    expect(page.get_by_label("发文字号", exact=True)).to_have_value("明教发〔2026〕53号")
    page.get_by_label("文件类别", exact=True).select_option(label="其他文件")
    page.get_by_role("textbox", name="正文").fill(
        "为方便群众办事，规定如下。\n一、服务时间\n每天上午九时到下午五时。"
    )
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice-success")).to_have_text("草稿已保存。")
    page.get_by_role("link", name="办理和报审").click()
    clerk.act("propose", "公开属性已提出。", attribute="proactive")
    clerk.act("submit", "已报审，办理人会收到通知。")
    expect(page.locator(".desk-head .state")).to_have_text("审校中")


def test_a_mistaken_release_answers_that_it_is_gone(open_as: Open, world: World) -> None:
    def mistaken() -> tuple[int, str]:
        row = way.released(world.people, title="误发的停车通知", doc_no="明教发〔2026〕54号")
        return row.pk, row.get_absolute_url()

    pk, url = beside(mistaken)
    visitor, office = open_as(), Desk(open_as("openness"))
    answer = visitor.goto(url)
    assert answer is not None
    assert answer.status == 200
    office.page.goto(f"/desk/library/{pk}/")
    office.act("withdraw", "已撤下。", kind="error", reason="误发了未定稿的文本。")
    answer = visitor.goto(url)
    assert answer is not None
    assert answer.status == 410
    expect(visitor.locator("main")).to_contain_text("误发了未定稿的文本。")
    expect(visitor.locator("main")).not_to_contain_text("请认真执行本通知。")
