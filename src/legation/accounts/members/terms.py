"""The terms that members accept: which version is in force, and who accepted it."""

from __future__ import annotations

from django.conf import settings

from legation.accounts.models import TermsAcceptance, User
from legation.ledger.services import Act, record


def current_version() -> str:
    """The version in force; a new one is asked for at the next sign-in of each member."""
    version: str = settings.LEGATION_TERMS_VERSION
    return version


def accepted(user: User) -> bool:
    """Whether the member accepted the version in force."""
    return user.acceptances.filter(version=current_version()).exists()


def accept(user: User) -> None:
    """Record the acceptance of the version in force; once for each version."""
    _row, new = TermsAcceptance.objects.get_or_create(user=user, version=current_version())
    if new:
        record(
            Act(
                "member.terms-accepted",
                actor=user.subject_id,
                about=(user.subject_id,),
                detail={"version": current_version()},
            )
        )
