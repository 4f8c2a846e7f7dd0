"""How an application comes in and is registered, split, given to a handler, taken back, asked after."""

from gongkai.foi.services.intake.asking import check_query, forget_tries
from gongkai.foi.services.intake.assigning import assign, finish_part, hand_over
from gongkai.foi.services.intake.checking import Checked, Gap, check
from gongkai.foi.services.intake.codes import open_code, sealed_code
from gongkai.foi.services.intake.ending import add_note, withdraw
from gongkai.foi.services.intake.facts import ApplicantFacts, ApplicationFacts
from gongkai.foi.services.intake.keys import is_unchanged, matter_key, person_key
from gongkai.foi.services.intake.papers import ACCEPT, CheckedPaper, Paper, check_papers
from gongkai.foi.services.intake.registering import (
    RULES,
    Receipt,
    is_automatic,
    note_attempt,
    register,
)
from gongkai.foi.services.intake.splitting import split
from gongkai.foi.services.intake.submitting import Submitted, submit

__all__ = [
    "ACCEPT",
    "RULES",
    "ApplicantFacts",
    "ApplicationFacts",
    "Checked",
    "CheckedPaper",
    "Gap",
    "Paper",
    "Receipt",
    "Submitted",
    "add_note",
    "assign",
    "check",
    "check_papers",
    "check_query",
    "finish_part",
    "forget_tries",
    "hand_over",
    "is_automatic",
    "is_unchanged",
    "matter_key",
    "note_attempt",
    "open_code",
    "person_key",
    "register",
    "sealed_code",
    "split",
    "submit",
    "withdraw",
]
