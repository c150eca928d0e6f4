"""What people print: the register of promises on two pages, in every language."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh-hant", "es", "ar"])
def test_the_register_prints_on_two_pages(visit: Visit, tmp_path: Path, language: str) -> None:
    page = visit(f"/{language}/assurance/")
    page.pdf(path=tmp_path / "register.pdf", format="A4")
    with pikepdf.open(tmp_path / "register.pdf") as printed:
        assert len(printed.pages) <= 2
