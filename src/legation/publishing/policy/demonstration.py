"""The demonstration's policy: the first version, in all languages."""

from __future__ import annotations

from pathlib import Path

from legation.publishing.policy import services
from legation.publishing.policy.models import PolicyVersion

TEXTS = Path(__file__).parent / "texts" / "1"


def load() -> None:
    """Publish version 1 unless some version is there."""
    if not PolicyVersion.objects.exists():
        sources = read_folder(TEXTS)
        services.publish(services.draft(sources, None).number, None)


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of a folder that holds one file a language, such as `zh-hant.md`."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
