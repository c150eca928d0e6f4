"""The holding store: what an anonymous survey was just told lies in a database of its own, which is
never backed up, until it leaves it in shuffled batches. See docs/decisions/0025-holding-store.md."""

HOLDING = "holding"  # the name of the database
