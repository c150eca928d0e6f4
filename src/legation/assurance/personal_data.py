"""Evidence names no person."""

from __future__ import annotations

from legation.privacy.data_map import declare

declare(
    "assurance.Evidence",
    other=["id", "promise", "control", "kept", "seen", "checked_at", "valid_until", "signature"],
)
declare("assurance.Standing", other=["promise", "verdict", "since"])
declare("assurance.Claim", other=["control", "at"])
