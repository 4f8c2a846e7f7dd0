"""Messages that come in: once, in order, refused with a sentence, harmless however they arrive."""

import datetime as dt
import hashlib
import itertools
from typing import Any

import pytest
from django.utils import timezone

from gongkai.base.models import Notice
from gongkai.base.refusal import Refusal
from gongkai.foi.models import Application, ExchangeMessage
from gongkai.foi.services import clarifying, exchange
from gongkai.foi.services.exchange import inbound
from gongkai.foi.states import Act, MessageDirection, MessageState, Stage
from tests.foi.exchange.world import (
    PARTNER,
    application,
    case,
    envelope,
    file,
    raw,
    take,
    told,
)
from tests.foi.factories import RECEIVED, Office


def incoming() -> list[tuple[int, str]]:
    rows = ExchangeMessage.objects.filter(direction=MessageDirection.INBOUND)
    return list(rows.order_by("serial").values_list("serial", "state"))


def submit(office: Office) -> exchange.Answer:
    return take(envelope("application.submitted", 1, application(office)))


def test_an_application_is_taken_in_registered_and_told(bureau: Office) -> None:
    answer = submit(bureau)
    assert answer.status == 200
    assert answer.data["state"] == "applied"
    assert answer.data["cases"][0]["stage"] == "registered"
    assert answer.data["cases"][0]["due_on"] == "2026-04-01"
    assert case().application.applicant.name == "陈一诺"
    assert told() == ["received", "registered"]


def test_twice_delivered_gives_the_same_answer_and_one_case(bureau: Office) -> None:
    first, second = submit(bureau), submit(bureau)
    assert first == second
    assert Application.objects.count() == 1
    assert incoming() == [(1, "applied")]


def test_the_same_key_with_another_content_is_refused(bureau: Office) -> None:
    submit(bureau)
    answer = take(envelope("application.submitted", 1, application(bureau, wanted="别的信息目录")))
    assert answer.status == 409
    assert answer.data["field"] == "key"
    assert answer.data["sentence"].startswith("这个幂等键此前用于内容不同的报文")
    assert Application.objects.count() == 1


def test_the_same_place_with_another_key_is_refused(bureau: Office) -> None:
    submit(bureau)
    answer = take(envelope("withdrawn", 1, key="another"))
    assert (answer.status, answer.data["field"]) == (409, "serial")
    assert case().stage == Stage.REGISTERED


def test_personal_data_lie_sealed_and_files_only_in_the_vault(bureau: Office) -> None:
    body = application(bureau, files=[file()])
    assert take(envelope("application.submitted", 1, body)).status == 200
    row = ExchangeMessage.objects.get(direction=MessageDirection.INBOUND)
    table = ExchangeMessage.objects.filter(pk=row.pk).extra(select={"raw": "payload"})
    assert "陈一诺" in row.payload
    assert "陈一诺" not in table.values_list("raw", flat=True)[0]
    assert "content" not in row.payload
    assert case().application.files.count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("\xff\xfe", 400),
        ("{", 400),
        ("[]", 400),
        ("[" * 100_000, 400),
        ('{"key": NaN}', 400),
        ("{}", 422),
    ],
    ids=["bytes", "cut", "list", "deep", "nan", "empty"],
)
def test_what_is_damaged_is_refused_and_leaves_no_trace(
    bureau: Office, text: str, status: int
) -> None:
    answer = exchange.receive(PARTNER, text.encode("latin-1"))
    assert answer.status == status
    assert answer.data["sentence"].endswith("。")
    assert incoming() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "unknown"}, "kind"),
        ({"serial": 0}, "serial"),
        ({"serial": -1}, "serial"),
        ({"serial": "1"}, "serial"),
        ({"key": "有空格 的"}, "key"),
        ({"at": "2026-03-04T09:30:00"}, "at"),
        ({"more": 1}, "more"),
        ({"body": {"unit": "x"}}, "body.applicant"),
    ],
)
def test_what_was_not_agreed_is_refused_at_its_field(
    bureau: Office, change: dict[str, Any], field: str
) -> None:
    answer = take(envelope("application.submitted", 1, application(bureau)) | change)
    assert (answer.status, answer.data["field"]) == (422, field)
    assert incoming() == []


def test_a_file_that_was_damaged_on_the_way_is_refused(bureau: Office) -> None:
    body = application(bureau, files=[file(sha256="0" * 64)])
    answer = take(envelope("application.submitted", 1, body))
    assert (answer.status, answer.data["field"]) == (422, "body.files")
    assert "SHA-256" in answer.data["sentence"]


def test_what_a_service_refuses_keeps_its_answer_and_its_place(bureau: Office) -> None:
    body = application(bureau, unit="nobody")
    first = take(envelope("application.submitted", 1, body))
    assert first.status == 409
    assert first == take(envelope("application.submitted", 1, body))
    again = take(envelope("application.submitted", 2, application(bureau)))
    assert again.status == 200
    assert incoming() == [(1, "refused"), (2, "applied")]


