"""What the versions of the policy keep of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

WHO = Personal(_("Shows who wrote and who published a version."), Basis.PUBLIC_TASK, days(3650))

declare(
    "policy.PolicyVersion",
    personal={"created_by": WHO, "published_by": WHO},
    other=["id", "number", "sources", "created_at", "published_at", "announced_at"],
)
