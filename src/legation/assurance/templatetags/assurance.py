"""Words of the register."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from legation.assurance.queries import Checked, Verdict
from legation.assurance.views import CHECKERS

register = template.Library()
STATES = {Verdict.PROVEN: _("Good"), Verdict.FAILED: _("Broken"), Verdict.UNPROVEN: _("Not proven")}


@register.simple_tag
def moment(value: dt.datetime) -> SafeString:
    """A date and time in the language of the page, in UTC, which it says."""
    utc = value.astimezone(dt.UTC)
    return format_html(
        '<time datetime="{}">{}</time>', utc.strftime("%Y-%m-%dT%H:%MZ"), moment_in_words(value)
    )


@register.simple_tag
def day_of(value: dt.datetime) -> SafeString:
    """The day alone, in UTC: of what has long been so nobody asks the minute."""
    utc = value.astimezone(dt.UTC)
    return format_html(
        '<time datetime="{}">{}</time>', utc.date().isoformat(), date_format(utc, "DATE_FORMAT")
    )


@register.simple_tag
def moment_in_words(value: dt.datetime) -> SafeString:
    """The same for people alone, where there are so many that what machines read of them weighs too much."""
    utc = value.astimezone(dt.UTC)
    return format_html(
        '{} <bdi dir="ltr">{} UTC</bdi>', date_format(utc, "DATE_FORMAT"), utc.strftime("%H:%M")
    )


@register.filter
def checker(found: Checked) -> str:
    """Who can repeat the check."""
    return str(CHECKERS[found.control.proof])


@register.filter
def gist(found: Checked) -> str:
    """What a check saw: the first sentence where all is well, everything where it is not. The machines'
    register has it whole; the page of all promises must be light for those far away."""
    seen = found.evidence.seen if found.evidence else ""
    return seen.partition(". ")[0] if found.state == Verdict.PROVEN else seen


@register.simple_tag
def control_state(found: Checked) -> str:
    """The state of one control in a word."""
    return str(STATES[found.state])
