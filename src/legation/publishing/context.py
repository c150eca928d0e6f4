"""What every page says of the policy in force."""

from __future__ import annotations

from django.http import HttpRequest


def policy(request: HttpRequest) -> dict[str, object]:
    """The version in force, for the footer."""
    return {"policy_in_force": None}
