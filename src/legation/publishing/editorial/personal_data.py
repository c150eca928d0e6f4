"""Editorial work says which member of staff did what, never who looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

ACT = Personal(_("Shows which member of staff answers for an editorial act."), Basis.PUBLIC_TASK, days(3650))

declare(
    "editorial.Withdrawal",
    personal={"withdrawn_by": ACT, "restored_by": ACT},
    other=[
        "id",
        "page",
        "office",
        "address",
        "title",
        "language",
        "reason",
        "explanation",
        "redirect_to",
        "withdrawn_at",
        "restored_at",
    ],
)
declare(
    "editorial.PreviewLink",
    personal={"made_by": ACT, "revoked_by": ACT},
    other=["id", "page", "digest", "made_at", "expires_at", "revoked_at", "views", "last_viewed_at"],
)
declare("editorial.TranslationCheck", personal={"checked_by": ACT}, other=["id", "page", "checked_at"])
declare(
    "editorial.CheckedLink",
    other=[
        "id",
        "digest",
        "address",
        "state",
        "status",
        "checked_at",
        "failing_since",
        "failed_days",
        "failed_on",
    ],
)
declare("editorial.LinkPlace", other=["id", "link", "page", "text"])
declare("editorial.SentNotice", other=["id", "name", "sent_at"])
