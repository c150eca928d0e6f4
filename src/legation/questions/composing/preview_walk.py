"""Stands for a person's journey through a draft: the same pages, without answers and without a row anywhere."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from legation.kernel import clock
from legation.questions.composing.preview import ONE
from legation.questions.definition import Definition
from legation.questions.files import Attached
from legation.questions.journey import Journey
from legation.questions.models import Draft

ENTRY = "preview1"


class Walk(Journey):
    """A journey on which nothing was answered and nothing is kept."""

    def __init__(self, definition: Definition, base: str, zone: ZoneInfo, place: str) -> None:
        self.definition, self.base, self.zone, self.place = definition, base, zone, place
        self.office_country = ""
        self.draft = Draft(saved_at=clock.now())
        self.answers = {}

    @property
    def files(self) -> dict[str, list[Attached]]:
        """None."""
        return {}

    def former(self) -> list[tuple[str, str]]:
        """None."""
        return []

    def address(self, page: str, entry: str = "") -> str:
        """The page of the preview; of an entry, the one entry that there is in it."""
        return f"{self.base}{ONE if entry else ''}{page}/"
