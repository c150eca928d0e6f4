"""Who sees what came of a survey, and for what its free texts are opened."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role_for
from legation.accounts.staff.reading import account_of
from legation.offices.models import Office
from legation.privacy import gateway
from legation.surveys.models import Survey

READERS = (Role.EDITOR, Role.PUBLISHER, Role.SUPERVISOR)
DECIDERS = (Role.PUBLISHER, Role.SUPERVISOR)


def serves(user: User, *roles: Role, office: Office | None) -> bool:
    """Whether the person holds one of the roles for the surveys of this office; for None, for those of the
    ministry: there the roles at its own desk count, as they do for composing."""
    if has_role_for(user, *roles, office=office):
        return True
    desks = Office.objects.filter(is_duty_desk=True) if office is None else ()
    return any(has_role_for(user, *roles, office=desk) for desk in desks)


def survey_of(user: object, slug: str, *roles: Role) -> Survey:
    """The survey, for somebody who holds one of these roles for its office. Raises Http404 else."""
    survey = Survey.objects.select_related("form", "office", "seal").filter(slug=slug).first()
    if survey is None or not isinstance(user, User) or not serves(user, *roles, office=survey.office):
        raise Http404
    return survey


def _is_theirs(reading: gateway.Reader, reference: str, rows: Sequence[Model]) -> bool:
    """A survey that has begun, also one that was withdrawn since, of the reader's office, and answers to nothing
    but it."""
    account = account_of(reading)
    survey = Survey.objects.filter(slug=reference).select_related("office").first()
    if account is None or survey is None or not (survey.has_begun or survey.is_closed):
        return False
    if any(getattr(row, "survey_id", None) != survey.pk for row in rows):
        return False
    return serves(account, *READERS, office=survey.office)


WHY = gateway.purpose("survey.read", _("to learn from what was answered in the survey"), may=_is_theirs)
EXPORT = gateway.purpose(
    "survey.export", _("to evaluate what was answered in the survey with other programs"), may=_is_theirs
)
