"""Which members of staff may work on the command line, and what proves them."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import QuerySet

from legation.accounts.mfa import first_use
from legation.accounts.models import Grant, Role, User
from legation.privacy.operators import People, know

OPERATORS = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER)


def listen() -> None:
    """Fill the port of the privacy package; called once, when Django starts."""
    know(People(find=_find, prove=_prove, any=_any))


def _operators() -> QuerySet[User]:
    grants = Grant.objects.in_force().filter(role__in=OPERATORS)
    return User.objects.filter(is_active=True, is_staff=True, pk__in=grants.values("user"))


def _find(address: str) -> uuid.UUID | None:
    found = _operators().filter(email__iexact=address.strip()).first()
    return found.subject_id if found else None


def _prove(address: str, code: str) -> bool:
    factors = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__in=_operators().filter(email__iexact=address.strip())
    )
    return any(TOTP(factor).validate_code(code) and first_use(factor.user_id, code) for factor in factors)


def _any() -> bool:
    return _operators().exists()
