"""Scenarios over all traffic, and timed blocks."""
