"""The HTML form of a plain text: narrow, text first, one button for the first link, no remote image."""

from __future__ import annotations

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from legation.web.templatetags.web import bcp47

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]。，；：！？）」』،؛؟]")
FACES = {
    "ar": "Tahoma, 'Segoe UI', sans-serif",
    "zh": "'PingFang TC', 'Microsoft JhengHei', sans-serif",
    "ja": "'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif",
}


def links(text: str) -> list[str]:
    """Every web address in a text, in order, without the full stop of its sentence."""
    return LINK.findall(text)


def as_html(title: str, text: str, language: str) -> str:
    """The whole document, in the direction and the face of `language`."""
    with translation.override(language):
        bidi = translation.get_language_bidi()
        context = {
            "title": title,
            "parts": _parts(text),
            "language": bcp47(language),
            "direction": "rtl" if bidi else "ltr",
            "start": "right" if bidi else "left",
            "face": FACES.get(language[:2], "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"),
            "heading": FACES.get(language[:2], "'Iowan Old Style', Palatino, Georgia, serif"),
            "leading": "1.8" if language[:2] in FACES else "1.6",
            "ministry": settings.LEGATION_MINISTRY,
            "is_demonstration": settings.LEGATION_DEMONSTRATION,
        }
        return render_to_string("mail/message.html", context)


def _parts(text: str) -> list[dict[str, str]]:
    """Paragraphs; the first one that is nothing but an address becomes the button."""
    parts: list[dict[str, str]] = []
    pressed = False
    for paragraph in re.split(r"\n\s*\n", text):
        words: list[str] = []
        for line in paragraph.strip().splitlines():
            if not pressed and LINK.fullmatch(line.strip()):
                parts += _words(words)
                parts.append({"button": gettext("Continue on our website"), "url": line.strip()})
                words, pressed = [], True
            else:
                words.append(line)
        parts += _words(words)
    return parts


def _words(lines: list[str]) -> list[dict[str, str]]:
    text = "\n".join(lines).strip()
    return [{"text": text}] if text else []
