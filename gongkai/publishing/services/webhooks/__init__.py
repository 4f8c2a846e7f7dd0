"""Signed pushes to receiving systems: claimed, sent, settled; at least once, under one number.

An attempt is written down and the next one set before anything is sent, so that a killed worker
leaves an attempt that comes again with the same number, and two workers never send one thing twice
at a time.
"""

from gongkai.publishing.services.webhooks.pushing import ATTEMPTS, BACK_OFF, send
from gongkai.publishing.services.webhooks.ready import due
from gongkai.publishing.services.webhooks.turns import dispatch_due

__all__ = ["ATTEMPTS", "BACK_OFF", "dispatch_due", "due", "send"]
