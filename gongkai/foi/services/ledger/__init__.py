"""An old ledger (台账) of closed requests, taken over row by row; repeated, it adds only what is new."""

from gongkai.foi.services.ledger.columns import COLUMNS, TEMPLATE_HEAD, TEMPLATE_ROW
from gongkai.foi.services.ledger.importing import Report, import_ledger
from gongkai.foi.services.ledger.reading import Ledger, read_ledger

__all__ = [
    "COLUMNS",
    "TEMPLATE_HEAD",
    "TEMPLATE_ROW",
    "Ledger",
    "Report",
    "import_ledger",
    "read_ledger",
]
