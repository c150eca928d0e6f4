"""The components of every page; see `templates/web/components/README.md` for how each is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from legation.web import desks, navigation, preferences
from legation.web.charts import Chart

register = template.Library()

LEVELS = {
    "info": _("Notice"),
    "success": _("Done"),
    "warning": _("Warning"),
    "danger": _("Danger"),
}
SHORT = 24
SEALS = {"proven": _("Proven"), "unproven": _("Unproven"), "failed": pgettext_lazy("promise", "Failed")}


@register.filter
def bcp47(code: str) -> str:
    """The language code as browsers expect it: `zh-hant` becomes `zh-Hant`."""
    return "-".join(
        part.title() if place and len(part) == 4 else part for place, part in enumerate(code.split("-"))
    )


@register.simple_tag(takes_context=True)
def spoken_in(context: Context, code: str) -> SafeString:
    """The attributes `lang` and `dir` of a passage in another language than the page's; nothing in its own."""
    page = str(context.get("LANGUAGE_CODE") or get_language() or "")
    if code == page:
        return SafeString("")
    return format_html(
        ' lang="{}" dir="{}"', bcp47(code), "rtl" if get_language_info(code)["bidi"] else "ltr"
    )


@register.simple_tag
def sentence_gap() -> str:
    """What stands between two sentences: nothing in Chinese and Japanese, whose full stop brings its own."""
    return "" if (get_language() or "").startswith(("zh", "ja")) else " "


@register.filter
def ltr(value: object) -> SafeString:
    """A number, telephone, code or address that keeps left-to-right inside right-to-left text; a short
    one stays on one line."""
    if len(str(value)) > SHORT:
        return format_html('<bdi dir="ltr">{}</bdi>', value)
    return format_html('<bdi dir="ltr" class="nowrap">{}</bdi>', value)


@register.filter
def machine_time(moment: dt.datetime) -> str:
    """For `<time datetime="…">`: to the second, as HTML wants it."""
    return moment.isoformat(timespec="seconds")


@register.simple_block_tag
def alert(content: str, level: str = "info", title: str = "", word: str = "") -> SafeString:
    """A notice with its level in words. Levels: info, success, warning, danger."""
    known = level if level in LEVELS else "info"
    return _rendered(
        "alert", {"level": known, "title": title, "word": word or LEVELS[known], "content": content}
    )


@register.simple_block_tag
def panel(content: str, title: str = "") -> SafeString:
    """The confirmation at the end of a task; `title` is the page's h1."""
    return _rendered("panel", {"title": title, "content": content})


@register.inclusion_tag("web/components/tag.html")
def tag(text: object, kind: str = "") -> dict[str, object]:
    """A state in one or two words. Kinds: none, ok, warn, danger, active."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("web/components/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Questions and answers; a row has key, value and optionally url, action, ltr."""
    return {"rows": rows}


