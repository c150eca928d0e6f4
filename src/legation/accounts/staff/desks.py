"""How a package puts its desk before those who hold a role."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff.duties import DECIDERS
from legation.accounts.staff.permissions import has_role
from legation.web.desks import add_desk


def register(title: str | Promise, route: str, *roles: Role) -> None:
    """Show the desk to whoever holds one of the roles for any office."""

    def allowed(person: Any) -> bool:
        return has_role(person, *roles)

    add_desk(title, route, allowed)


register(_("Grants of roles"), "staff_grants", Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
register(_("Reviews of roles"), "staff_reviews", Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
register(_("What nobody does alone"), "staff_duties", *DECIDERS)
register(_("Joining and leaving"), "staff_people", Role.ADMINISTRATOR)
register(_("Emergency grants"), "staff_emergency", *Role)
register(_("Members"), "staff_members", Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PRIVACY_OFFICER)
