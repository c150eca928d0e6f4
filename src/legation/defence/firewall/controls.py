"""What keeps `defence.firewall` true: attacks are refused, what is none is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.defence.firewall.wsgi import Firewall, status_file
from legation.kernel.errors import Unavailable
from legation.promises import Control, Finding, Proof, Site, hours, register

PAGE = "/en/search/?q="
ATTACKS = ("1' or 1=1--", "<script>alert(1)</script>", "../../../../etc/passwd", "; cat /etc/passwd")
BENIGN = ("passport", "護照", "visa for O'Brien")


@register
class AttacksAreRefused(Control):
    """Sends well-known attacks to the search page, and searches of ordinary people."""

    promise = "defence.firewall"
    name = "firewall-refuses"
    proof = Proof.OUTSIDER
    every = hours(1 / 12)
    valid_for = hours(1 / 4)
    how = _(
        "Search this site for <script>alert(1)</script>: the answer must be 403. Search for a passport: 200."
    )

    def check(self, site: Site) -> Finding:
        try:
            state = json.loads(status_file(settings.LEGATION_DATA).read_text())
        except (OSError, ValueError):
            return Finding.unclear("Nothing tells whether the firewall is on.")
        if state.get("state") != "on":
            return Finding.unclear(f"The firewall is off: {state.get('reason', 'no reason given')}")
        try:
            return _tried(site, f"{state['rules']} rules of {state['files']} files are in force.")
        except Unavailable as error:
            return Finding.unclear(str(error))

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The firewall of this process looks away."""
        with mock.patch.object(Firewall, "inspect", return_value=None):
            yield


def _tried(site: Site, rules: str) -> Finding:
    """Raises Unavailable when the site does not answer."""
    let_in = [text for text in ATTACKS if site.get(PAGE + quote(text)).status != 403]
    answers = [site.get(PAGE + quote(text)).status for text in BENIGN]
    if let_in:
        return Finding.bad(f"{len(let_in)} of {len(ATTACKS)} attacks were not refused.")
    if kept_out := answers.count(403):
        return Finding.bad(f"{kept_out} of {len(BENIGN)} ordinary searches were refused.")
    if broken := [status for status in answers if status != 200]:
        return Finding.unclear(f"An ordinary search was answered with status {broken[0]}.")
    return Finding.good(
        f"{len(ATTACKS)} attacks were refused and {len(BENIGN)} ordinary searches answered; {rules}"
    )
