"""What a letter must have, and must not have, before it is issued."""

from collections.abc import Sequence

from gongkai.base.refusal import Refusal
from gongkai.foi.letters import LetterKind, unfilled
from gongkai.foi.letters.blanks import unquoted
from gongkai.foi.letters.grounds import GROUNDS
from gongkai.foi.letters.matter import Facts
from gongkai.foi.letters.redress import ONLY_A, ONLY_B
from gongkai.foi.models import DisclosureRequest
from gongkai.lib.widths import fold, strip_spaces

# Shorter ones are found in texts that mean nobody.
_SHORTEST_NAME, _SHORTEST = 2, 6
_NAMES = ("姓名或名称", "联系人", "代理人")


def check(
    case: DisclosureRequest, kind: LetterKind, facts: Facts, addressee: str, body: Sequence[str]
) -> None:
    """Refuses to issue what is not complete or says too much.

    Raises:
        Refusal: blanks, named; a redress clause that is missing, the wrong one or not due; the
            article of a ground missing; the applicant named to somebody else.
    """
    wanted = case.application.wanted
    _check_blanks([addressee, *body], wanted)
    text = unquoted(body, [wanted])
    _check_redress(kind, text)
    _check_articles(kind, facts, text)
    if kind.to != "applicant" and not kind.quotes:
        _check_unnamed(case, addressee, text)


def _check_blanks(texts: Sequence[str], wanted: str) -> None:
    names = unfilled(texts, [wanted])
    if names:
        listed = "、".join(f"【{name}】" for name in names[:8])
        more = f"等{len(names)}处" if len(names) > 8 else ""
        raise Refusal(
            f"文书里还有没有填写的内容：{listed}{more}。请逐处填写后再发出。", field="body"
        )


def _check_redress(kind: LetterKind, text: str) -> None:
    first, either = ONLY_A in text, ONLY_B in text
    name = f"《{kind.name}》"
    if not kind.redress and (first or either):
        raise Refusal(
            f"{name}是办理过程中的告知，不是决定，不写救济途径。请删去后再发出。", field="body"
        )
    if kind.redress == "A" and (not first or either):
        raise Refusal(
            f"{name}必须写明：对不予公开的决定不服，{ONLY_A}，对复议决定不服的再提起行政诉讼"
            "（行政复议法第二十三条第一款第四项）。请恢复这段文字后再发出。", field="body",
        )  # fmt: skip
    if kind.redress == "B" and (not either or first):
        raise Refusal(
            f"{name}必须写明可以自收到之日起60日内申请行政复议，或者自收到之日起6个月内提起行政诉讼。请恢复这段文字后再发出。",
            field="body",
        )
    if kind.redress and "60日内" not in text:
        raise Refusal(
            f"{name}必须写明申请行政复议的期限是60日。请恢复这段文字后再发出。", field="body"
        )


def _check_articles(kind: LetterKind, facts: Facts, text: str) -> None:
    if kind.redress != "A":
        return
    articles = dict.fromkeys(GROUNDS[c].article for c in facts.codes("grounds") if c in GROUNDS)
    missing = [article for article in articles if article not in text]
    if not articles:
        raise Refusal("不予公开必须写明依据的条款，请先选择不予公开的依据。", field="grounds")
    if missing:
        raise Refusal(
            f"文书里没有写明依据：条例{'、'.join(missing)}。请恢复这段文字后再发出。", field="body"
        )


def _check_unnamed(case: DisclosureRequest, addressee: str, text: str) -> None:
    """Third parties and other agencies never learn who applies."""
    applicant = case.application.applicant
    data = {
        "姓名或名称": applicant.name,
        "联系人": applicant.contact_name,
        "代理人": applicant.agent_name,
        "证件号码": applicant.id_number,
        "代理人证件号码": applicant.agent_id_number,
        "电话": applicant.phone,
        "传真": applicant.fax,
        "邮箱": applicant.email,
        "地址": applicant.address,
    }
    hay, to = _bare(text), _bare(addressee)
    own = _bare(f"{case.unit.name}{case.unit.address}{case.unit.phone}")
    for label, value in data.items():
        needle = _bare(value)
        if len(needle) < (_SHORTEST_NAME if label in _NAMES else _SHORTEST) or needle in own:
            continue
        # The addressee's own name may contain the applicant's, a branch that of its company.
        if needle in (hay.replace(to, "") if to and needle != to else hay):
            raise Refusal(
                f"致第三方或者其他机关的文书里出现了申请人的{label}，没有发出。请删去申请人的个人信息后再发出。",
                field="body",
            )


def _bare(text: str) -> str:
    return strip_spaces(fold(text or ""))