@register.inclusion_tag("web/components/task_list.html")
def task_list(items: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """What is to be done; an item has title and optionally url, hint, status, kind."""
    return {"items": items}


@register.inclusion_tag("web/components/table.html")
def table(
    caption: object,
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    numeric: Iterable[int | str] = (),
    hide_caption: bool = False,
) -> dict[str, object]:
    """A plain table; the first cell of a row is its heading. `numeric`: columns from 0, as numbers or
    as digits in a text such as "12"."""
    columns = [int(column) for column in numeric]
    return {"caption": caption, "head": head, "rows": rows, "numeric": columns, "hide_caption": hide_caption}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, object]:
    """Links to the other pages of a Django Page; keeps the rest of the query."""
    if page.paginator.num_pages < 2:
        return {"pages": []}
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)

    def url(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "pages": [
            (number if isinstance(number, int) else None, url(number) if number != page.number else "")
            if isinstance(number, int)
            else (None, "")
            for number in numbers
        ],
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("web/components/timeline.html")
def timeline(events: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Dated events; each has title and optionally time (aware), when (words), text, awaited."""
    return {"events": events}


@register.inclusion_tag("web/components/steps.html")
def steps(items: Iterable[object]) -> dict[str, object]:
    """Numbered steps: texts, or mappings with title and text."""
    found = [item if isinstance(item, Mapping) else {"title": "", "text": item} for item in items]
    return {"steps": found}


@register.inclusion_tag("web/components/breadcrumb.html")
def breadcrumb(items: Iterable[tuple[object, str]]) -> dict[str, object]:
    """(title, address) from the top; an empty address is the page itself."""
    return {"items": items}


@register.inclusion_tag("web/components/seal.html")
def seal(state: str, word: str = "", large: bool = False) -> dict[str, object]:
    """The seal of a promise: proven (solid), unproven (hollow), failed (broken), with the word."""
    known = state if state in SEALS else "unproven"
    return {"state": known, "word": word or SEALS[known], "large": large}


@register.inclusion_tag("web/components/bar_chart.html")
def bar_chart(chart: Chart, caption: str | None = None) -> dict[str, object]:
    """A chart from `legation.web.charts`, with its table. `caption` is said above it instead of its title;
    with an empty one the title is there for screen readers alone, below a heading that says the same."""
    return {"chart": chart, "caption": caption}


@register.inclusion_tag("web/components/strip.html")
def day_strip(states: Sequence[str], label: str) -> dict[str, object]:
    """One mark a day, oldest first: proven full, failed low, unproven half, none a hairline. Days alike that
    follow one another are one shape: a rectangle each would weigh as much as all the words of the register."""
    heights = {"proven": (0, 28), "unproven": (14, 14), "failed": (20, 8)}
    runs, place = [], 0
    for state, days in groupby(state if state in heights else "none" for state in states):
        y, height = heights.get(state, (26, 2))
        count = len(list(days))
        mark = f"h3v{height}h-3z"
        runs.append({"state": state, "path": f"M{place * 4} {y}" + "m4 0".join([mark] * count)})
        place += count
    return {"runs": runs, "label": label, "width": max(len(states) * 4 - 1, 1)}


@register.inclusion_tag("web/components/outbound.html")
def outbound(url: str, text: object) -> dict[str, object]:
    """A link that leaves the site; `url` is the notice's address."""
    return {"url": url, "text": text}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, object]:
    """What is wrong, before the h1, with a link to each field. `page_errors` calls it for `form`."""
    if not isinstance(form, BaseForm) or not form.is_bound or getattr(form, "summary_shown", False):
        return {"errors": []}
    form.summary_shown = True  # type: ignore[attr-defined]  # so that a page shows it once
    found = [{"id": "", "text": text} for text in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            field = form[name]
            found += [
                {"id": field.id_for_label or field.auto_id, "text": _labelled(field.label, text)}
                for text in errors
            ]
    return {"errors": found}


@register.inclusion_tag("web/components/error_summary.html", takes_context=True)
def page_errors(context: Context) -> dict[str, object]:
    """The error summary of the page's `form`, if it has one with errors."""
    return error_summary(context.get("form"))


@register.simple_tag(takes_context=True)
def title_prefix(context: Context) -> str:
    """`Error: ` before the page's title while its `form` has errors."""
    form = context.get("form")
    failed = isinstance(form, BaseForm) and form.is_bound and bool(form.errors)
    return gettext("Error: %s") % "" if failed else ""


@register.inclusion_tag("web/components/languages.html", takes_context=True)
def language_navigation(context: Context) -> dict[str, object]:
    """Native names of the languages; a page overrides with `translations`."""
    found = context.get("translations")
    if found is None:
        found = navigation.same_page_elsewhere(context.get("request"))
    return {"languages": found, "LANGUAGE_CODE": context.get("LANGUAGE_CODE")}


@register.inclusion_tag("web/components/destinations.html", takes_context=True)
def destinations(context: Context) -> dict[str, object]:
    """The masthead's row."""
    return {"items": navigation.destinations(_path(context)), "label": _("Main parts of this site")}


@register.inclusion_tag("web/components/destinations.html", takes_context=True)
def desk_navigation(context: Context) -> dict[str, object]:
    """The desks that the signed-in person may open."""
    path = _path(context)
    request = context.get("request")
    found = desks.desks_for(getattr(request, "user", None))
    items = [navigation.Destination(title, url, path.startswith(url), path == url) for title, url in found]
    return {"items": items, "label": _("Desks")}


@register.inclusion_tag("web/components/footer_links.html", takes_context=True)
def footer_links(context: Context) -> dict[str, object]:
    """The footer's columns."""
    return {"columns": navigation.footer(_path(context))}


@register.inclusion_tag("web/components/account_link.html", takes_context=True)
def account_link(context: Context, person: object = None) -> dict[str, object]:
    """The way in, or, on pages made for one person, the way out."""
    return {"person": person, "LANGUAGE_CODE": context.get("LANGUAGE_CODE")}


@register.inclusion_tag("web/components/search_form.html", takes_context=True)
def search_form(context: Context, id_: str = "site-search", office: str = "") -> dict[str, object]:
    """The search of the site, or of one office; shows `query` of the page again."""
    return {
        "LANGUAGE_CODE": context.get("LANGUAGE_CODE"),
        "id": id_,
        "query": context.get("query", ""),
        "office": office,
    }


@register.inclusion_tag("web/components/message_list.html", takes_context=True)
def message_list(context: Context) -> dict[str, object]:
    """What the last act reported; only on pages made for one person."""
    kinds = {"success": "success", "warning": "warning", "error": "danger"}
    request = context.get("request")
    waiting = get_messages(request) if request is not None else []
    return {
        "messages": [{"text": item.message, "kind": kinds.get(item.level_tag, "info")} for item in waiting]
    }


@register.simple_tag(takes_context=True)
def preference_attributes(context: Context) -> SafeString:
    """Text size and contrast on `<html>`, on pages made for one person."""
    request = context.get("request")
    chosen = preferences.read(request) if request is not None else preferences.Preferences()
    text = format_html(' data-text="{}"', chosen.text) if chosen.text else ""
    contrast = format_html(' data-contrast="{}"', chosen.contrast) if chosen.contrast else ""
    return format_html("{}{}", text, contrast)


def _labelled(label: object, text: object) -> str:
    return gettext("%(label)s: %(text)s") % {"label": str(label).rstrip(":?.：？。؟"), "text": text}


def _rendered(component: str, context: dict[str, object]) -> SafeString:
    return render_to_string(f"web/components/{component}.html", context)


def _path(context: Context) -> str:
    request = context.get("request")
    return request.path if request is not None else "/"
