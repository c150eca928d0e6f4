"""What a draft changes against what is live, field by field, as people read it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from legation.publishing.models import SitePage

WORD = re.compile(r'<span class="(addition|deletion)">(.*?)</span>', re.DOTALL)
BLOCK = re.compile(r'<div class="comparison__child-object (addition|deletion)">')


@dataclass(frozen=True)
class Difference:
    """One field; `html` marks what came with `ins` and what went with `del`."""

    label: str
    html: SafeString


def against_live(page: SitePage, request: HttpRequest) -> list[Difference]:
    """What the newest draft changes against the live page; against an empty one when it is not live."""
    draft = page.get_latest_revision_as_object()
    before = page.specific if page.live else type(draft)(locale=draft.locale)
    return between(before, draft, request)


def between(before: Any, after: Any, request: HttpRequest) -> list[Difference]:
    """The fields in which two states of a page differ, in the order of the editor."""
    panel = after.get_edit_handler().get_bound_panel(instance=after, request=request, form=None)
    found = []
    for compare in panel.get_comparison():
        comparison = compare(before, after)
        if comparison.has_changed():
            found.append(Difference(str(comparison.field_label()), _html(comparison)))
    return found


def _html(comparison: Any) -> SafeString:
    if getattr(comparison, "is_child_relation", False):
        rows = [
            (field.field_label(), _marked(field.htmldiff()))
            for child in comparison.get_child_comparisons()
            for field in child.get_field_comparisons()
        ]
        return format_html("<dl>{}</dl>", format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows))
    values = [getattr(comparison, name, "") for name in ("val_a", "val_b")]
    if any(isinstance(value, dt.date) for value in values):
        words = [_moment(value) for value in values]
        return format_html("<del>{}</del> <ins>{}</ins>", *words)
    return _marked(comparison.htmldiff())


def _moment(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return formats.date_format(value, "DATETIME_FORMAT")
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, dt.date) else "–"


def _marked(html: str) -> SafeString:
    """Wagtail's marks, which are only colours, as elements that every reader tells apart."""
    words = {"addition": gettext("Added:"), "deletion": gettext("Removed:")}
    html = WORD.sub(lambda found: _element(found.group(1), found.group(2)), str(html))
    return mark_safe(  # noqa: S308  # escaped and cleaned by Wagtail
        BLOCK.sub(
            lambda found: (
                f'<div class="difference {found.group(1)}"><strong>{words[found.group(1)]}</strong> '
            ),
            html,
        )
    )


def _element(kind: str, inner: str) -> str:
    name = "ins" if kind == "addition" else "del"
    return f"<{name}>{inner}</{name}>"
