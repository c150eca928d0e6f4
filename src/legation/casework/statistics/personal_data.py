"""Counts hold nothing of anybody."""

from legation.privacy.data_map import declare

declare(
    "statistics.Tally", other=["id", "month", "office", "kind", "matter", "measure", "value", "count", "at"]
)
