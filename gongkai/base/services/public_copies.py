"""Public copies of uploaded files: what is handed out, never the original."""

from pathlib import PurePath

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file, store
from gongkai.base.states import FileZone
from gongkai.lib.public_copy import NotPublic, cleaned


def public_copy(original: StoredFile, *, by: User) -> StoredFile:
    """A copy without metadata in the zone of public files; `made_from` names the original.

    Made in a child process with limits on time and memory; that takes seconds, so it belongs outside
    of transactions. The original stays as it is. Asked again for the same original, the copy made
    before is given.

    Raises:
        Refusal: a secrecy mark; comments, tracked changes, hidden sheets or embedded files, which
            would become public; macros; a format that cannot be cleaned; a damaged, locked or too
            heavy file. The sentence names the file and what to do.
    """
    made = original.copies.filter(zone=FileZone.PUBLIC).order_by("pk").first()
    if made is not None:
        return made
    with open_file(original) as stream:
        content = stream.read()
    try:
        clean = cleaned(PurePath(original.name).suffix.lower().lstrip("."), content)
    except NotPublic as problem:
        raise Refusal(
            f"「{original.name}」没有添加。{problem.sentence}", field="file", status=415
        ) from None
    return store(
        clean, name=original.name, zone=FileZone.PUBLIC, by=by, made_from=original,
        media_type=original.media_type,
    )  # fmt: skip
