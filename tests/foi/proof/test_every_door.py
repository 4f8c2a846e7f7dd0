"""Every address of the requests, asked by everybody who has no business there: one rule of sight (I15).

An address that is not named below fails the first test: whoever adds a page says here what a
stranger finds at it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver
from pypdf import PdfReader

from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from gongkai.foi import urls
from gongkai.foi.models import (
    CaseStudy,
    Consultation,
    DisclosureRequest,
    ExchangeMessage,
    SpotCheck,
    SupervisionOrder,
)
from gongkai.foi.services import intake
from gongkai.foi.states import Act, FilePurpose, Stage
from tests.cast import make_user
from tests.foi.conftest import OnDay
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.intake import people
from tests.foi.proof.stages import Ways, counts

WHO = {
    "name": "申屠鹄鷟",
    "id_number": "370102190102030019",
    "phone": "13912345678",
    "email": "gkcmail@example.cn",
    "address": "明湖市东城区鷟鸑路77号",
}
FILE, NAME, THIRD, MATTER = "鷟文件内容", "鷟证明.txt", "鷟某某公司", "鷟鷟事项"
SECRETS = (*WHO.values(), FILE, NAME, THIRD, MATTER)

# What a stranger finds: nothing (404, 403), whatever the method;
OBJECT = (
    "desk/requests/<int:pk>/",
    "desk/requests/<int:pk>/act/<slug:act>/",
    "desk/requests/<int:pk>/applicant/",
    "desk/requests/<int:pk>/archive/<int:number>/",
    "desk/requests/<int:pk>/decision/",
    "desk/requests/<int:pk>/deliveries/",
    "desk/requests/<int:pk>/files/<int:file_pk>/",
    "desk/requests/<int:pk>/letters/",
    "desk/requests/<int:pk>/letters/<int:letter_pk>/",
    "desk/requests/<int:pk>/letters/<int:letter_pk>/docx/",
    "desk/requests/<int:pk>/letters/<int:letter_pk>/pdf/",
    "desk/requests/<int:pk>/materials/",
    "desk/requests/<int:pk>/materials/<int:file_pk>/copy/",
    "desk/requests/<int:pk>/materials/<int:file_pk>/copy/<int:number>/",
    "desk/requests/<int:pk>/materials/<int:file_pk>/pages/<int:number>/",
    "desk/requests/<int:pk>/materials/<int:file_pk>/redaction/",
    "desk/requests/<int:pk>/slip/",
    "desk/requests/checks/<int:pk>/",
    "desk/requests/checks/batch/<slug:name>/",
    "desk/requests/confer/<int:pk>/",
    "desk/requests/confer/<int:pk>/files/<int:file>/",
    "desk/requests/consultations/<int:pk>/",
    "desk/requests/exchange/<int:pk>/repeat/",
    "desk/requests/matters/<int:pk>/",
    "desk/requests/orders/<int:pk>/",
    "desk/requests/studies/<int:pk>/",
    "desk/requests/studies/<int:pk>/edit/",
    "desk/requests/studies/<int:pk>/use/",
    "desk/requests/watch/cases/<int:pk>/",
    "desk/api/requests/<int:pk>/",
    "desk/api/requests/<int:pk>/act/",
    "desk/api/requests/<int:pk>/acts/",
    "desk/api/requests/<int:pk>/applicant/",
)
# Case studies name nobody: who writes them for the unit reads the drafts of its other cases too.
OF_UNIT = tuple(route for route in OBJECT if "/studies/" in route)
# an own list, form or figure, in which nothing of the case stands;
LIST = (
    "desk/requests/",
    "desk/requests/checks/",
    "desk/requests/clauses/",
    "desk/requests/clauses/<int:pk>/",
    "desk/requests/exchange/",
    "desk/requests/export/",
    "desk/requests/figures/",
    "desk/requests/figures/cases/",
    "desk/requests/find/",
    "desk/requests/found/",
    "desk/requests/inbox/",
    "desk/requests/ledger/",
    "desk/requests/ledger/template/",
    "desk/requests/letters/",
    "desk/requests/matters/",
    "desk/requests/matters/converted/",
    "desk/requests/new/",
    "desk/requests/orders/",
    "desk/requests/orders/new/",
    "desk/requests/reports/",
    "desk/requests/reports/<int:pk>/",
    "desk/requests/reports/<int:pk>/edit/",
    "desk/requests/reports/<int:pk>/file/<slug:kind>/",
    "desk/requests/revisions/",
    "desk/requests/studies/",
    "desk/requests/studies/like/",
    "desk/requests/studies/new/",
    "desk/requests/watch/",
    "desk/requests/watch/cases/",
    "desk/requests/watch/limits/",
    "desk/requests/watch/urge/",
    "desk/api/requests/",
    "desk/api/requests/openapi.json",
)
# a public page, which shows nothing of the case to whoever has neither code, link nor account.
PUBLIC = (
    "requests/",
    "requests/account/",
    "requests/account/code/",
    "requests/account/delete/",
    "requests/account/leave/",
    "requests/account/province/",
    "requests/account/province/back/",
    "requests/apply/",
    "requests/apply/<slug:step>/",
    "requests/apply/check/",
    "requests/apply/clear/",
    "requests/done/",
    "requests/done/receipt.pdf",
    "requests/exchange/",
    "requests/find/",
    "requests/find/count/",
    "requests/follow/",
    "requests/follow/<str:number>/",
    "requests/follow/<str:number>/<str:key>/<str:act>/",
    "requests/follow/<str:number>/file/<str:key>/",
    "requests/follow/<str:number>/letter/<str:key>/<str:ending>/",
    "requests/follow/leave/",
    "requests/mine/",
    "requests/opinion/",
    "requests/opinion/<str:token>/",
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
FORMATS = ("", "?queue=all&format=xlsx", "?queue=all&q=鷟")


@dataclass(frozen=True, slots=True)
class World:
    """A case with everything that hangs on it, and the addresses of all of it."""

    office: Office
    case: DisclosureRequest
    ids: dict[str, Any]

    def url(self, route: str) -> list[str]:
        """The addresses of a route for everything of the case."""
        found = [route]
        for name, values in self._values(route).items():
            found = [one.replace(name, str(value)) for one in found for value in values]
        return [f"/{one}" for one in found]

    def _values(self, route: str) -> dict[str, list[Any]]:
        kind = route.split("/")[2] if route.count("/") > 2 else ""
        return {
            "<int:pk>": [self.ids.get(kind, self.case.pk)],
            "<int:file_pk>": self.ids["files"],
            "<int:file>": self.ids["files"][:1],
            "<int:letter_pk>": self.ids["letters"][-1:],
            "<int:number>": [1],
            "<slug:act>": ["note"],
            "<slug:name>": [self.ids["batch"]],
            "<slug:kind>": ["xlsx"],
            "<slug:step>": ["who"],
            "<str:number>": [self.case.application.number],
            "<str:key>": [self.case.pk, *self.ids["files"][:1]],
            "<str:ending>": ["pdf"],
            "<str:act>": ["withdraw"],
            "<str:token>": ["x" * 43],
        }


@pytest.fixture
def world(office: Office, on_day: OnDay) -> World:
    ways = Ways(office, on_day)
    papers = [intake.Paper(FILE.encode(), NAME, FilePurpose.IDENTITY)]
    case = people.submitted(office.unit, "internet", wanted=MATTER, files=papers, **WHO).case
    intake.assign(case, handler=office.handler, by=office.registrar)
    asked = way.third_party(case, "agree", name=THIRD)
    original = way.record(case, NAME, FILE.encode())
    way.redacting.give_whole(original, way.redacting.prepare_whole(original), by=office.handler)
    conferral = Consultation.objects.create(
        case=case, kind="confer", ref="c9", unit=office.city.east_street, question=MATTER,
        served_on=ways.day, limit_on=ways.until, by=office.handler,
    )  # fmt: skip
    for act in (
        Act.PROPOSE, Act.SEND_TO_REVIEW, Act.SECRECY_REVIEW, Act.LEGAL_REVIEW, Act.SIGN,
        Act.DELIVER, Act.CLOSE, Act.ARCHIVE,
    ):  # fmt: skip
        ways.do(act, case, False)
    order = SupervisionOrder.objects.create(
        kind="urge",
        unit=office.unit,
        case=case,
        text=MATTER,
        due_on=ways.until,
        by=office.authority,
    )
    check = SpotCheck.objects.create(case=case, batch="b1", by=office.authority)
    study = CaseStudy.objects.create(
        case=case, unit=office.unit, title="某甲申请案", facts="某甲。", by=office.handler
    )
    message = ExchangeMessage.objects.create(
        direction="out", key="k", kind="decided", case=case, payload=MATTER, payload_hash="0" * 64,
        state="failed", problem=MATTER,
    )  # fmt: skip
    row = way.fresh(case)
    assert row.stage == Stage.ARCHIVED
    records = row.files.filter(purpose=FilePurpose.RECORD).values_list("pk", flat=True)
    files = [*records, *row.application.files.values_list("pk", flat=True)]
    ids = {
        "files": files, "letters": list(row.letters.values_list("pk", flat=True)), "batch": "b1",
        "consultations": asked.pk, "confer": conferral.pk, "orders": order.pk, "checks": check.pk,
        "studies": study.pk, "exchange": message.pk, "clauses": 1, "reports": 1,
    }  # fmt: skip
    return World(office, row, ids)


def strangers(office: Office) -> list[User]:
    """Of another unit, of the unit but not on the case, without a role for cases, and the three
    administrators (三员)."""
    city = office.city
    return [
        office.stranger,
        office.other_handler,
        office.statistician,
        office.admin,
        make_user("aqgly", Role.SECURITY_ADMIN, unit=city.office, name="安全管理员卯"),
        make_user("sjgly", Role.AUDIT_ADMIN, unit=city.office, name="审计管理员辰"),
    ]


def routes(
    patterns: "list[URLPattern | URLResolver]" = urls.urlpatterns, before: str = ""
) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)
        else:
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))


def test_every_address_says_here_what_a_stranger_finds() -> None:
    named = [*OBJECT, *LIST, *PUBLIC]
    assert sorted(named) == sorted(set(routes()))


def words_of(answer: Any) -> str:
    """Everything a person could read in an answer, whatever its format."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    parts = [body, str(answer.headers).encode()]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts += [package.read(name) for name in package.namelist()]
    if body.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(body)).pages
        parts.append("\n".join(page.extract_text() for page in pages).encode())
    text = b"\n".join(parts).decode("utf-8", "replace")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def shown_in(answer: HttpResponse) -> list[str]:
    text = words_of(answer)
    return [word for word in SECRETS if word in text]


