"""Forms of the drafting pages: three ways to begin, the draft itself, who may see it."""

from gongkai.publishing.forms_drafting.begin import BlankForm, FromFileForm, FromTextForm
from gongkai.publishing.forms_drafting.draft import DraftForm
from gongkai.publishing.forms_drafting.kept import as_sent, differing, kept_of
from gongkai.publishing.forms_drafting.relations import RelationForm
from gongkai.publishing.forms_drafting.sharing import CompanionForm, LinkForm, SightForm

__all__ = [
    "BlankForm",
    "CompanionForm",
    "DraftForm",
    "FromFileForm",
    "FromTextForm",
    "LinkForm",
    "RelationForm",
    "SightForm",
    "as_sent",
    "differing",
    "kept_of",
]
