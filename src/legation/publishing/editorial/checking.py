"""Asking, politely, whether links still lead somewhere."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import models
from django.urls import Resolver404, resolve

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Unavailable
from legation.kernel.http import Client
from legation.publishing.editorial.links import OUTBOUND
from legation.publishing.editorial.models import CheckedLink, LinkState
from legation.publishing.editorial.withdrawals import page_at
from legation.publishing.models import SiteDocument
from legation.publishing.queries import published
from legation.publishing.services import host_of

AGAIN_AFTER = dt.timedelta(hours=20)
AT_ONCE = 300
DAYS_TO_BROKEN = 3
SILENT_HOSTS = 3  # after so many, with no answer from any other, this server has no way out
PAUSE = 1.0
SECONDS = 10
HEADERS = {"User-Agent": "Legation link checker", "Accept": "*/*"}
ANSWERS = frozenset({401, 403, 407, 429, 451})  # there is somebody; we are not let in
NOT_BY_HEAD = frozenset({400, 403, 404, 405, 429, 500, 501, 503})

Ask = Callable[[str, str], int]  # method, address → status; raises Unavailable


def ask(method: str, address: str) -> int:
    """The status of the answer. Raises Unavailable when none comes or the host is not a public one."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)}
    except (OSError, ValueError) as error:
        raise Unavailable("The name of the host is not known.") from error
    if not all(ipaddress.ip_address(number).is_global for number in found):
        raise Unavailable("The host is not on the public internet.")
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = HEADERS if method == "HEAD" else {**HEADERS, "Range": "bytes=0-1023"}
    client = Client(f"https://{parts.netloc.rpartition('@')[2]}", seconds=SECONDS)
    return client.ask(method, path, headers=headers).status


@dataclass
class Checker:
    """One run. `pause` lets the same host rest between two questions."""

    ask: Ask = ask
    pause: Callable[[float], None] = time.sleep
    answered: set[str] = field(default_factory=set)
    silent: dict[str, list[CheckedLink]] = field(default_factory=dict)

    def run(self) -> int:
        """Check what is due; returns how many."""
        now = clock.now()
        due = CheckedLink.objects.filter(
            models.Q(checked_at=None) | models.Q(checked_at__lte=now - AGAIN_AFTER)
        ).order_by(models.F("checked_at").asc(nulls_first=True), "pk")[:AT_ONCE]
        rows = list(due)
        for link in rows:
            self.check(link)
        self._judge_silence()
        return len(rows)

    def check(self, link: CheckedLink) -> None:
        """Inside at once; elsewhere by asking."""
        if not link.address.startswith(OUTBOUND):
            _settle(link, LinkState.WORKS if leads_somewhere(link.address) else LinkState.BROKEN, None)
        elif link.address.startswith("http://"):
            _settle(link, LinkState.INSECURE, None)
        else:
            self._outside(link)

    def _outside(self, link: CheckedLink) -> None:
        host = host_of(link.address)
        if self.cut_off or host in self.silent:
            self.silent.setdefault(host, []).append(link)
            return
        if host in self.answered:
            self.pause(PAUSE)
        try:
            status = self.ask("HEAD", link.address)
            if status in NOT_BY_HEAD:
                self.pause(PAUSE)
                status = self.ask("GET", link.address)
        except Unavailable:
            self.silent.setdefault(host, []).append(link)
            return
        self.answered.add(host)
        if status < 400 or status in ANSWERS:
            _settle(link, LinkState.WORKS, status)
        else:
            _failed(link, status)

    @property
    def cut_off(self) -> bool:
        """Whether nothing outside is heard of."""
        return not self.answered and len(self.silent) >= SILENT_HOSTS

    def _judge_silence(self) -> None:
        """Silence is the other side's fault only if somebody else was heard."""
        for links in self.silent.values():
            for link in links:
                if self.answered:
                    _failed(link, None)
                else:
                    link.state, link.status = LinkState.UNREACHABLE, None
                    link.checked_at = clock.now()
                    link.save()


def leads_somewhere(address: str) -> bool:
    """Whether a link within this site leads to something that is published."""
    kind, _colon, number = address.partition(":")
    if kind in ("page", "document") and not number.isdecimal():
        return False
    if kind == "page":
        return bool(published().filter(pk=number).exists())
    if kind == "document":
        return SiteDocument.objects.filter(pk=number, classification=Classification.PUBLIC).exists()
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return match.view_name != "wagtail_serve" or page_at(address) is not None


def _settle(link: CheckedLink, state: LinkState, status: int | None) -> None:
    now = clock.now()
    link.state, link.status, link.checked_at = state, status, now
    if state is LinkState.WORKS:
        link.failing_since, link.failed_days, link.failed_on = None, 0, None
    else:
        link.failing_since = link.failing_since or now
    link.save()


def _failed(link: CheckedLink, status: int | None) -> None:
    """Broken after failures on three different days."""
    today = clock.today()
    if link.failed_on != today:
        link.failed_days, link.failed_on = link.failed_days + 1, today
    is_broken = link.failed_days >= DAYS_TO_BROKEN
    _settle(link, LinkState.BROKEN if is_broken else LinkState.FAILING, status)
