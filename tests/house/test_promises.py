"""The promises of the policy are all there, each with words that an outsider understands."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from legation.promises import PROMISES, registry
from legation.promises.texts import SENTENCES
from tools import texts

WANTED = [
    "site.current",
    "site.classified",
    "site.links",
    "policy.immediate",
    "policy.contact",
    "privacy.browse",
    "privacy.minimum",
    "privacy.log",
    "privacy.cookies",
    "privacy.no-sale",
    "access.staff",
    "tls",
    "members.accurate",
    "members.session",
    "members.actions",
    "mailbox",
    "applications",
    "surveys",
    "defence.firewall",
    "defence.antivirus",
    "defence.monitor",
    "defence.scan",
    "defence.drill",
    "defence.backup",
    "defence.violators",
]


def test_no_promise_is_missing() -> None:
    assert list(PROMISES) == WANTED


def test_every_control_outlives_its_interval_and_tells_how_to_repeat_it() -> None:
    assert list(registry)
    for control in registry:
        assert control.valid_for > control.every, control.name
        assert str(control.how).endswith("."), control.name


@pytest.mark.parametrize("language", ["zh_Hant", "ar"])
def test_the_words_are_translated(language: str) -> None:
    translated: set[str] = set()
    for path in texts.catalogues(texts.PACKAGES):
        if path.parts[-3] == language:
            with path.open("rb") as file:
                translated |= {str(row.id) for row in read_po(file, locale=language) if row.id and row.string}
    with translation.override("en"):
        wanted = {str(text) for text in SENTENCES.values()} | {str(control.how) for control in registry}
    assert not wanted - translated
