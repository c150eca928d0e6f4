"""Runs of the backup name no person."""

from __future__ import annotations

from legation.privacy.data_map import declare

declare(
    "backups.BackupRun",
    other=[
        "id",
        "kind",
        "started_at",
        "finished_at",
        "snapshot",
        "keys_snapshot",
        "bytes",
        "ok",
        "verified_at",
        "failure",
    ],
)
