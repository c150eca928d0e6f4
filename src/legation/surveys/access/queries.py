"""Who has answered, as far as it is known; never what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
