"""What the packages above hear of."""

from django.dispatch import Signal

# A file that waited in quarantine was scanned: `attachment` in its new state, inside the transaction
# that says so.
file_judged = Signal()
