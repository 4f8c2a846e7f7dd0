"""What other apps may listen to; sent on commit with `publication`."""

from django.dispatch import Signal

released = Signal()
withdrawn = Signal()
