"""From raw bytes to a checked message; whatever is wrong is one sentence and names its field."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint
from gongkai.foi.services.exchange.bodies import INBOUND, QUERY, Envelope, Part
from gongkai.foi.services.intake import CheckedPaper, check_papers

_WRONG = {
    "missing": "缺少这一项，请补上后重新发送。",
    "extra_forbidden": "是没有约定的内容，请删去后重新发送。",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message that can be applied.

    Args:
        envelope: its frame.
        body: its body, checked against its kind.
        papers: its files, read and looked at for secrecy marks.
        print: keyed fingerprint of everything it says but the time it was written.
    """

    envelope: Envelope
    body: Part
    papers: tuple[CheckedPaper, ...]
    print: str


def read(raw: bytes) -> Message:
    """The message.

    Raises:
        Refusal: 400 for what is no JSON, 422 for what does not fit the agreement or a file that is
            not taken.
    """
    return read_plain(_json(raw))


def read_plain(data: Any) -> Message:
    """As `read`, from what JSON says."""
    if not isinstance(data, dict):
        raise Refusal("报文应当是一个 JSON 对象，请核对后重新发送。", status=400)
    envelope: Envelope = _checked(Envelope, data, "")
    model = INBOUND.get(envelope.kind)
    if model is None:
        raise Refusal(
            f"不认识报文类型“{envelope.kind}”，可以发送的有{'、'.join(INBOUND)}。",
            field="kind",
            status=422,
        )
    if (envelope.serial == 0) != (envelope.kind == QUERY):
        raise Refusal(
            "次序从1开始，同一件申请的报文依次加1；只有查询的次序是0。", field="serial", status=422
        )
    body = _checked(model, envelope.body, "body.")
    return Message(envelope, body, _papers(body), print_of(data))


def print_of(data: dict[str, Any]) -> str:
    """The fingerprint of a message, however its JSON was spaced and ordered."""
    said = {name: value for name, value in data.items() if name != "at"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return fingerprint(text, "exchange")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refusal(
            "报文不是正确的 UTF-8 编码的 JSON，可能在途中损坏，请重新发送。", status=400
        ) from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _checked(model: type[Part], data: Any, place: str) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        field = place + ".".join(str(step) for step in first["loc"])
        wrong = _WRONG.get(first["type"])
        if wrong is None and first["type"] == "value_error":
            wrong = f"{first['ctx']['error']}，请改正后重新发送。"
        wrong = wrong or "的写法或者长度与约定不符，请按对接说明改正后重新发送。"
        raise Refusal(f"“{field[:80]}”{wrong}", field=field[:80], status=422) from None


def _papers(body: Part) -> tuple[CheckedPaper, ...]:
    papers = []
    for number, file in enumerate(getattr(body, "files", ()), 1):
        try:
            papers.append(file.paper())
        except ValueError as problem:
            raise Refusal(f"第{number}个{problem}", field="body.files", status=422) from None
    try:
        return check_papers(papers)
    except Refusal as refusal:
        raise Refusal(
            refusal.sentence, field="body.files", status=max(refusal.status, 413)
        ) from None
