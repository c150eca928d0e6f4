"""An answer in two parts: what can be counted, and free text, which is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from legation.questions.definition import Answer, Definition
from legation.surveys.models import Choices
from legation.surveys.packing import COUNTED


def split(definition: Definition, answers: Mapping[str, Answer]) -> tuple[Choices, str]:
    """What can be counted, and what is free text (sealed)."""
    choices: Choices = {}
    words: dict[str, Answer] = {}
    for question in definition:
        if question.id not in answers:
            continue
        given = answers[question.id]
        if question.kind in COUNTED:
            choices[question.id] = [str(value) for value in given] if isinstance(given, list) else given
        else:
            words[question.id] = given
    return choices, json.dumps(words, ensure_ascii=False) if words else ""
