"""The machine-readable register, signed as a whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from legation.assurance import signing
from legation.assurance.models import instant
from legation.assurance.queries import Checked, next_expiry, rows
from legation.kernel import clock

FORMAT = "legation-assurance-1"


def report() -> dict[str, Any]:
    """Every promise in the order of the policy, in English; `signature` covers everything else."""
    expiry = next_expiry()
    with translation.override("en"):
        content: dict[str, Any] = {
            "format": FORMAT,
            "origin": settings.LEGATION_ORIGIN,
            "demonstration": settings.LEGATION_DEMONSTRATION,
            "generated_at": instant(clock.now()),
            "valid_until": instant(expiry) if expiry else None,
            "promises": [
                {
                    "id": row.promise,
                    "sentence": row.sentence,
                    "verdict": str(row.verdict),
                    "since": instant(row.since) if row.since else None,
                    "controls": [_control(found) for found in row.controls],
                }
                for row in rows()
            ],
        }
    return {**content, "signature": signing.signature(content)}


def _control(found: Checked) -> dict[str, Any]:
    control, evidence = found.control, found.evidence
    return {
        "name": control.name,
        "proof": str(control.proof),
        "how": str(control.how),
        "every_seconds": int(control.every.total_seconds()),
        "valid_for_seconds": int(control.valid_for.total_seconds()),
        "state": str(found.state),
        "evidence": None
        if evidence is None
        else {**evidence.statement(), "signature": signing.signature(evidence.statement())["value"]},
    }
