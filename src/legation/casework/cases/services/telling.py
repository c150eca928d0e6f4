"""Mails to members of staff about cases: a number and a deadline, never a word of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from legation.accounts.models import Grant, Role, User
from legation.casework.cases.absences import away
from legation.casework.cases.clock import zone_of
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, duty_desk, is_barred
from legation.casework.cases.services.steps import by_when
from legation.mail.services import queue_template
from legation.offices.models import Office


def holders(office: Office | None, *roles: Role) -> list[User]:
    """Who holds one of the roles for exactly this office (None: for all), each once."""
    held = Grant.objects.in_force().filter(role__in=roles, office=office, user__is_active=True)
    people = User.objects.filter(pk__in=held.values("user"))
    return list(people.select_related("subject").order_by("pk"))


def supervisors_of(case: Case) -> list[User]:
    """The supervisors of the office that handles the case who are not away; those of the duty desk where
    there is none."""
    gone = away()
    for office in (desk_of(case), duty_desk(), None):
        here = [user for user in holders(office, Role.SUPERVISOR) if user.pk not in gone]
        found = [user for user in here if not is_barred(user, case)]
        if found:
            return found
    return []


def tell_staff(
    people: Iterable[User], template: str, case: Case, context: Mapping[str, object] | None = None
) -> int:
    """Queue the mail `cases/mail/<template>.txt` to each in their language; returns how many."""
    count, known = 0, dict(settings.LANGUAGES)
    for user in people:
        language = user.language if user.language in known else settings.LANGUAGE_CODE
        address = settings.LEGATION_ORIGIN + reverse("case_desk_show", args=[case.number])
        values = {"case": case, "by": by_when(case, language), "desk": address, **(context or {})}
        with timezone.override(zone_of(case.office)):
            queue_template(user.subject, user.email, f"cases/mail/{template}.txt", values, language=language)
        count += 1
    return count
