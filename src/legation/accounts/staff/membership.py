"""What the acts of this package are called on the page "What my account did"."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence

for _action, _mine, _other in (
    (
        "grant.first",
        _("You became an administrator."),
        _("The operator made you one of the first administrators."),
    ),
    (
        "staff.listed",
        _("You looked up who holds which role."),
        _("The operator looked up which roles you hold."),
    ),
):
    sentence(_action, _mine, _other)
