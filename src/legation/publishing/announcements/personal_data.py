"""Announcements name pages and offices, never people."""

from __future__ import annotations

from legation.privacy.data_map import declare

declare("announcements.Announcement", other=["id", "change", "tags", "made_at"])
