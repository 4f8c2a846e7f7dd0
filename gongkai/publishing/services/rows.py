"""What every act on a publication begins with: the locked row, the move, the version seen."""

from gongkai.base.refusal import Refusal
from gongkai.lib.moves import NotAllowed
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.states import PUBLICATION_MOVES, Act, State


def locked(publication: Publication) -> Publication:
    """The row as it stands now, locked until the transaction ends, with its unit and document.

    Of a companion (同步解读) the document first: who signs or releases the package holds that one.
    """
    if publication.companion_of_id is not None:
        rows = Publication.objects.select_for_update().order_by().values_list("pk")
        rows.get(pk=publication.companion_of_id)
    return (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit", "document__document_class")
        .get(pk=publication.pk)
    )


def head_of(publication: Publication) -> Publication:
    """The publication that is reviewed: of a companion (同步解读) the document it goes with."""
    return publication.companion_of or publication


def locked_head(publication: Publication) -> Publication:
    """The locked row of a publication that is reviewed on its own.

    Raises:
        Refusal: it is a companion, which goes with its document.
    """
    row = locked(publication)
    if row.companion_of_id is not None:
        raise Refusal(
            f"{quoted(row.title)}是同步解读，随所解读的文件一并审校、签发和发布；请在那份文件的页面办理。"
        )
    return row


def move(row: Publication, act: Act) -> State:
    """Where the act leads from the row's state.

    Raises:
        Refusal: it is not allowed there; the sentence names the title, the state and what is allowed.
    """
    try:
        return PUBLICATION_MOVES.to(State(row.state), act)
    except NotAllowed as problem:
        raise Refusal(f"{quoted(row.title)}{problem}请刷新页面查看最新状态。") from None


def check_seen(row: Publication, seen: int) -> None:
    """Refuses when somebody changed the row since the person read it."""
    if row.row_version != seen:
        raise Refusal(
            "这份草稿刚刚被别人改过，为避免互相覆盖，没有保存您的修改；请刷新页面，在最新内容上继续。"
        )


def check_digest(seen: str, now: str) -> None:
    """Refuses when the content is not the one the person read."""
    if seen != now:
        raise Refusal(
            "您打开页面以后内容又有改动，这次办理没有记下；请刷新页面，看过最新内容后再办理。"
        )


def a_reason(text: str, *, what: str, field: str = "reason", longest: int = 300) -> str:
    """The reason in one line.

    Raises:
        Refusal: none given, or longer than `longest` characters.
    """
    line = " ".join(text.split())
    if not line:
        raise Refusal(f"请写明{what}，它会与办理时间一并留存。", field=field)
    if len(line) > longest:
        raise Refusal(f"{what}有{len(line)}个字，最多{longest}个字，请写短一些。", field=field)
    return line


def changed_with(rows: list[Publication]) -> list[tuple[str, int]]:
    """The rows and what their relations bear on, for readers of the outbox; one statement."""
    targets = Relation.objects.filter(source__in=rows, target__isnull=False).values_list(
        "target_id", flat=True
    )
    pks = [*(row.pk for row in rows), *(pk for pk in targets if pk)]
    return [("publication", pk) for pk in dict.fromkeys(pks)]
