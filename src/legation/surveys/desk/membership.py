"""What staff read of their work on surveys in the record of their account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence

for _action, _mine in (
    ("survey.plan-begun", _("You began to prepare a survey.")),
    ("survey.plan-changed", _("You changed the settings of a survey.")),
    ("survey.plan-submitted", _("You asked for a survey to be approved.")),
    ("survey.plan-returned", _("You gave a survey back to its author.")),
    ("survey.plan-discarded", _("You threw a survey away before it was approved.")),
    ("survey.approved", _("You approved a survey.")),
    ("survey.extended", _("You left a survey open for longer.")),
    ("survey.withdrawn", _("You withdrew a survey.")),
    ("survey.list-imported", _("You brought in a list of people to invite.")),
    ("survey.list-letters", _("You made links for letters.")),
    ("survey.list-fetched", _("You fetched the links for letters.")),
    ("survey.list-revoked", _("You revoked links for letters.")),
    ("survey.list-sent", _("You sent invitations to a survey.")),
    ("survey.list-reminded", _("You sent reminders of a survey.")),
    ("survey.list-stopped", _("You stopped sending invitations.")),
):
    sentence(_action, _mine)
