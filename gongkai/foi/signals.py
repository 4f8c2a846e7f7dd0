"""What other apps and parts may listen to."""

from django.dispatch import Signal

# Sent inside the transaction of the act, with `case` and `act` (a `CaseAct`).
acted = Signal()
