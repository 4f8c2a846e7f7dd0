"""归档: the package of a closed case, sealed, with an index and hashes; afterwards the case is read only."""

from django.db import transaction

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.services import acting, letters, vault
from gongkai.foi.services.archive_contents import package_of
from gongkai.foi.states import Act, FilePurpose, LetterState, ProactiveAnswer

_ZIP = "application/zip"


def problems_before_archive(case: DisclosureRequest) -> list[str]:
    """What the package still lacks, a whole sentence each; empty where it is complete."""
    problems = []
    found = BY_CODE.get(case.outcome)
    if found is None:
        problems.append("本件没有办理结果，请先办结。")
    drafts = case.letters.filter(state=LetterState.DRAFT).count()
    if drafts:
        problems.append(f"还有{drafts}份文书草稿没有发出，请发出或者删除以后再归档。")
    for decision in case.decisions.filter(signed_on__isnull=False).select_related("letter"):
        letter = decision.letter
        if letter is None or letter.state != LetterState.ISSUED:
            problems.append(f"第{decision.round}轮的答复没有有效的文书，请补发以后再归档。")
        elif not letter.deliveries.exists():
            problems.append(f"{letter.number}没有送达记录，请登记送达以后再归档。")
    review = getattr(case, "proactive_review", None)
    if found is not None and found.gives and review is None:
        problems.append("还没有回答是否转为主动公开（条例第四十四条），请先回答。")
    if (
        review is not None
        and review.answer != ProactiveAnswer.KEEP
        and review.publication_id is None
    ):
        problems.append("转为主动公开的信息已经不在文件库里，请核对以后重新回答。")
    return problems


def archive(case: DisclosureRequest, *, by: User, seen: int | None = None) -> CaseFile:
    """Makes the archive package and closes the case for good (条例第四十五条).

    1. asks that the package is complete; the letters that have no PDF yet get theirs;
    2. builds the zip before the transaction, from the rows as they stand;
    3. locks the case, refuses where it has changed since, keeps the package sealed, one act with
       its hash. The case is read only from then on; only a remedy may open it again.

    Raises:
        Refusal: not closed; everything that is missing; changed meanwhile; a file that is damaged.
    """
    row = DisclosureRequest.objects.select_related("unit", "application__applicant", "handler").get(
        pk=case.pk
    )
    acting.check_move(row, Act.ARCHIVE)
    problems = problems_before_archive(row)
    if problems:
        raise Refusal("".join(problems))
    for letter in row.letters.filter(state=LetterState.ISSUED, pdf=None):
        letters.as_pdf(letter)
    return _keep(row, package_of(row), by, row.row_version if seen is None else seen)


@transaction.atomic
def _keep(built: DisclosureRequest, content: bytes, by: User, seen: int) -> CaseFile:
    row = acting.lock(built, seen=seen)
    if row.row_version != built.row_version:
        raise Refusal("归档包生成以后案卷有了变动，没有归档。请刷新页面后重新归档。")
    file = _sealed(row, content, by)
    acting.perform(
        row,
        Act.ARCHIVE,
        by=by,
        data={"file": file.pk, "sha256": file.sha256, "size": file.size},
    )
    return file


def _sealed(row: DisclosureRequest, content: bytes, by: User) -> CaseFile:
    number = row.files.filter(purpose=FilePurpose.PACKAGE).count() + 1
    return vault.keep(
        content,
        name=f"归档包{number}.zip",
        purpose=FilePurpose.PACKAGE,
        by=by,
        case=row,
        media_type=_ZIP,
    )
