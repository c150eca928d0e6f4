"""What a browser calls itself, in two words that a person recognises."""

from __future__ import annotations

from django.utils.translation import gettext

# In this order: later names stand in the texts of earlier ones too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Such as `Firefox, Windows`; an unknown browser is called unknown."""
    parts = [next((name for sign, name in known if sign in agent), None) for known in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in parts if part) or gettext("Unknown browser")
