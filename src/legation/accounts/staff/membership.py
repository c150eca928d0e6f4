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
    (
        "grant.renewal-proposed",
        _("You proposed to renew a role."),
        _("The renewal of a role of yours was proposed."),
    ),
    ("grant.renewed", _("You renewed a role."), _("A role of yours was renewed.")),
    ("grant.confirmed", _("You confirmed that a role is needed."), _("A role of yours was confirmed.")),
    ("grant.emergency-asked", _("You asked for an emergency grant."), None),
    (
        "grant.emergency-opened",
        _("You opened an emergency grant."),
        _("An emergency grant was opened for you, for one hour."),
    ),
    (
        "grant.emergency-seen",
        _("You looked at an emergency grant afterwards."),
        _("A privacy officer looked at your emergency grant."),
    ),
    ("staff.invited", _("You invited somebody to join the staff."), None),
    ("staff.invitation-withdrawn", _("You took back an invitation."), None),
    ("staff.joined", _("You accepted an invitation to join the staff."), None),
    ("staff.left", _("You declared that somebody left the staff."), _("Your work as staff ended.")),
):
    sentence(_action, _mine, _other)
