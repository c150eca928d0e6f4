"""Functions and files stay small enough to be read at one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "legation"
FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
FUNCTION_MAX, FUNCTION_P95 = 60, 30
FILE_MAX, FILE_P95 = 400, 300


def lengths() -> list[tuple[int, str]]:
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((length, f"{path.relative_to(PACKAGE)}:{node.name}"))
    return sorted(found)


def test_functions_are_short() -> None:
    found = lengths()
    assert [entry for entry in found if entry[0] > FUNCTION_MAX] == []
    assert found[len(found) * 95 // 100][0] <= FUNCTION_P95


def test_files_are_short() -> None:
    found = sorted((path.read_text().count("\n"), str(path.relative_to(PACKAGE))) for path in FILES)
    assert [entry for entry in found if entry[0] > FILE_MAX] == []
    assert found[len(found) * 95 // 100][0] <= FILE_P95


@pytest.mark.parametrize("word", ["utils", "helpers", "common"])
def test_no_room_is_a_lumber_room(word: str) -> None:
    assert [path for path in FILES if word in (path.stem, *path.relative_to(PACKAGE).parts[:-1])] == []
