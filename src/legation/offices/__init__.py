"""Offices: places, hours, calendars, languages."""
