"""What the member's own page keeps of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

HISTORY_DAYS = 365

PHONE_AND_COUNTRY = Personal(
    _("So that an office can reach you, and the right one, in an emergency."), Basis.CONSENT, days(0)
)
EARLIER = Personal(
    _("So that a wrong correction can be undone and papers with the earlier entry matched."),
    Basis.CONSENT,
    days(HISTORY_DAYS),
)
CONFIRMED = Personal(_("Tells when you last said that your details are right."), Basis.SERVICE, days(0))
CHOICES = Personal(_("So that the site looks the same to you wherever you sign in."), Basis.CONSENT, days(0))
PAGES = Personal(_("So that you find the pages again that you saved."), Basis.SERVICE, days(0))
FOLLOWED = Personal(
    _("So that you are told of alerts of the offices that you follow."), Basis.CONSENT, days(0)
)

declare(
    "members.MemberDetail",
    personal=dict.fromkeys(["user", "kind", "value", "given_at"], PHONE_AND_COUNTRY),
    other=["id"],
)
declare(
    "members.DetailChange",
    personal=dict.fromkeys(["user", "kind", "previous", "changed_at"], EARLIER),
    other=["id"],
)
declare("members.Confirmation", personal=dict.fromkeys(["user", "at"], CONFIRMED), other=["id"])
declare(
    "members.KeptPreferences",
    personal=dict.fromkeys(["user", "language", "office", "text", "contrast", "saved_at"], CHOICES),
    other=["id"],
)
declare("members.SavedPage", personal=dict.fromkeys(["user", "address", "saved_at"], PAGES), other=["id"])
declare("members.FollowedOffice", personal=dict.fromkeys(["user", "office", "since"], FOLLOWED), other=["id"])
declare("members.AlertNotice", other=["id", "alert", "office", "live_at", "last_user", "told_at"])
