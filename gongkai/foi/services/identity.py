"""A letter to others never tells who applies."""

from collections.abc import Sequence

from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest
from gongkai.lib.widths import fold

# Shorter texts (a single character) would be found everywhere.
_SHORTEST = 2


def refuse_identity(case: DisclosureRequest, texts: Sequence[str], *, field: str) -> None:
    """Refuses texts for others that hold the name, number or contact of the applicant.

    Raises:
        Refusal: names what was found by its kind, not by its content.
    """
    told = _plain("\n".join(texts))
    found = [label for label, secret in _secrets(case) if secret and secret in told]
    if found:
        raise Refusal(
            f"文字里出现了申请人的{'、'.join(dict.fromkeys(found))}。对外征求意见、会商不得透露申请人"
            "是谁，请改写后再发出。",
            field=field,
        )


def _secrets(case: DisclosureRequest) -> list[tuple[str, str]]:
    one = case.application.applicant
    pairs = [
        ("姓名或者名称", one.name),
        ("联系人", one.contact_name),
        ("代理人", one.agent_name),
        ("证件号码", one.id_number),
        ("证件号码", one.agent_id_number),
        ("电话", one.phone),
        ("邮箱", one.email),
        ("地址", one.address),
    ]
    return [(label, key) for label, text in pairs if len(key := _plain(text or "")) >= _SHORTEST]


def _plain(text: str) -> str:
    """Without spaces and hyphens, widths and cases folded: a spaced out number is found too."""
    return "".join(fold(text).split()).replace("-", "").casefold()
