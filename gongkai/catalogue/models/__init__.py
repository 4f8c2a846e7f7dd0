"""Facts of the catalogue app: closed lists, and catalogues with their entries."""

from gongkai.catalogue.models.entries import (
    Catalogue,
    CatalogueEntry,
    EmptyDeclaration,
    EntryChange,
    EntryDuty,
    InterpretationRule,
    NegativeItem,
    ServiceWindow,
)
from gongkai.catalogue.models.lists import DocumentClass, LegalGround, StatutoryItem, Theme

__all__ = [
    "Catalogue",
    "CatalogueEntry",
    "DocumentClass",
    "EmptyDeclaration",
    "EntryChange",
    "EntryDuty",
    "InterpretationRule",
    "LegalGround",
    "NegativeItem",
    "ServiceWindow",
    "StatutoryItem",
    "Theme",
]
