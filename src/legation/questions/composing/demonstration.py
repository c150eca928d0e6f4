"""A form that an editor in London is still writing: two texts lack in Chinese, and the check says so."""

from __future__ import annotations

import json
from importlib.resources import files

from legation.accounts.models import Role, User
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm
from legation.questions.composing.services import create
from legation.questions.models import FormDefinition

SLUG = "school-visit"


def load() -> None:
    """Make the draft; does nothing twice, nor without London and its editor."""
    office = Office.objects.filter(slug="london").first()
    editor = User.objects.filter(grants__role=Role.EDITOR, grants__office=office, is_staff=True).first()
    known = ComposedForm.objects.filter(slug=SLUG) or FormDefinition.objects.filter(slug=SLUG)
    if office is None or editor is None or known.exists():
        return
    source = json.loads(
        files("legation.questions.composing").joinpath("definitions", f"{SLUG}.json").read_text("utf-8")
    )
    create(SLUG, source, editor, office=office, use="service")
