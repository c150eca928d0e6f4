from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings

import legation


def test_every_catalogue_is_read() -> None:
    root = Path(legation.__file__).parent
    folders = {path.parents[2] for path in root.glob("**/LC_MESSAGES/django.po")}
    read = {Path(config.path) / "locale" for config in apps.get_app_configs()} | set(settings.LOCALE_PATHS)
    assert folders <= read, folders - read
