"""What a decision still lacks: one list for the page, for sending to review and for the signature."""

from collections.abc import Callable, Iterator
from typing import Any

from gongkai.base.calendar import today
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseAct, Consultation, Decision, DisclosureRequest
from gongkai.foi.outcomes import Outcome, outcome
from gongkai.foi.queries.abuse import why_not_excessive
from gongkai.foi.queries.consulting import overrides_missing
from gongkai.foi.queries.decisions import (
    FULL,
    ITEM_RESULTS,
    PARTIAL,
    WITHHELD,
)
from gongkai.foi.services.decision_text import UNKNOWN_BODY, Giving, giving
from gongkai.foi.states import Act, ConsultationKind, Stance
from gongkai.lib.dates import plain_date
from gongkai.lib.officialdoc.secrecy import mark_of

THIRD_PARTY_GROUNDS = ("E15-1", "E15-2", "E15-3")
# The applicant is told where and how, which is said in `given`; no reason is owed.
_TOLD_WHERE = {
    "D1a": "请写明在哪里、怎样可以查到这些信息（条例第三十六条第一项）。",
    "D3-8": "请写明依照哪部法律、行政法规，到哪里办理查询（条例第三十六条第七项）。",
    "D5-3": "请写明获取公开出版物的途径（条例第三十九条第二款）。",
}
_NO_REASONS = ("D1b", *_TOLD_WHERE)
_AGREED = (Stance.AGREE,)


def reasons_against(case: DisclosureRequest, decision: Decision | None) -> list[str]:
    """Everything that is still missing, a whole sentence each; empty where nothing is.

    Order: the outcome's own proof, its words, what is given and withheld, those who were asked, files.
    """
    if decision is None:
        return ["还没有拟定答复，请先选择办理结果，写明事实和理由。"]
    found = outcome(decision.outcome)
    files = giving(case)
    problems = [
        *_wrong_outcome(found),
        *_own_proof(case, decision, found),
        *_words(decision, found),
        *_grounds(decision, found, files),
        *_items(decision, found),
        *_given(decision, found, files),
        *_asked(case, decision, found),
        *_fee(case),
        *files.problems,
        *overrides_missing(case, decision),
    ]
    return list(dict.fromkeys(problems))


def _wrong_outcome(found: Outcome) -> Iterator[str]:
    if not found.by_hand:
        yield f"“{found.name}”只能由期满的程序得出，不能自行选择。请改选办理结果。"


# -- what each outcome has to prove for itself


