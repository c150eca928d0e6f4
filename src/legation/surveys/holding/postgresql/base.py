"""Django's PostgreSQL back end, in a schema of its own that backups leave out."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from legation.surveys.holding import HOLDING


class DatabaseWrapper(base.DatabaseWrapper):
    """Sees the tables of its schema alone: without it every statement fails, none lands elsewhere."""

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with the schema named at the start of the session."""
        params: dict[str, Any] = super().get_connection_params()
        params["options"] = f"{params.get('options', '')} -c search_path={HOLDING}".strip()
        return params

    def prepare_database(self) -> None:
        """Called before migrating."""
        super().prepare_database()
        with self.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {HOLDING}")  # a constant