def asked(browser: Client, url: str, formats: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The answers to the address in the forms a person or a program might ask for it."""
    for more in formats:
        yield f"GET {url}{more}", browser.get(url + more)
    sent = {"form_token": new_token(), "text": "x", "query": "queue=all", "kind": "name"}
    yield f"POST {url}", browser.post(url, sent | {"words": "鷟", "seen": 1})


def test_nobody_who_does_not_see_the_case_finds_anything_of_it_at_any_address(
    world: World, as_user: type
) -> None:
    before, wrong = counts()[:-5], []
    looks = Event.objects.filter(act="查看个人信息").count()
    for user in strangers(world.office):
        browser = as_user(user)
        own = (*LIST, *(OF_UNIT if user == world.office.other_handler else ()))
        for route in (*OBJECT, *LIST):
            formats = FORMATS if route in LIST and user.unit != world.office.city.office else ("",)
            for url in world.url(route):
                for how, answer in asked(browser, url, formats):
                    closed = route in own or answer.status_code in (403, 404, 405)
                    shown = shown_in(answer)
                    if shown or not closed or answer.status_code >= 500:
                        wrong.append(f"{user.name} {how}: {answer.status_code} {shown}")
    assert "\n".join(wrong) == ""
    assert way.fresh(world.case).row_version == world.case.row_version
    assert counts()[:-5] == before
    assert Event.objects.filter(act="查看个人信息").count() == looks


def test_public_pages_show_nothing_to_whoever_has_neither_code_nor_link(world: World) -> None:
    browser, wrong = Client(), []
    for route in (*PUBLIC, *OBJECT, *LIST):
        for url in world.url(route):
            for how, answer in asked(browser, url, ("",)):
                shown = shown_in(answer)
                if shown or answer.status_code >= 500:
                    wrong.append(f"{how}: {answer.status_code} {shown}")
    assert "\n".join(wrong) == ""


def test_the_search_for_words_finds_them_where_somebody_may_read_them(
    world: World, as_user: type
) -> None:
    """The same addresses by those who may: otherwise the tests above would prove nothing."""
    found: set[str] = set()
    formats: set[str] = set()
    browser = as_user(world.office.registrar)
    for route in (*OBJECT, *LIST):
        for url in world.url(route):
            if "materials" in url and "/pages/" in url:
                continue
            for _, answer in asked(browser, url, FORMATS[:2] if route in LIST else ("",)):
                if answer.status_code == 200 and (shown := shown_in(answer)):
                    found |= set(shown)
                    formats.add(answer.headers["Content-Type"].split(";")[0])
    assert found == set(SECRETS) - {THIRD} or found == set(SECRETS)
    assert {"text/html", "application/json", "application/pdf", "application/zip"} <= formats
