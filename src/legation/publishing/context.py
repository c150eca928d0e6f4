"""What every page says of the policy in force."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from legation.publishing.policy.models import PolicyVersion


def policy(request: HttpRequest) -> dict[str, object]:
    """The version in force, for the footer; asked of the database only where it is shown."""
    return {"policy_in_force": SimpleLazyObject(PolicyVersion.objects.in_force)}
