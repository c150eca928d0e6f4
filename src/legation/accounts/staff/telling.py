"""Mail to members of staff about roles, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from legation.accounts.models import Grant, Role, User
from legation.mail.services import queue_template
from legation.offices.models import Office


def tell(people: Iterable[User], template: str, context: Mapping[str, object]) -> None:
    """Queue the mail of this template name for each of them, in the caller's transaction."""
    for user in people:
        language = user.language or settings.LANGUAGE_CODE
        values = {**context, "origin": settings.LEGATION_ORIGIN}
        queue_template(user.subject, user.email, f"mail/staff_{template}.txt", values, language=language)


def holders(*roles: Role, office: Office | None) -> list[User]:
    """Who holds one of the roles for the office or for all; those of the office alone where there are any."""
    grants = Grant.objects.in_force().filter(role__in=roles, emergency=None, user__is_active=True)
    local = grants.filter(office=office) if office else grants.none()
    chosen = local if local.exists() else grants.filter(office=None)
    return list(User.objects.filter(pk__in=chosen.values("user")).select_related("subject").order_by("pk"))
