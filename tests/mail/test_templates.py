"""Every message: nothing personal in its subject line, nothing sent past the outbox."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template

from legation.kernel import clock

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "legation"
MESSAGES = sorted(
    [*PACKAGE.rglob("templates/**/mail/*.txt"), *PACKAGE.rglob("templates/**/email/*_subject.txt")]
)
# What a subject line may name: the number, and what is public anyway.
# What everybody may read anyway: numbers, and titles of published alerts, notices and approved surveys.
PUBLIC = {"case.number", "number", "alert.level", "alert.title", "notice_title", "survey.title"}
WAYS_OUT = {
    "EmailMessage",
    "EmailMultiAlternatives",
    "send_mail",
    "send_mass_mail",
    "mail_admins",
    "get_connection",
}


class Anything:
    """Whatever a template asks of it; remembers what was shown."""

    def __init__(self, path: str, shown: set[str]) -> None:
        self.path, self.shown = path, shown

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.endswith("_at"):
            return clock.now()  # a time names nobody
        return Anything(f"{self.path}.{name}", self.shown)

    def __getitem__(self, name: object) -> object:
        return getattr(self, str(name))

    def __str__(self) -> str:
        self.shown.add(self.path)
        return f"[{self.path}]"

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[object]:
        return iter([self[0], self[1]])


class Everything(dict[str, Anything]):
    """A context in which every name is there."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return name not in ("True", "False", "None")

    def __getitem__(self, name: str) -> Anything:
        return Anything(name, self.shown)


def shown_by(subject: str) -> tuple[str, set[str]]:
    """The subject line of a template that begins with this line, and the values that it shows."""
    text = subject if "{% endautoescape %}" in subject else subject + "{% endautoescape %}"
    template = Template(text)
    context, everything = Context(autoescape=False), Everything()
    context.dicts.append(everything)
    return template.render(context), everything.shown


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 60


@pytest.mark.parametrize("message", MESSAGES, ids=[str(path.relative_to(PACKAGE)) for path in MESSAGES])
def test_a_subject_line_names_nobody(message: Path) -> None:
    first = message.read_text().splitlines()[0]
    assert "autoescape off" in first, "a plain text is written as it is"
    line, shown = shown_by(first)
    assert line.strip(), "the first line is the subject line"
    assert shown <= PUBLIC


def test_a_name_in_a_subject_line_would_be_noticed() -> None:
    planted = "{% load i18n %}{% autoescape off %}{% blocktranslate with who=case.name %}To {{ who }}{% endblocktranslate %}"
    assert shown_by(planted)[1] == {"case.name"}


def test_no_package_sends_past_the_outbox() -> None:
    """The outbox keeps the mark "not safe to contact me", the stable Message-ID and the retries."""
    found = [
        f"{path.relative_to(PACKAGE)}: {name.name}"
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE / "mail"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.mail")
        for name in node.names
        if name.name in WAYS_OUT
    ]
    assert found == []
