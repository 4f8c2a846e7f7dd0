"""Pictures of texts: who may see which at the desk, and which belong to a public text."""

from collections.abc import Iterable

from django.db.models import Q

from gongkai.base.models import User
from gongkai.publishing import richtext
from gongkai.publishing.models import Picture, Publication
from gongkai.publishing.queries.desk import library_of


def usable(user: User, numbers: Iterable[int]) -> dict[int, Picture]:
    """Those of the pictures that the person uploaded, or that stand in a text the person may read."""
    rows = Picture.objects.filter(pk__in=set(numbers)).select_related("file")
    return {row.pk: row for row in rows if row.file.stored_by_id == user.pk or _is_read(user, row)}


def _is_read(user: User, row: Picture) -> bool:
    # By unit first: searching words in every text of the library would cost a scan for each picture.
    home = Q(unit=row.unit_id) | Q(created_by=row.file.stored_by_id)
    name = f'data-file="{row.pk}"'
    return library_of(user).filter(home, text__html__contains=name).exists()


def of_publication(publication: Publication, number: int) -> Picture | None:
    """A picture of the current text, None for any other number."""
    if all(picture.file != number for picture in richtext.pictures(publication.text.html)):
        return None
    return Picture.objects.select_related("file").filter(pk=number).first()