def test_the_answer_names_no_number_of_a_person(bureau: Office) -> None:
    body = application(bureau)
    body["applicant"]["name"] = ""
    answer = take(envelope("application.submitted", 1, body))
    assert "370102190102030019" not in str(answer.data)


def test_a_question_changes_nothing(bureau: Office) -> None:
    assert take(envelope("status.query", 0)).status == 404
    submit(bureau)
    answer = take(envelope("status.query", 0))
    assert answer.data["cases"][0]["case"] == case().number
    assert incoming() == [(1, "applied")]


def messages(office: Office) -> list[dict[str, Any]]:
    """An application, two corrections of which nobody asked for the second, and the end."""
    return [
        envelope("application.submitted", 1, application(office)),
        envelope("correction.received", 2, {"text": "没有人要求的补正"}),
        envelope("correction.received", 3, {"text": "再一次"}),
        envelope("withdrawn", 4, {"note": "不需要了"}),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_any_order_ends_alike(bureau: Office, order: tuple[int, ...]) -> None:
    """With doubles in between: every message once more after the next one."""
    sent, last = messages(bureau), None
    for at in order:
        take(sent[at])
        if last is not None:
            take(sent[last])
        last = at
    assert incoming() == [(1, "applied"), (2, "refused"), (3, "refused"), (4, "applied")]
    assert [act.kind for act in case().acts.all()] == [Act.SUBMIT, Act.REGISTER, Act.WITHDRAW]
    assert case().stage == Stage.WITHDRAWN


def test_a_correction_that_overtakes_is_applied_when_the_gap_closes(bureau: Office) -> None:
    submit(bureau)
    clarifying.ask_clarification(
        case(), by=bureau.openness, on=RECEIVED, until=dt.date(2026, 3, 20), what="写明年度"
    )
    waits = take(envelope("withdrawn", 3))
    assert (waits.status, waits.data["expects"]) == (202, 2)
    assert case().stage == Stage.CLARIFYING
    corrected = envelope("correction.received", 2, {"text": "2025年度", "files": [file()]})
    assert take(corrected).status == 200
    assert case().stage == Stage.WITHDRAWN
    kinds = [act.kind for act in case().acts.all()]
    assert kinds[-2:] == [Act.RECEIVE_CORRECTION, Act.WITHDRAW]
    assert told()[-2:] == ["clarification.asked", "resumed"]


def test_shuffles_of_several_applications_do_not_disturb_each_other(bureau: Office) -> None:
    sent = [
        message | {"subject": f"S-{n}", "key": f"{n}-{message['key']}"}
        for n in range(3)
        for message in messages(bureau)
    ]
    sent += sent[::2]
    sent.sort(
        key=lambda message: hashlib.sha256(raw(message)).hexdigest()
    )  # an order of no meaning
    for message in sent:
        take(message)
    states = ExchangeMessage.objects.filter(direction=MessageDirection.INBOUND)
    assert states.filter(state=MessageState.WAITING).count() == 0
    assert Application.objects.count() == 3


def test_a_death_before_the_end_leaves_nothing_and_after_it_the_answer(
    bureau: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Death(BaseException):
        """The process is gone."""

    def die(*args: Any) -> None:
        raise Death

    with monkeypatch.context() as patch:
        patch.setattr(inbound, "_follow", die)  # after the application was applied
        with pytest.raises(Death):
            submit(bureau)
    assert (Application.objects.count(), incoming()) == (0, [])
    answer = submit(bureau)  # the answer is lost on the way
    assert submit(bureau) == answer
    assert Application.objects.count() == 1


def test_a_passing_trouble_is_no_refusal(bureau: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any) -> None:
        raise Refusal("现在办不了，请稍后再试。", status=503)

    with monkeypatch.context() as patch:
        patch.setattr(inbound, "apply", busy)
        assert submit(bureau).status == 503
    assert incoming() == []
    assert submit(bureau).status == 200


def test_who_waits_longer_than_a_day_is_told_once(bureau: Office) -> None:
    submit(bureau)
    take(envelope("withdrawn", 3))
    ExchangeMessage.objects.filter(serial=3).update(at=timezone.now() - dt.timedelta(hours=25))
    assert exchange.apply_waiting() == 0
    exchange.apply_waiting()
    notices = Notice.objects.filter(user=bureau.openness, title__startswith="省平台的报文等了一天")
    assert notices.count() == 1


def test_a_gap_that_was_closed_unnoticed_is_applied_by_the_periodic_job(bureau: Office) -> None:
    submit(bureau)
    take(envelope("withdrawn", 3))
    ExchangeMessage.objects.filter(direction=MessageDirection.INBOUND, serial=3).update(serial=2)
    assert exchange.apply_waiting() == 1
    assert case().stage == Stage.WITHDRAWN
