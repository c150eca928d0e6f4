"""Work on many surveys, of which one that fails keeps none of the others waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from legation.surveys.models import Survey

log = logging.getLogger(__name__)


def singly(surveys: Iterable[Survey], work: Callable[[Survey], int]) -> int:
    """Do it for each; returns the sum. Raises the first error once all were tried, so that the job is seen to
    have failed."""
    total = 0
    first: Exception | None = None
    for survey in surveys:
        try:
            total += work(survey)
        except Exception as error:  # whatever it is, the next survey is not to wait for it
            log.exception("Survey %s failed", survey.slug)
            first = first or error
    if first is not None:
        raise first
    return total
