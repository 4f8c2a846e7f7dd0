"""Proofreading of Chinese official texts: wrong characters and the slips that rules can tell.

Plain functions over a text; offsets count characters of the text given. What needs a register or a
library (unit names, fixed formulations, titles that are not public, dead addresses) is handed in.
"""

from gongkai.lib.proofread.found import KINDS, Found, Severity, found

__all__ = ["KINDS", "Found", "Severity", "found"]
