"""A small form for tests, in two languages."""

from __future__ import annotations

from typing import Any


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-hant": f"{text}（中）"}


def small_form() -> dict[str, Any]:
    return {
        "languages": ["en", "zh-hant"],
        "title": both("Small form"),
        "eligibility": [
            {
                "id": "may",
                "kind": "choice",
                "label": both("May you?"),
                "choices": [
                    {"value": "yes", "label": both("Yes")},
                    {
                        "value": "no",
                        "label": both("No"),
                        "ends": {
                            "title": both("Stop"),
                            "text": both("Do this instead"),
                            "path": "services/",
                            "link": both("Services"),
                        },
                    },
                ],
            }
        ],
        "steps": [
            {
                "id": "person",
                "title": both("You"),
                "questions": [
                    {"id": "full-name", "kind": "text", "label": both("Name"), "role": "name"},
                    {"id": "email", "kind": "email", "label": both("E-mail"), "role": "email"},
                    {
                        "id": "lost",
                        "kind": "choice",
                        "label": both("Lost?"),
                        "choices": [
                            {"value": "yes", "label": both("Yes")},
                            {"value": "no", "label": both("No")},
                        ],
                    },
                ],
            },
            {
                "id": "loss",
                "title": both("The loss"),
                "when": {"question": "lost", "is": ["yes"]},
                "questions": [
                    {"id": "day", "kind": "date", "label": both("When?")},
                    {"id": "story", "kind": "long", "label": both("What happened?"), "required": False},
                ],
            },
            {
                "id": "photo",
                "title": both("Photo"),
                "questions": [{"id": "picture", "kind": "file", "label": both("Picture")}],
            },
        ],
    }
