"""Surveys in every state, for tests of the desk and of who may answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.services.forms import publish
from legation.surveys import services as surveys
from legation.surveys.desk import services
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.models import Survey


def closing(days: int = 7) -> dt.datetime:
    """So many days from now."""
    return clock.now() + dt.timedelta(days=days)


def plan(by: User, office: Office | None, slug: str = "event-2027", **settings: Any) -> SurveyPlan:
    """A complete plan from a template."""
    made = services.create(slug, by, office=office, template="event")
    return services.change(made, by, {"closes_at": closing(), **settings})


def approved(
    by: User, second: User, office: Office | None, slug: str = "event-2027", **settings: Any
) -> Survey:
    """A survey that one person prepared and another approved."""
    made = services.submit(plan(by, office, slug, **settings), by, revision=2)
    return services.approve(made, second, revision=2, questions=1)


SMALL: dict[str, Any] = {
    "languages": ["en", "zh-hant"],
    "title": {"en": "How was it?", "zh-hant": "您覺得如何？"},
    "steps": [
        {
            "id": "one",
            "title": {"en": "Your opinion", "zh-hant": "您的意見"},
            "questions": [
                {
                    "id": "mark",
                    "kind": "scale",
                    "least": 1,
                    "most": 5,
                    "label": {"en": "Mark", "zh-hant": "評分"},
                }
            ],
        }
    ],
}


def small(office: Office | None = None, slug: str = "small", **settings: Any) -> Survey:
    """An open survey of one question, without a plan."""
    survey = surveys.open_survey(slug, publish(slug, SMALL), closes_at=closing(), office=office)
    for name, value in settings.items():
        setattr(survey, name, value)
    survey.save()
    return survey
