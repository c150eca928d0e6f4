"""What is said beside a field for files."""

from __future__ import annotations

import pytest
from django.utils import translation

from legation.casework.mailbox.forms import LetterForm


@pytest.mark.parametrize(
    ("language", "gap"), [("en", ". Up to 5"), ("zh-hant", "。最多"), ("ja", "。ファイルは5")]
)
def test_how_many_follows_as_a_sentence_does_in_that_language(language: str, gap: str) -> None:
    with translation.override(language):
        assert gap in str(LetterForm.base_fields["files"].help_text)
