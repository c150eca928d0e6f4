"""Announcements to the edge that a crash between commit and announcing cannot lose."""
