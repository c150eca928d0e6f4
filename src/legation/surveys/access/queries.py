"""Who has answered, as far as it is known; never what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from legation.surveys.access.models import Invitation, InvitationList
from legation.surveys.access.tokens import token_of
from legation.surveys.models import SpentToken, Survey, token_key

PORTION = 500


def token_of_invitation(survey: Survey, invitation: Invitation) -> str:
    """The same that the address would get if it were typed."""
    return token_of(survey, "email", invitation.address_hash)


def letter_tokens(listed: InvitationList) -> Iterator[str]:
    """The tokens of a stack of letters, in order."""
    for number in range(1, listed.count + 1):
        yield token_of(listed.survey, "letter", f"{listed.pk} {number}")


def is_revoked(survey: Survey, token: str) -> bool:
    """Whether the token is one of a stack of letters that was revoked, used or not. Nothing is kept of single
    tokens: those of the stack are made anew and compared."""
    if survey.access != Survey.Access.TOKENS:
        return False
    stacks = InvitationList.objects.filter(survey=survey, state=InvitationList.State.REVOKED)
    key = settings.LEGATION_MASTER_KEY_FILE
    return any(
        token in _tokens_of_stack(key, survey.pk, survey.slug, number, count)
        for number, count in stacks.values_list("pk", "count")
    )


@lru_cache(maxsize=16)
def _tokens_of_stack(_key: Path, survey: int, slug: str, number: int, count: int) -> frozenset[str]:
    """Remembered, since making five thousand takes as long as a page."""
    listed = InvitationList(pk=number, count=count, survey=Survey(pk=survey, slug=slug))
    return frozenset(letter_tokens(listed))


def settled_among(survey: Survey, tokens: Iterable[str]) -> set[str]:
    """Those that were used, as far as their batch of answers has been put away."""
    keys = {token_key(survey.seal_id, token): token for token in tokens}
    found = SpentToken.objects.filter(survey=survey, pk__in=list(keys)).values_list("pk", flat=True)
    return {keys[key] for key in found}


def answered_of(listed: InvitationList) -> int:
    """How many of the list have answered, as far as their batches have been put away."""
    survey = listed.survey
    if listed.is_letters:
        return sum(len(settled_among(survey, part)) for part in _portions(letter_tokens(listed)))
    hashes = listed.invitations.values_list("address_hash", flat=True).iterator(chunk_size=2000)
    tokens = (token_of(survey, "email", found) for found in hashes)
    return sum(len(settled_among(survey, part)) for part in _portions(tokens))


def _portions(tokens: Iterator[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for token in tokens:
        part.append(token)
        if len(part) == PORTION:
            yield part
            part = []
    if part:
        yield part
