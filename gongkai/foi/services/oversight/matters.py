"""月度研判: what becomes of a matter that several people asked for (条例第四十四条)."""

from collections.abc import Iterable

from django.db import transaction

from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import DisclosureRequest, MatterReview
from gongkai.foi.services.anonymising import known_of
from gongkai.foi.states import ProactiveAnswer
from gongkai.lib.anonymous import Known, find, without
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Kind

_LONGEST = 300
_NOT_PUBLIC = "请指明已经主动公开的信息：填写它的网址或者索引号，并确认公众现在看得到。"


@transaction.atomic
def decide(
    unit: Unit,
    matter_key: str,
    *,
    by: User,
    answer: ProactiveAnswer | str,
    reason: str = "",
    publication: Publication | None = None,
    title: str = "",
) -> MatterReview:
    """Decides about a matter; a new decision stands beside the older ones.

    1. `CONVERT` drafts a publication of the unit, whose title names nobody who asked, and which says
       where it comes from; 2. `ALREADY` names the publication the public can see; 3. `KEEP` says why;
    4. the review with the number of requests it rests on, and one event.

    Args:
        title: title of the draft; the matter without names where it is left out.

    Raises:
        Refusal: nobody asked the unit for it; as above; the title names or reaches an applicant.
    """
    # The unit's row is the lock: two who decide at once would make two drafts.
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    cases = list(
        DisclosureRequest.objects.filter(unit=unit, matter_key=matter_key)
        .select_related("application__applicant")
        .prefetch_related("consultations", "letters")
        .order_by("-received_on", "-pk")[:_LONGEST]
    )
    if not cases:
        raise Refusal("没有找到这个事项，请刷新页面后重试。", status=404)
    known = list(_people(cases))
    answer, reason = ProactiveAnswer(answer), reason.replace("\x00", "").strip()
    _check_named(reason, known, "理由", "reason")
    matter = without(cases[0].matter, known)[:_LONGEST]
    if answer == ProactiveAnswer.CONVERT:
        _check_fresh(unit, matter_key)
        publication = _draft(unit, by, title.replace("\x00", "").strip() or matter, known)
    elif answer == ProactiveAnswer.ALREADY:
        if publication is None or not publication.is_public:
            raise Refusal(_NOT_PUBLIC, field="publication")
    else:
        publication = None
        if not reason:
            raise Refusal("不转为主动公开的，请写明理由。", field="reason")
    row = MatterReview.objects.create(
        unit=unit, matter_key=matter_key, matter=matter, times=_times(unit, matter_key),
        answer=answer, reason=reason[:_LONGEST], publication=publication, by=by,
    )  # fmt: skip
    data = {"answer": answer, "times": row.times, "publication": row.publication_id}
    record("研判高频事项", row, by=by, unit=unit, data=data)
    return row


def _times(unit: Unit, matter_key: str) -> int:
    return DisclosureRequest.objects.filter(
        unit=unit, matter_key=matter_key, received_on__isnull=False
    ).count()


def _people(cases: Iterable[DisclosureRequest]) -> Iterable[Known]:
    for case in cases:
        yield from known_of(case)


def _check_fresh(unit: Unit, matter_key: str) -> None:
    done = MatterReview.objects.filter(
        unit=unit,
        matter_key=matter_key,
        answer=ProactiveAnswer.CONVERT,
        publication__isnull=False,
    ).select_related("publication")
    row = done.first()
    if row is not None and row.publication is not None:
        raise Refusal(
            f"这个事项已经起草了《{row.publication.title}》，请在那份稿件上办理，不要重复起草。",
            field="answer",
        )


def _draft(unit: Unit, by: User, title: str, known: list[Known]) -> Publication:
    _check_named(title, known, "标题", "title")
    return drafts.create(
        by=by,
        unit=unit,
        kind=Kind.INFORMATION,
        title=title[:200],
        facts={"source": "依申请公开高频事项转主动公开"},
    )


def _check_named(text: str, known: list[Known], label: str, field: str) -> None:
    """I11: nothing that names or reaches an applicant gets into what others read."""
    hits = find(text, known)
    if hits:
        raise Refusal(f"{label}里有{hits[0].what}，没有保存。请改写。", field=field)
