"""What members see of disclosures in their account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.menu import member_page

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
