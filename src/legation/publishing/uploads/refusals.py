"""Why a file is not taken."""

from __future__ import annotations

from django.utils.functional import Promise

from legation.kernel.errors import LegationError


class Refused(LegationError):
    """The file is not taken; `reason` is the word for the ledger: it says nothing of the content."""

    def __init__(self, reason: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.reason = reason
