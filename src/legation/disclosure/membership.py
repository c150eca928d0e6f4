"""What members see of disclosures in their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.menu import member_page
from legation.accounts.members.subjects import subjects_of
from legation.accounts.models import User
from legation.disclosure import queries


def _rows(user: User) -> list[dict[str, Any]]:
    """The disclosures that the member may know of now."""
    return [
        {
            "to": row.recipient,
            "reason": str(row.get_ground_display()),
            "words": row.reasons,
            "state": str(row.get_state_display()),
            "at": (row.delivered_at or row.proposed_at).isoformat(timespec="seconds"),
        }
        for row in queries.of(*subjects_of(user))
    ]


export_section("disclosures", _("Disclosures"), _rows, covers=["disclosure.Disclosure"])
member_page(
    _("Disclosures of your information"), _("To whom it was given, and on which ground"), "disclosure_mine"
)
for _action, _mine, _other in (
    ("proposed", _("You proposed a disclosure."), _("A disclosure of your information was proposed.")),
    ("approved", _("You approved a disclosure."), _("A disclosure of your information was approved.")),
    ("refused", _("You refused a disclosure."), _("A disclosure of your information was refused.")),
    ("delivered", _("You delivered a disclosure."), _("Your information was disclosed.")),
):
    sentence(f"disclosure.{_action}", _mine, _other)
