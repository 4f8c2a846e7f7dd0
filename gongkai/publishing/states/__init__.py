"""States of what the app keeps, and the tables of allowed moves."""

from gongkai.publishing.states.cleanup import CLEANUP_MOVES, CleanupAct, CleanupState, Conclusion
from gongkai.publishing.states.deliveries import DELIVERY_MOVES, DeliveryAct, DeliveryState
from gongkai.publishing.states.gazette import GAZETTE_MOVES, GazetteAct, GazetteState
from gongkai.publishing.states.imports import IMPORT_MOVES, ImportAct, ImportState
from gongkai.publishing.states.publications import (
    PUBLICATION_MOVES,
    Act,
    Attribute,
    AttributeStep,
    DocType,
    DraftSight,
    InterpretationForm,
    Kind,
    ReleaseBasis,
    Retention,
    ReviewOutcome,
    SecrecyOutcome,
    State,
    Takedown,
)
from gongkai.publishing.states.topics import TOPIC_MOVES, TopicAct, TopicKind, TopicState
from gongkai.publishing.states.validity import (
    CHANGE_MOVES,
    ChangeAct,
    ChangeState,
    ChangeStep,
    Evaluation,
    RelationKind,
)

__all__ = [
    "CHANGE_MOVES",
    "CLEANUP_MOVES",
    "DELIVERY_MOVES",
    "GAZETTE_MOVES",
    "IMPORT_MOVES",
    "PUBLICATION_MOVES",
    "TOPIC_MOVES",
    "Act",
    "Attribute",
    "AttributeStep",
    "ChangeAct",
    "ChangeState",
    "ChangeStep",
    "CleanupAct",
    "CleanupState",
    "Conclusion",
    "DeliveryAct",
    "DeliveryState",
    "DocType",
    "DraftSight",
    "Evaluation",
    "GazetteAct",
    "GazetteState",
    "ImportAct",
    "ImportState",
    "InterpretationForm",
    "Kind",
    "RelationKind",
    "ReleaseBasis",
    "Retention",
    "ReviewOutcome",
    "SecrecyOutcome",
    "State",
    "Takedown",
    "TopicAct",
    "TopicKind",
    "TopicState",
]
