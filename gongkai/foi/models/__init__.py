"""Facts of the disclosure requests (依申请公开)."""

from gongkai.foi.models.applicants import Account, Applicant, LoginCode, QueryTry
from gongkai.foi.models.applying import HeldFile
from gongkai.foi.models.cases import (
    Application,
    CaseAct,
    CaseFile,
    ClockRevision,
    DisclosureRequest,
    TeamMember,
)
from gongkai.foi.models.handling import (
    Clause,
    Consultation,
    Decision,
    Delivery,
    FeeNotice,
    FoiLetter,
    Redaction,
    Remedy,
    ReviewRecord,
    SearchRecord,
)
from gongkai.foi.models.oversight import (
    AnnualReport,
    CaseStudy,
    ExchangeMessage,
    FoundAnswer,
    MatterReview,
    ProactiveReview,
    SpotCheck,
    StepLimit,
    SupervisionOrder,
)

__all__ = [
    "Account",
    "AnnualReport",
    "Applicant",
    "Application",
    "CaseAct",
    "CaseFile",
    "CaseStudy",
    "Clause",
    "ClockRevision",
    "Consultation",
    "Decision",
    "Delivery",
    "DisclosureRequest",
    "ExchangeMessage",
    "FeeNotice",
    "FoiLetter",
    "FoundAnswer",
    "HeldFile",
    "LoginCode",
    "MatterReview",
    "ProactiveReview",
    "QueryTry",
    "Redaction",
    "Remedy",
    "ReviewRecord",
    "SearchRecord",
    "SpotCheck",
    "StepLimit",
    "SupervisionOrder",
    "TeamMember",
]