def _searched(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    """I8: no 不掌握 without a search record; in a second round, one of that round."""
    if not found.needs_search:
        return
    rows = case.searches.order_by("-id")
    reopened = case.acts.filter(kind=Act.REOPEN).order_by("-id").first()
    if reopened is not None:
        rows = rows.filter(at__gte=reopened.at)
    last = rows.first()
    if last is None:
        again = "重新" if reopened is not None else ""
        yield f"还没有{again}检索的记录。“{found.name}”须有检索记录证明（{found.article}），请先登记检索记录。"
    elif last.found and found.code == "D4-1a":
        yield (
            f"{plain_date(last.on)}的检索记录写明查到了信息，与“{found.name}”不符。"
            "请核对后改选办理结果，或者补充检索记录。"
        )


def _corrected(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    ids = [case.pk, case.parent_id] if case.parent_id else [case.pk]
    acts = CaseAct.objects.filter(case__in=ids, kind=Act.RECEIVE_CORRECTION)
    if not acts.exists():
        yield (
            "申请人还没有补正过。内容不明确的，应当先一次性告知补正（条例第三十条），"
            "补正后仍不明确才能这样答复。"
        )


def _repeated(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    if not decision.earlier_reply:
        yield "请写明此前答复的文号或者登记编号和日期，重复申请须有此前的答复（条例第三十六条第六项）。"
    earlier = decision.earlier
    if earlier is None:
        return
    if earlier.same_person_key != case.same_person_key:
        yield f"{earlier}不是同一申请人提出的，不能作为重复申请的依据（条例第三十六条第六项）。请核对编号。"
    if earlier.replied_on is None:
        yield f"{earlier}还没有答复，不能作为重复申请的依据（条例第三十六条第六项）。请先答复那一件，或者改选办理结果。"


def _excessive(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    why_not = why_not_excessive(case)
    if why_not:
        yield why_not


def _not_ours(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    if not decision.right_body:
        yield (
            "请写明负责公开该信息的机关的名称和联系方式；不能确定的，"
            f"写“{UNKNOWN_BODY}”（条例第三十六条第五项）。"
        )
    elif decision.right_body != UNKNOWN_BODY and not decision.right_contact:
        yield f"请写明{decision.right_body}的联系方式（条例第三十六条第五项）。"


_OWN: dict[str, Callable[[DisclosureRequest, Decision, Outcome], Iterator[str]]] = {
    "D4-1b": _not_ours,
    "D4-3": _corrected,
    "D5-2": _repeated,
    "D5-4": _excessive,
}


def _own_proof(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    yield from _searched(case, decision, found)
    if found.code in _OWN:
        yield from _OWN[found.code](case, decision, found)


# -- words, grounds, items


def _words(decision: Decision, found: Outcome) -> Iterator[str]:
    if found.code not in _NO_REASONS and not (decision.reasons or "").strip():
        yield f"“{found.name}”必须说明理由（{found.article}），请填写理由。"
    if found.code in _TOLD_WHERE and not (decision.given or "").strip():
        yield _TOLD_WHERE[found.code]
    texts = [decision.facts, decision.reasons, decision.given]
    texts += [str(item.get("what", "")) for item in decision.items]
    for line in (line for text in texts for line in (text or "").splitlines()):
        mark = mark_of(line)
        if mark:
            yield f"答复里有密级标志“{mark}”，涉密内容不能进入本系统（保守国家秘密法）。请立即停止办理并报告保密员。"


def _grounds(decision: Decision, found: Outcome, files: Giving) -> Iterator[str]:
    chosen = list(decision.grounds)
    if not found.grounds:
        if chosen:
            yield f"“{found.name}”不引用不予公开的依据，请取消所选的依据。"
        return
    if not chosen:
        yield f"请选择不予公开的依据：{found.article}的依据是封闭的，没有“其他”（条例第十三条）。"
    known = set(LegalGround.objects.filter(code__in=chosen).values_list("code", flat=True))
    for code in chosen:
        if code not in found.grounds or code not in known:
            yield f"所选的依据“{_ground(code)}”与“{found.name}”不符，请重新选择。"
    yield from _marked_with(decision, files)


def _marked_with(decision: Decision, files: Giving) -> Iterator[str]:
    for code in sorted(files.grounds - set(decision.grounds)):
        yield f"副本中遮盖所用的依据“{_ground(code)}”没有写进答复，请补充或者改正标记。"


def _ground(code: str) -> str:
    row = LegalGround.objects.filter(code=code).first()
    return row.name if row else code


def _items(decision: Decision, found: Outcome) -> Iterator[str]:
    results = [item.get("result") for item in decision.items]
    if found.code == "D2":
        yield from _partly(decision)
    elif found.code == "D1b":
        if any(result != FULL for result in results):
            yield "予以公开的各项都应当提供；有不提供或者部分提供的，请改选“部分公开”。"
    elif found.grounds:
        if any(result != WITHHELD for result in results):
            yield "不予公开的各项都应当不提供；能够区分处理的，请改选“部分公开”（条例第三十七条）。"
    elif results:
        yield f"“{found.name}”不需要逐项结果，请清空逐项结果。"


def _partly(decision: Decision) -> Iterator[str]:
    results = [item.get("result") for item in decision.items]
    if not {FULL, PARTIAL} & set(results):
        yield "部分公开至少要有一项提供或者部分提供，请在逐项结果里写明（条例第三十七条）。"
    if not {WITHHELD, PARTIAL} & set(results):
        yield "部分公开至少要有一项不提供或者部分提供，请在逐项结果里写明；全部提供的，请改选“予以公开”。"
    for item in decision.items:
        if item.get("result") in (WITHHELD, PARTIAL) and not item.get("ground"):
            yield f"“{item.get('what', '')}”{ITEM_RESULTS[item['result']]}，请选择这一项的依据（条例第三十七条）。"


# -- what is given, and to what those say whom it concerns


def _given(decision: Decision, found: Outcome, files: Giving) -> Iterator[str]:
    said = (decision.given or "").strip()
    if found.gives and not said and not files.given:
        yield "还没有要提供的内容：请存入文件并标明全文提供，或者生成并核验公开副本，或者写明提供的信息和获取方式。"
    if found.code == "D1b" and files.redacted:
        yield "要提供的文件里有遮盖过的副本，这是部分公开，请改选“部分公开（区分处理）”。"
    if found.code == "D1b" and files.withheld:
        names = "、".join(f"“{file.name}”" for file in files.withheld)
        yield f"予以公开，但{names}没有标明全文提供。请标明全文提供，或者改选“部分公开”。"
    if not found.gives and files.given:
        yield f"“{found.name}”不提供文件，但案卷里有标明提供的文件。请取消全文提供或者撤下副本，或者改选办理结果。"


def _asked(case: DisclosureRequest, decision: Decision, found: Outcome) -> Iterator[str]:
    """Third parties (条例第三十二条) and joint makers (条例第三十四条) have spoken, or their time is over."""
    rows = list(case.consultations.all())
    protects = bool(set(decision.grounds) & set(THIRD_PARTY_GROUNDS))
    if found.gives or protects:
        yield from _still_waiting(rows)
    if not protects:
        return
    third = [row for row in rows if row.kind == ConsultationKind.THIRD_PARTY]
    if not third:
        yield "以保护第三方合法权益为由不予公开，须先书面征求第三方的意见（条例第三十二条）。请先办理征求意见。"
    elif all(row.stance in _AGREED for row in third):
        yield "被征求的第三方都同意公开，不能再以保护第三方合法权益为由不予公开（条例第十五条）。请改选办理结果。"


def _still_waiting(rows: list[Consultation]) -> Iterator[str]:
    for row in rows:
        if row.kind == ConsultationKind.CONFER or not _is_waiting(row):
            continue
        until = f"，意见期限到{plain_date(row.limit_on)}" if row.limit_on else ""
        article = "第三十二条" if row.kind == ConsultationKind.THIRD_PARTY else "第三十四条"
        yield f"还在等待{row.get_kind_display()}的答复{until}；收到意见或者期满以后再定（条例{article}）。"


def _is_waiting(row: Consultation) -> bool:
    return not row.stance and (row.limit_on is None or row.limit_on >= today())


def _fee(case: DisclosureRequest) -> Iterator[str]:
    notice = case.fees.order_by("-id").first()
    if notice is not None and notice.paid_on is None:
        yield (
            f"收费通知已经送达，申请人还没有缴费，缴费期限到{plain_date(notice.pay_until)}。"
            "缴费后再答复；期满不缴的，按“视为放弃”办理（收费办法第六条）。"
        )


def item_rows(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Items as they are stored: what, result, ground; rows with nothing in them are left out."""
    plain = [
        {name: str(row.get(name, "") or "").strip() for name in ("what", "result", "ground")}
        for row in rows
    ]
    return [row for row in plain if row["what"] or row["ground"]]
