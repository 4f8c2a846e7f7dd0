"""What other apps may listen to."""

from django.dispatch import Signal

# A year of the working-day calendar was loaded or changed. Sent with `year` and `reason` inside the
# transaction of the change: a job that a receiver queues is kept or lost together with it.
calendar_changed = Signal()
