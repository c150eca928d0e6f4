"""Copies, restoring, attacks on the twin."""
