"""Under which Subjects something is kept of a member: their own, and those of letters and applications
that came from their confirmed address. Packages name theirs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from legation.accounts.models import User
from legation.privacy.gateway import Owner

Provider = Callable[[User], Iterable[uuid.UUID]]
PROVIDERS: list[Provider] = []


def also_theirs(provider: Provider) -> Provider:
    """Decorator: what it gives belongs to the member too. It must rest on a confirmed address."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)
    return provider


def subjects_of(user: User) -> set[uuid.UUID]:
    """The ids of all Subjects of the member."""
    return {user.subject_id}.union(*(provider(user) for provider in PROVIDERS))


def owner(user: User) -> Owner:
    """The signed-in member, as the owner of all that is theirs. Only for the account of the request."""
    return Owner(frozenset(subjects_of(user)))
