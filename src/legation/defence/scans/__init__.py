"""Scheduled scans and their findings."""
