"""Facts of the publishing app, a module per noun."""

from gongkai.publishing.models.documents import Issuer, OfficialDocument
from gongkai.publishing.models.imports import ImportBatch, ImportItem
from gongkai.publishing.models.publications import Attachment, Publication, PublicationText
from gongkai.publishing.models.relations import Relation

__all__ = [
    "Attachment",
    "ImportBatch",
    "ImportItem",
    "Issuer",
    "OfficialDocument",
    "Publication",
    "PublicationText",
    "Relation",
]
