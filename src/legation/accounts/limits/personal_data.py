"""What counting attempts keeps of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

declare(
    "limits.Attempts",
    personal={
        "who": Personal(
            _(
                "Counts attempts from one network or at one account, so that nobody can guess; "
                "only a keyed hash of it."
            ),
            Basis.SERVICE,
            days(1),
        )
    },
    other=["count", "ends_at"],
)
