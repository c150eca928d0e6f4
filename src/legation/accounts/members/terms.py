"""The terms that members accept. Each version is a file that never changes: its hash is pinned here and
stands in the record of every acceptance, and earlier versions stay readable."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils.translation import get_language

from legation.accounts.models import TermsAcceptance, User
from legation.ledger.services import Act, record

FOLDER = Path(__file__).parent / "terms_texts"


@dataclass(frozen=True)
class Terms:
    """One version: since when it is in force, and the SHA-256 of its file."""

    version: str
    since: dt.date
    digest: str

    @property
    def label(self) -> str:
        """The version's name, kept left-to-right inside right-to-left text."""
        return isolated(self.version)

    @property
    def path(self) -> Path:
        """The file with the text in every language."""
        return FOLDER / f"{self.version}.toml"

    @property
    def file(self) -> bytes:
        """The very bytes that the hash is of."""
        return self.path.read_bytes()

    @property
    def is_whole(self) -> bool:
        """Whether the file is the one that was accepted."""
        return self.path.is_file() and hashlib.sha256(self.file).hexdigest() == self.digest

    @property
    def in_force(self) -> bool:
        """Whether it is the version that is asked for now."""
        return self.version == current_version()

    def points(self, language: str | None = None) -> Sequence[str]:
        """The text in the language (default: the active one), else in English."""
        texts = _texts(self.path)
        return texts.get(language or get_language() or "") or texts["en"]


def isolated(version: str) -> str:
    """The name between the signs that keep its parts in order, whatever the direction around it."""
    return f"\u2066{version}\u2069"


@lru_cache(maxsize=16)
def _texts(path: Path) -> dict[str, list[str]]:
    return tomllib.loads(path.read_text("utf-8"))


# Newest first. To change the terms add a file and its line here; the old ones stay.
VERSIONS: list[Terms] = [
    Terms(
        "2026-11", dt.date(2026, 11, 24), "e1b2e01d254f3f02476c8b3ef50325523412a4a4c52ab6fdf0f2c5d11f09281f"
    ),
]


def known(version: str) -> Terms | None:
    """The version of this name, or None."""
    return next((terms for terms in VERSIONS if terms.version == version), None)


def current() -> Terms:
    """The version in force. Raises LookupError when its text is missing; `unbroken` finds that at start."""
    terms = known(settings.LEGATION_TERMS_VERSION)
    if terms is None:
        raise LookupError(f"there is no text of the terms {settings.LEGATION_TERMS_VERSION}")
    return terms


def current_version() -> str:
    """The name of the version in force; a new one is asked for at the next page of each member."""
    return str(settings.LEGATION_TERMS_VERSION)


def accepted(user: User) -> bool:
    """Whether the member accepted the version in force."""
    return user.acceptances.filter(version=current_version()).exists()


def accept(user: User) -> None:
    """Record the acceptance of the version in force and of the hash of its text; once for each version."""
    terms = current()
    _row, new = TermsAcceptance.objects.get_or_create(user=user, version=terms.version)
    if new:
        record(
            Act(
                "member.terms-accepted",
                actor=user.subject_id,
                about=(user.subject_id,),
                detail={"version": terms.version, "sha256": terms.digest},
            )
        )


def broken() -> list[str]:
    """What is wrong with the texts: a changed or missing file, a language without text, no current version."""
    wrong = [
        f"the terms {terms.version} are not the text that was accepted"
        for terms in VERSIONS
        if not terms.is_whole
    ]
    if known(current_version()) is None:
        wrong.append(f"the terms {current_version()} have no text")
    elif not wrong:
        missing = {code for code, _name in settings.LANGUAGES} - _texts(current().path).keys()
        wrong += [f"the terms {current_version()} are not written in {code}" for code in sorted(missing)]
    return wrong


@checks.register("accounts")
def terms_are_whole(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Deployment stops while the text of any version is not the one that members accepted."""
    return [checks.Error(sentence, id="accounts.E001") for sentence in broken()]
