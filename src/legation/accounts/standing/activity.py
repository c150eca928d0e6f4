"""What the member reads of it in the record of their account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence

for _action, _mine, _other in (
    (
        "member.denied",
        _("You denied services to a member."),
        _("Services were denied to you, now and in future; the notice names the reason."),
    ),
    (
        "member.measure-proposed",
        _("You proposed to refuse services to a member."),
        _("An officer proposed to refuse services to you."),
    ),
    (
        "member.measure-turned-down",
        _("You turned down a proposal to refuse services."),
        _("A proposal to refuse services to you was turned down."),
    ),
    ("member.suspension-ended", _("Your suspension ended."), None),
    ("member.appealed", _("You appealed against a decision."), None),
):
    sentence(_action, _mine, _other)
