"""Who has answered: known to the system, so that nobody is reminded in vain; what they answered is not."""

from __future__ import annotations

from collections.abc import Iterable

from legation.surveys.holding.models import HeldToken
from legation.surveys.models import SpentToken, Survey, token_key


def spent_among(survey: Survey, tokens: Iterable[str]) -> set[str]:
    """Those of the tokens that were used."""
    keys = {token_key(survey.seal_id, token): token for token in tokens}
    wanted = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for model in (HeldToken, SpentToken):  # in this order: they move from the one to the other
            found.update(
                keys[key] for key in model._default_manager.filter(pk__in=part).values_list("pk", flat=True)
            )
    return found
