"""What the templates of pages say of opening times, links to other websites and images."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import formats, translation
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from legation.offices.hours import Opening
from legation.offices.models import Office, OpeningHours
from legation.publishing import ports
from legation.publishing.models import AlertPage, SiteImage, SitePage
from legation.publishing.pages.alerts import Level, alerts_for

register = template.Library()
CODES = "|".join(code for code, _name in settings.LANGUAGES)
# Links with `hreflang` lead to another language on purpose.
OWN_LINK = re.compile(rf'(<(?:a|form)\b(?![^>]*\bhreflang=)[^>]*?\b(?:href|action)=")/(?:{CODES})/')
TAIPEI = ZoneInfo("Asia/Taipei")
WIDE = "max-1120x1120"


@register.simple_tag
def survey_card(slug: str) -> ports.SurveyCard | None:
    """What to show of a survey in the page's language; None: nothing."""
    return ports.survey_card(str(slug), translation.get_language() or "")


@register.filter
def opening_sentence(state: Opening) -> str:
    """Whether the office is open now and when that changes, in the office's own time."""
    if state.around_the_clock:
        return gettext("Answers around the clock")
    moment = state.changes.replace(tzinfo=None) if state.changes else None
    if moment is None:
        return gettext("Closed; no opening is known for the next 30 days")
    time = formats.time_format(moment)
    if state.is_open:
        return gettext("Open now, until %(time)s") % {"time": time}
    if state.opens_today:
        return gettext("Closed now, opens today at %(time)s") % {"time": time}
    day = formats.date_format(moment, "MONTH_DAY_FORMAT")
    parts = {"weekday": WEEKDAYS[moment.weekday()], "day": day, "time": time}
    return gettext("Closed now, opens on %(weekday)s, %(day)s, at %(time)s") % parts


@register.filter
def offset(state: Opening) -> str:
    """The office's distance from UTC, such as `UTC+8`."""
    seconds = state.local.utcoffset()
    minutes = int(seconds.total_seconds() // 60) if seconds else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@register.filter
def taipei_difference(state: Opening) -> str:
    """How far the office's clocks are from Taipei's, in words."""
    apart = (state.local.utcoffset() or dt.timedelta()) - (
        state.local.astimezone(TAIPEI).utcoffset() or dt.timedelta()
    )
    minutes = int(apart.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    if minutes == 0:
        return gettext("The same time as in Taipei.")
    if rest:
        sign = "−" if minutes < 0 else "+"
        return gettext("Difference to Taipei: %(time)s.") % {"time": f"{sign}{hours}:{rest:02}"}
    if minutes < 0:
        return ngettext("%(hours)d hour behind Taipei.", "%(hours)d hours behind Taipei.", hours) % {
            "hours": hours
        }
    return ngettext("%(hours)d hour ahead of Taipei.", "%(hours)d hours ahead of Taipei.", hours) % {
        "hours": hours
    }


@register.filter
def office_time(moment: dt.datetime, office: Office) -> str:
    """Day and time by the office's own clock."""
    return formats.date_format(moment.astimezone(office.zone), "DATETIME_FORMAT")


@register.filter
def weekday(number: int) -> str:
    """The name of the weekday, Monday being 0."""
    return str(WEEKDAYS[number])


@register.filter
def spans(rows: Iterable[OpeningHours]) -> str:
    """The opening times of a day."""
    times = []
    for row in rows:
        if row.opens == row.closes:
            return gettext("24 hours")
        times.append(f"{formats.time_format(row.opens)}–{formats.time_format(row.closes)}")
    return gettext(", ").join(times) if times else pgettext("office hours", "Closed")


@register.filter
def leaving(url: str) -> str:
    """The address of the notice before the visitor leaves for `url`."""
    return f"/{translation.get_language()}/leaving/?to={quote(url, safe='')}"


# The country whose usage the site follows in each language, for those who ask for one.
OG_LOCALES = {"en": "en_GB", "zh-hant": "zh_TW", "ja": "ja_JP", "es": "es_ES", "ar": "ar_AR"}


@register.filter
def og_locale(code: str) -> str:
    """The language as OpenGraph writes it."""
    return OG_LOCALES.get(code, code.partition("-")[0])


@register.filter
def native_name(code: str) -> str:
    """The language as its speakers call it."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def in_language(url: str, language: str) -> str:
    """The address of a page of this site below another language."""
    return f"/{language}/{url.partition('/')[2].partition('/')[2]}"


@register.simple_block_tag
def staying_in(content: str, language: str = "") -> SafeString:
    """The content, whose links to pages of this site stay in the language that was asked for."""
    if language not in dict(settings.LANGUAGES):  # it becomes a part of addresses, unescaped
        return SafeString(content)
    return SafeString(OWN_LINK.sub(rf"\g<1>/{language}/", content))


@register.simple_tag
def public_image(image: SiteImage) -> SafeString:
    """The image where it is Public; nothing where it is not."""
    if not image.is_open:
        return SafeString("")
    shown: Any = image.get_rendition(WIDE)
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></figure>',
        shown.url,
        image.alternative,
        shown.width,
        shown.height,
    )


@register.simple_tag
def emergencies(page: SitePage) -> list[AlertPage]:
    """The emergencies that the page's office must show; none on the page of the emergency itself."""
    found = alerts_for(page.office, page.language)
    return [alert for alert in found if alert.level == Level.EMERGENCY and alert.pk != page.pk]
