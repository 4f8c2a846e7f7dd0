"""Signing in by a code: what works, what slows down, what it never tells; and the own applications."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.base.where import coming_from
from gongkai.foi import senders
from gongkai.foi.models import Account, Applicant, LoginCode
from gongkai.foi.services import accounts
from tests.foi.factories import Office
from tests.foi.follow.way import applied, page_url, signed_in

PHONE = "13900000001"
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in PHONE)
SIGN_IN, CODE, MINE = "/requests/account/", "/requests/account/code/", "/requests/mine/"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What went out: to whom, which code."""
    found: list[tuple[str, str]] = []

    class Catcher:
        def send(self, to: str, text: str) -> None:
            code = re.search("[0-9]{6}", text)
            found.append((to, code[0] if code else ""))

    monkeypatch.setattr(accounts, "sender_for", lambda kind: Catcher())
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`later(minutes=1)` puts the clock on."""
    real, ahead = timezone.now, dt.timedelta()

    def move(**by: float) -> None:
        nonlocal ahead
        ahead += dt.timedelta(**by)
        monkeypatch.setattr(timezone, "now", lambda: real() + ahead)

    return move


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def by_code(client: Client, contact: str, sent: list[tuple[str, str]]) -> Any:
    client.post(SIGN_IN, {"form_token": new_token(), "contact": contact})
    return client.post(CODE, {"form_token": new_token(), "code": sent[-1][1]})


# -- the code


@pytest.mark.parametrize("typed", [PHONE, " 139 0000 0001", "+86 139-0000-0001", WIDE])
def test_a_phone_in_any_spelling_is_one_account(
    db: None, sent: list[tuple[str, str]], typed: str
) -> None:
    contact = accounts.send_code(typed)
    account = accounts.sign_in(contact, sent[-1][1])
    assert account is not None
    assert (account.contact, account.key, sent[-1][0]) == (
        PHONE, accounts.Contact("phone", PHONE).key, PHONE,
    )  # fmt: skip


def test_a_code_is_taken_once(db: None, sent: list[tuple[str, str]]) -> None:
    contact = accounts.send_code(PHONE)
    assert accounts.sign_in(contact, sent[0][1]) is not None
    assert accounts.sign_in(contact, sent[0][1]) is None


def test_a_code_ends_after_ten_minutes(db: None, sent: list[tuple[str, str]], later: Any) -> None:
    contact = accounts.send_code(PHONE)
    later(minutes=9, seconds=59)
    assert LoginCode.objects.filter(expires_at__gt=timezone.now()).count() == 1
    later(seconds=2)
    assert accounts.sign_in(contact, sent[0][1]) is None


def test_the_fifth_wrong_try_ends_a_code(db: None, sent: list[tuple[str, str]]) -> None:
    contact = accounts.send_code(PHONE)
    code = sent[0][1]
    assert [accounts.sign_in(contact, wrong(code)) for _ in range(4)] == [None] * 4
    again = accounts.send_code("a@example.cn")
    assert accounts.sign_in(again, wrong(sent[1][1])) is None
    assert accounts.sign_in(contact, wrong(code)) is None
    assert accounts.sign_in(contact, code) is None


def test_a_new_code_ends_the_one_before(db: None, sent: list[tuple[str, str]], later: Any) -> None:
    contact = accounts.send_code(PHONE)
    later(minutes=1, seconds=1)
    accounts.send_code(PHONE)
    if sent[0][1] != sent[1][1]:
        assert accounts.sign_in(contact, sent[0][1]) is None
    assert accounts.sign_in(contact, sent[1][1]) is not None


def test_a_code_fits_its_own_contact_alone(db: None, sent: list[tuple[str, str]]) -> None:
    accounts.send_code(PHONE)
    other = accounts.send_code("13900000002")
    assert accounts.sign_in(other, sent[0][1]) is None or sent[0][1] == sent[1][1]


def test_one_a_minute_and_five_an_hour_for_a_contact(
    db: None, sent: list[tuple[str, str]], later: Any
) -> None:
    accounts.send_code(PHONE)
    with pytest.raises(Refusal, match="请等1分钟") as soon:
        accounts.send_code(PHONE)
    assert soon.value.status == 429
    for _ in range(4):
        later(minutes=2)
        accounts.send_code(PHONE)
    later(minutes=2)
    with pytest.raises(Refusal, match="一小时以后"):
        accounts.send_code(PHONE)
    accounts.send_code("13900000002")
    later(minutes=60)
    accounts.send_code(PHONE)
    assert len(sent) == 7


def test_sixty_an_hour_from_one_address(db: None, sent: list[tuple[str, str]]) -> None:
    with coming_from("192.0.2.1"):
        for serial in range(60):
            accounts.send_code(f"139{serial:08d}")
        with pytest.raises(Refusal, match="从这个网络"):
            accounts.send_code("13900009999")
    with coming_from("192.0.2.2"):
        accounts.send_code("13900009999")


def test_neither_code_nor_contact_lies_open_in_the_tables(
    db: None, sent: list[tuple[str, str]]
) -> None:
    account = accounts.sign_in(accounts.send_code("zhang@example.cn"), sent[0][1])
    assert account is not None
    with connection.cursor() as cursor:
        rows = []
        for table in (LoginCode, Account):
            cursor.execute(f"SELECT * FROM {table._meta.db_table}")  # noqa: S608
            rows += cursor.fetchall()
    said = str(rows)
    assert [word for word in ("zhang@example.cn", f"'{sent[0][1]}'") if word in said] == []


@pytest.mark.parametrize("typed", ["", "abc", "a@", "12345", "0531-88888888", "x" * 500])
def test_what_is_no_contact_is_refused_with_a_sentence(db: None, typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        accounts.send_code(typed)
    assert refused.value.field == "contact"
    assert LoginCode.objects.count() == 0


def test_a_sender_that_fails_is_told_and_leaves_no_code(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def send(self, to: str, text: str) -> None:
            raise senders.NotSent

    monkeypatch.setattr(accounts, "sender_for", lambda kind: Broken())
    for _ in range(2):  # a second try need not wait for what never went out
        with pytest.raises(Refusal, match="没有发出") as refused:
            accounts.send_code(PHONE)
    assert (refused.value.status, LoginCode.objects.count()) == (503, 0)


def test_old_codes_are_cleared(db: None, sent: list[tuple[str, str]], later: Any) -> None:
    accounts.send_code(PHONE)
    assert accounts.forget_codes() == 0
    later(days=1, minutes=11)
    assert (accounts.forget_codes(), LoginCode.objects.count()) == (1, 0)


# -- the pages


def test_the_answer_never_tells_whether_there_is_an_account(
    db: None, sent: list[tuple[str, str]]
) -> None:
    Account.objects.create(key=accounts.Contact("phone", PHONE).key, contact=PHONE)

    def answer(contact: str) -> tuple[int, str, int, str]:
        client = Client()
        with CaptureQueriesContext(connection) as seen:
            first = client.post(SIGN_IN, {"form_token": new_token(), "contact": contact})
        wanted = sum("foi_" in query["sql"] for query in seen)
        second = client.post(CODE, {"form_token": new_token(), "code": wrong(sent[-1][1])})
        text = re.sub(r'value="[^"]*"', "", second.content.decode())
        return first.status_code, first["Location"], wanted, text

    answer("13900000003")  # the row of the address is there from now on
    known, unknown = answer(PHONE), answer("13900000002")
    assert known[:3] == unknown[:3]
    assert known[3].replace("139****0001", "") == unknown[3].replace("139****0002", "")


def test_signing_in_leads_to_the_own_applications_newest_first(
    office: Office, sent: list[tuple[str, str]]
) -> None:
    client = Client()
    assert by_code(client, PHONE, sent)["Location"] == MINE
    account = Account.objects.get()
    first, second = (applied(office.unit, account=account) for _ in range(2))
    stranger = applied(office.unit)
    text = client.get(MINE).content.decode()
    assert text.index(second.application.number) < text.index(first.application.number)
    assert stranger.application.number not in text
    assert client.get(page_url(first.application.number)).status_code == 200
    assert client.get(page_url(stranger.application.number)).status_code == 302


def test_a_wrong_code_is_said_on_the_page(db: None, sent: list[tuple[str, str]]) -> None:
    client = Client()
    client.post(SIGN_IN, {"form_token": new_token(), "contact": PHONE})
    answer = client.post(CODE, {"form_token": new_token(), "code": wrong(sent[0][1])})
    assert answer.status_code == 422
    assert "验证码不对，或者已经失效" in answer.content.decode()
    assert client.get(MINE)["Location"] == SIGN_IN


def test_in_development_the_page_says_where_the_code_lies(db: None, settings: Any) -> None:
    client = Client()
    client.post(SIGN_IN, {"form_token": new_token(), "contact": PHONE})
    assert str(senders.file_of_last()) in client.get(CODE).content.decode()


def test_the_session_names_no_contact(db: None, sent: list[tuple[str, str]]) -> None:
    client = Client()
    client.post(SIGN_IN, {"form_token": new_token(), "contact": PHONE})
    assert PHONE not in str(dict(client.session.items()))


def test_where_no_way_is_open_the_page_says_so(db: None, settings: Any) -> None:
    settings.FOI_SENDER_PHONE = settings.FOI_SENDER_EMAIL = "off"
    assert "没有开通账号登录" in Client().get(SIGN_IN).content.decode()
    assert SIGN_IN not in Client().get("/requests/follow/").content.decode()


def test_signing_out_leaves_the_desk_signed_in(office: Office) -> None:
    account = Account.objects.create(key="k" * 64)
    client = signed_in(account)
    client.force_login(office.handler)
    session = client.session
    assert "foi_account" in session
    client.post("/requests/account/leave/")
    assert client.get(MINE).status_code == 302
    assert client.session["_auth_user_id"] == str(office.handler.pk)


def test_deleting_an_account_asks_first_and_keeps_the_applications(
    office: Office, sent: list[tuple[str, str]]
) -> None:
    client = Client()
    by_code(client, PHONE, sent)
    account = Account.objects.get()
    made = applied(office.unit, account=account)
    assert "依法保存" in client.get("/requests/account/delete/").content.decode()
    assert Account.objects.count() == 1
    client.post("/requests/account/delete/", {"form_token": new_token()})
    assert (Account.objects.count(), LoginCode.objects.count()) == (0, 0)
    assert Applicant.objects.get(application=made.application).name == "陈一诺"
    assert Event.objects.filter(act="申请人注销账号").count() == 1
    assert client.get(MINE).status_code == 302
    assert client.get(page_url(made.application.number)).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_reads_as_often_for_three_as_for_one(office: Office, rows: int) -> None:
    account = Account.objects.create(key="k" * 64)
    for _ in range(rows):
        applied(office.unit, account=account)
    client = signed_in(account)
    client.get(MINE)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(MINE).status_code == 200
    assert sum("foi_" in query["sql"] for query in seen) == 4


def test_the_last_application_is_offered_to_the_next(office: Office) -> None:
    account = Account.objects.create(key="k" * 64)
    assert accounts.last_facts(account) is None
    applied(office.unit, account=account)
    applied(office.unit, account=account, email="chen@example.cn")
    facts = accounts.last_facts(account)
    assert facts is not None
    assert (facts.name, facts.phone, facts.email) == ("陈一诺", PHONE, "chen@example.cn")
