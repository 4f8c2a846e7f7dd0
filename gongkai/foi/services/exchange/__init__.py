"""Exchange with the provincial platform (省平台): signed JSON messages, in and out.

A message delivered twice is harmless (one key, one answer), one that overtakes another waits for it,
and nothing is applied that the services would refuse on the page. Off unless a partner has a key in
the settings (`partners`).
"""

from gongkai.foi.services.exchange.bodies import INBOUND, OUTBOUND
from gongkai.foi.services.exchange.inbound import Answer, apply_waiting, receive
from gongkai.foi.services.exchange.outbound import queue_act, tell_new_days
from gongkai.foi.services.exchange.partners import is_on, most_bytes
from gongkai.foi.services.exchange.sending import dispatch_due, repeat, send
from gongkai.foi.services.exchange.signing import Unsigned, check_signature, signature

__all__ = [
    "INBOUND",
    "OUTBOUND",
    "Answer",
    "Unsigned",
    "apply_waiting",
    "check_signature",
    "dispatch_due",
    "is_on",
    "most_bytes",
    "queue_act",
    "receive",
    "repeat",
    "send",
    "signature",
    "tell_new_days",
]
