"""The models of this package live in the holding store, all others in the main database."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from legation.surveys.holding import HOLDING


class Router:
    """Nothing crosses the border: no relation, no table of the one in the other."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The holding store for its own models; None leaves the choice to others."""
        return HOLDING if model._meta.app_label == HOLDING else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """As for reading."""
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """False where one of both is held: a foreign key would tell whose it is."""
        held = {row._meta.app_label == HOLDING for row in (one, other)}
        return None if held == {False} else held == {True}

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the store's own tables there, and never elsewhere."""
        return (db == HOLDING) == (app_label == HOLDING)
