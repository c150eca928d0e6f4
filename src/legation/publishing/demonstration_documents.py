"""The libraries of the demonstration: a form and a list of fees, as files, in every language."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.publishing.models import SiteDocument

HERE = Path(__file__).parent
AGES = {"form": dt.timedelta(days=40), "fees": dt.timedelta(days=330)}


@lru_cache(maxsize=1)
def documents() -> dict[str, Any]:
    """The words of the libraries by language code."""
    return tomllib.loads((HERE / "demonstration_texts" / "documents.toml").read_text())


def fields(code: str) -> dict[str, Any]:
    """What a library in this language holds; its files are made when they are missing."""
    words = documents()[code]
    entries = [
        (
            "document",
            {
                "title": words[kind]["title"],
                "text": words[kind]["text"],
                "topic": words[kind]["topic"],
                "language": code,
                "day": clock.today() - age,
                "file": _file(kind, code, words[kind]["title"]),
            },
        )
        for kind, age in AGES.items()
    ]
    return {"summary": words["summary"], "entries": entries}


def _file(kind: str, code: str, title: str) -> SiteDocument:
    found = SiteDocument.objects.filter(title=title, file__contains=f"{kind}-{code}").first()
    if found is None:
        name = f"{kind}-{code}.pdf"
        content = ContentFile((HERE / "demonstration_files" / name).read_bytes(), name=name)
        found = SiteDocument.objects.create(title=title, file=content, classification=Classification.PUBLIC)
    return found
