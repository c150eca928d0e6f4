"""Somebody who answers a survey page after page, as a browser without script would."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.questions.composing.editor import fields


class Respondent:
    """Holds the page that is open; `press` sends it with the button pressed."""

    def __init__(self, client: Client, slug: str, language: str = "en") -> None:
        self.client, self.path = client, f"/{language}/surveys/{slug}/"
        self.open(self.path)

    def open(self, path: str, status: int = 200) -> Respondent:
        """Go to an address."""
        self._take(self.client.get(path), status)
        return self

    def press(self, button: str, status: Any = 200, *, path: Any = "", **answers: Any) -> Respondent:
        """Type the answers, press the button (`next` unless it says otherwise, such as `change=marks`)."""
        name, _equals, value = button.rpartition("=")
        typed = {key.replace("__", "-"): value for key, value in answers.items()}
        data = {**self.fields, **typed, name or "next": value}
        data = {key: value for key, value in data.items() if value is not None}
        self._take(self.client.post(path or self.path, data), status)
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """What the page would send."""
        return dict(fields(self.html))

    def _take(self, answer: Any, status: int) -> None:
        self.html = answer.content.decode()
        assert answer.status_code == status, self.html
        assert not answer.cookies
        self.answer = answer
