"""Every sentence of the strict reader has words in the editor's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import legation.questions
from legation.questions.composing.checking import mistakes
from legation.questions.composing.saying import said
from tests.questions.forms import small_form

READERS = Path(legation.questions.__file__).parent


def sentences() -> Iterator[str]:
    """What is raised as WrongDefinition, with something in every gap."""
    for path in sorted(READERS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "WrongDefinition" and node.args:
                yield _filled(node.args[0])


def _filled(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.dump(node)
    parts = []
    for number, part in enumerate(node.values):
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append("steps[0]" if number == 0 else "7")
    return "".join(parts)


FOUND = sorted({sentence for sentence in sentences() if not re.fullmatch(r"steps\[0\]: 7\.", sentence)})


def test_there_are_sentences() -> None:
    assert len(FOUND) > 50


@pytest.mark.parametrize("sentence", FOUND)
def test_each_is_said_in_other_words(sentence: str) -> None:
    told = said(sentence)
    assert told != sentence
    assert "%(" not in told
    assert "steps[0]" not in told, "the place stands beside it"


def test_a_mistake_is_named_in_the_editor_s_language() -> None:
    form = small_form()
    form["steps"][1]["questions"][0]["kind"] = "riddle"
    form["steps"][1]["questions"][1]["<b>"] = 1
    told = {problem.place: problem.sentence for problem in mistakes(form)}
    assert told["steps[1].questions[0].kind"].startswith("It must be one of")
    assert "<b>" in told["steps[1].questions[1]"], "escaped where it is shown"
    with translation.override("zh-hant"):
        english = {problem.sentence for problem in mistakes(form)}
    assert english, "and in another language nothing breaks"
