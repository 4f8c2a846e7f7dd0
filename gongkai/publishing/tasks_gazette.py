"""Background jobs of the gazette: thin doors between what sets type and what keeps records."""

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file
from gongkai.lib.officialdoc import SecrecyMark, Unreadable, parse_untrusted
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.render.bare_pdf import NotBare, bare_pdf
from gongkai.publishing.render.epub import gazette_epub
from gongkai.publishing.render.gazette import gazette_pdf
from gongkai.publishing.render.manuscript import edition_of
from gongkai.publishing.services import gazette
from gongkai.publishing.states import GazetteState

_ATTEMPTS = 3


def make_proof(issue_id: int, user_id: int) -> None:
    """Makes the proof of an issue; begins again where the contents change meanwhile."""
    by = User.objects.get(pk=user_id)
    for _ in range(_ATTEMPTS):
        issue = _issue(issue_id)
        if issue.state != GazetteState.DRAFT:
            return
        edition = edition_of(issue)
        try:
            printed = gazette_pdf(edition)
        except Refusal as refusal:
            gazette.keep_proof_problem(issue, refusal.sentence, by=by)
            return
        if gazette.keep_proof(
            issue,
            seen=issue.row_version,
            pdf=printed.content,
            epub=gazette_epub(edition),
            pages=printed.pages,
            by=by,
        ):
            return
    sentence = "制作清样时这一期一直在修改，没有做成；请改完以后再制作清样。"
    gazette.keep_proof_problem(_issue(issue_id), sentence, by=by)


def remake(issue_id: int) -> None:
    """Makes the files of a published issue anew, without what was taken down."""
    issue = _issue(issue_id)
    edition = edition_of(issue)
    printed = gazette_pdf(edition)
    epub = gazette_epub(edition)
    without = {row.item for row in edition.manuscripts if row.notice}
    gazette.keep_remade(issue, pdf=printed.content, epub=epub, pages=printed.pages, without=without)


def read_old(issue_id: int) -> None:
    """Reads the PDF of an old issue: titles for its contents, its words for the search."""
    issue = _issue(issue_id)
    if issue.pdf is None:
        return
    with open_file(issue.pdf) as stream:
        data = stream.read()
    try:
        copy = bare_pdf(data)
    except NotBare as problem:
        gazette.keep_old_problem(issue, str(problem), public_copy=None)
        return
    try:
        result = parse_untrusted("old.pdf", data)
    except SecrecyMark as mark:
        gazette.keep_old_problem(issue, str(mark), public_copy=None)
        return
    except Unreadable as problem:
        sentence = f"{problem}文字不能检索，仍可录入目录后公开。"
        gazette.keep_old_problem(issue, sentence, public_copy=copy)
        return
    titles = [document.title for document in result.documents if document.title]
    lines = result.source.texts if result.source else []
    gazette.keep_old(issue, lines=lines, titles=titles, public_copy=copy)


def _issue(pk: int) -> GazetteIssue:
    return GazetteIssue.objects.select_related("series__unit", "pdf", "made_by").get(pk=pk)
