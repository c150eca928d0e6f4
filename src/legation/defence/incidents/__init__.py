"""Incidents with sealed evidence."""
