"""Facts of the publishing app, a module per noun."""

from gongkai.publishing.models.cleanup import CleanupCampaign, CleanupItem
from gongkai.publishing.models.coverage import DraftEntry, Fulfilment, RetentionRule
from gongkai.publishing.models.decisions import (
    AttributeDecision,
    InterpretationObligation,
    SecrecyReview,
)
from gongkai.publishing.models.deliveries import Delivery, DeliveryAttempt
from gongkai.publishing.models.documents import Issuer, OfficialDocument
from gongkai.publishing.models.drafting import (
    EditingSession,
    FindingDecision,
    Formulation,
    PreviewLink,
    PublicationVersion,
)
from gongkai.publishing.models.gazette import GazetteIssue, GazetteItem, GazetteSeries
from gongkai.publishing.models.imports import ImportBatch, ImportItem
from gongkai.publishing.models.pictures import Picture
from gongkai.publishing.models.publications import Attachment, Publication, PublicationText
from gongkai.publishing.models.relations import Relation
from gongkai.publishing.models.reviews import (
    Review,
    ReviewStep,
    Signature,
    Submission,
    Substitution,
    UrgentRelease,
)
from gongkai.publishing.models.topics import Topic, TopicGroup, TopicItem
from gongkai.publishing.models.validity import TermEvaluation, ValidityChange

__all__ = [
    "Attachment",
    "AttributeDecision",
    "CleanupCampaign",
    "CleanupItem",
    "Delivery",
    "DeliveryAttempt",
    "DraftEntry",
    "EditingSession",
    "FindingDecision",
    "Formulation",
    "Fulfilment",
    "GazetteIssue",
    "GazetteItem",
    "GazetteSeries",
    "ImportBatch",
    "ImportItem",
    "InterpretationObligation",
    "Issuer",
    "OfficialDocument",
    "Picture",
    "PreviewLink",
    "Publication",
    "PublicationText",
    "PublicationVersion",
    "Relation",
    "RetentionRule",
    "Review",
    "ReviewStep",
    "SecrecyReview",
    "Signature",
    "Submission",
    "Substitution",
    "TermEvaluation",
    "Topic",
    "TopicGroup",
    "TopicItem",
    "UrgentRelease",
    "ValidityChange",
]
