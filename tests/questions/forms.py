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


def choice(value: str) -> dict[str, Any]:
    return {"value": value, "label": both(value.capitalize())}


def family_form() -> dict[str, Any]:
    """Every kind of question, a repeating step, and conditions of every kind."""
    return {
        "languages": ["en", "zh-hant"],
        "title": both("Family form"),
        "intro": both("Intro"),
        "retention": 400,
        "steps": [
            {
                "id": "you",
                "title": both("You"),
                "help": {"title": both("Why?"), "text": both("Because.")},
                "questions": [
                    {"id": "full-name", "kind": "text", "label": both("Name"), "role": "name"},
                    {"id": "email", "kind": "email", "label": both("E-mail"), "role": "email"},
                    {"id": "residence", "kind": "country", "label": both("Where?"), "role": "residence"},
                    {
                        "id": "phone",
                        "kind": "phone",
                        "label": both("Telephone"),
                        "role": "phone",
                        "required": False,
                    },
                    {"id": "born", "kind": "date", "label": both("Born"), "roc": True, "last": "today"},
                    {
                        "id": "consent",
                        "kind": "text",
                        "label": both("Who agrees?"),
                        "when": {"question": "born", "age": {"most": 17}},
                    },
                    {"id": "home", "kind": "address", "label": both("Home"), "retention": 30},
                    {
                        "id": "passport",
                        "kind": "passport",
                        "label": both("Passport"),
                        "issuer": "TWN",
                        "help": {"title": both("Where is it?"), "text": both("On the first page.")},
                    },
                ],
            },
            {
                "id": "children",
                "title": both("Children"),
                "repeat": {"least": 0, "most": 3, "entry": both("Child"), "add": both("Add a child")},
                "questions": [
                    {"id": "child-name", "kind": "text", "label": both("Name of the child")},
                    {
                        "id": "abroad",
                        "kind": "choice",
                        "label": both("Born abroad?"),
                        "choices": [choice("yes"), choice("no")],
                    },
                    {
                        "id": "country-of-birth",
                        "kind": "country",
                        "label": both("In which country?"),
                        "when": {"question": "abroad", "is": ["yes"]},
                    },
                    {
                        "id": "permit",
                        "kind": "text",
                        "label": both("Permit"),
                        "required": False,
                        "when": {
                            "all": [
                                {"question": "residence", "is": ["GB"]},
                                {"not": {"question": "abroad", "is": ["no"]}},
                            ]
                        },
                    },
                    {
                        "id": "portrait",
                        "kind": "file",
                        "label": both("Portrait"),
                        "most": 1,
                        "required": False,
                    },
                ],
            },
            {
                "id": "money",
                "title": both("Money"),
                "questions": [
                    {
                        "id": "income",
                        "kind": "money",
                        "label": both("Income"),
                        "currency": "GBP",
                        "least": 0,
                        "most": "5000.50",
                    },
                    {"id": "people", "kind": "number", "label": both("People"), "least": 1, "most": 20},
                    {
                        "id": "mark",
                        "kind": "scale",
                        "label": both("Mark"),
                        "least": 1,
                        "most": 5,
                        "low": both("Bad"),
                        "high": both("Good"),
                        "required": False,
                    },
                    {
                        "id": "why",
                        "kind": "long",
                        "label": both("Why?"),
                        "most": 300,
                        "when": {
                            "any": [
                                {"question": "income", "least": 1000},
                                {"question": "country-of-birth", "is": ["FR"]},
                                {"question": "home", "is": ["JP"]},
                                {"question": "born", "first": "2000-01-01", "last": "2001-12-31"},
                                {
                                    "all": [
                                        {"question": "children", "answered": True},
                                        {"question": "mark", "most": 1},
                                    ]
                                },
                            ]
                        },
                    },
                    {
                        "id": "wishes",
                        "kind": "many",
                        "label": both("Wishes"),
                        "required": False,
                        "choices": [choice("fast"), choice("cheap")],
                    },
                    {"id": "true", "kind": "statement", "label": both("It is true.")},
                ],
            },
        ],
    }


def opinion_form() -> dict[str, Any]:
    """A survey with every kind of closed question, in three pages, and conditions on them."""
    return {
        "languages": ["en", "zh-hant"],
        "title": both("Opinions"),
        "steps": [
            {
                "id": "marks",
                "title": both("Marks"),
                "questions": [
                    {
                        "id": "again",
                        "kind": "nps",
                        "label": both("Would you recommend us?"),
                        "low": both("never"),
                        "high": both("gladly"),
                    },
                    {
                        "id": "parts",
                        "kind": "matrix",
                        "label": both("How good was it?"),
                        "rows": [choice("counter"), choice("website")],
                        "least": 1,
                        "most": 5,
                        "low": both("Bad"),
                        "high": both("Good"),
                    },
                ],
            },
            {
                "id": "why",
                "title": both("Why"),
                "when": {
                    "any": [
                        {"question": "again", "most": 6},
                        {"question": "parts", "row": "counter", "most": 2},
                    ]
                },
                "questions": [{"id": "reason", "kind": "long", "label": both("Why not?"), "required": False}],
            },
            {
                "id": "wishes",
                "title": both("Wishes"),
                "questions": [
                    {
                        "id": "how-often",
                        "kind": "matrix",
                        "label": both("How often?"),
                        "required": False,
                        "rows": [choice("passport"), choice("visa")],
                        "choices": [choice("never"), choice("often")],
                    },
                    {
                        "id": "order",
                        "kind": "ranking",
                        "label": both("What first?"),
                        "choices": [choice("speed"), choice("price"), choice("kindness")],
                    },
                    {
                        "id": "first-two",
                        "kind": "ranking",
                        "label": both("Which two?"),
                        "required": False,
                        "choices": [choice("mail"), choice("phone"), choice("visit")],
                        "most": 2,
                        "when": {
                            "all": [
                                {"question": "order", "is": ["speed"], "within": 2},
                                {"question": "how-often", "row": "visa", "is": ["often"]},
                            ]
                        },
                    },
                ],
            },
        ],
    }
