"""What keeps `mailbox` and `policy.contact` true outside: the forms answer everybody, in every language."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.parse import urlencode

from altcha.v1 import solve_challenge
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.controls import planted
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.mailbox import journey
from legation.defence.bots import services as bots
from legation.promises import Control, Finding, Proof, Site, hours, register

FIELD = re.compile(rb'name="(words-[a-z]+)"')
TOKEN = re.compile(rb'name="form_token" value="([^"]+)"')
SHOWN_VERSION = re.compile(rb'id="policy-version"')
FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def fault(site: Site, path: str) -> str:
    """What is wrong with a form at this address, in a sentence; empty when it works without a cookie."""
    page = site.get(path)
    token = TOKEN.search(page.body)
    if page.status != 200 or not FIELD.search(page.body) or token is None:
        return f"{path} answers {page.status} without a form to write in."
    body = urlencode({"form_token": token[1].decode(), "step": "check"}).encode()
    asked = site.ask("POST", path, headers={**FORM_HEADERS, "Origin": site.origin}, body=body)
    if asked.status != 422 or not FIELD.search(asked.body):
        return f"{path} answers {asked.status} to an empty form, instead of asking for what is missing."
    if page.all("set-cookie") or asked.all("set-cookie"):
        return f"{path} sets a cookie."
    return ""


@contextmanager
def _behind_a_sign_in() -> Iterator[None]:
    def respond(request: HttpRequest, box: journey.Letterbox, send: object) -> HttpResponse:
        return HttpResponseRedirect("/en/account/login/")

    with mock.patch.object(journey, "respond", respond):
        yield


@register
class EverybodyCanWrite(Control):
    """The letter's form answers in each language, without a cookie, and says what is missing."""

    promise = "mailbox"
    name = "mailbox.form"
    proof = Proof.OUTSIDER
    every = hours(1)
    valid_for = hours(26)
    how = _("Open the Minister's mailbox in each language with cookies and scripts switched off.")

    def check(self, site: Site) -> Finding:
        for code, _name in settings.LANGUAGES:
            if wrong := fault(site, f"/{code}/mailbox/"):
                return Finding.bad(wrong)
        return Finding.good(
            f"The form answered in {len(settings.LANGUAGES)} languages, without a cookie, and asked for "
            "what was missing."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The mailbox is hidden behind a sign-in."""
        with _behind_a_sign_in():
            yield


@register
class PolicyQuestionsReachUs(Control):
    """The form answers in each language and names the version that it concerns."""

    promise = "policy.contact"
    name = "policy.contact-form"
    proof = Proof.OUTSIDER
    every = hours(1)
    valid_for = hours(26)
    how = _("Open the form for questions about the policy in each language; it names the version in force.")

    def check(self, site: Site) -> Finding:
        for code, _name in settings.LANGUAGES:
            path = f"/{code}/policy/contact/"
            if wrong := fault(site, path):
                return Finding.bad(wrong)
            if not SHOWN_VERSION.search(site.get(path).body):
                return Finding.unclear("The form works, but no policy is in force that it could name.")
        return Finding.good(
            f"The form answered in {len(settings.LANGUAGES)} languages and named the version in force."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The form is hidden behind a sign-in."""
        with _behind_a_sign_in():
            yield


@register
class PolicyQuestionsAreAnsweredInTime(Control):
    """No question about the policy is beyond its time."""

    promise = "policy.contact"
    name = "policy.contact-in-time"
    every = hours(1)
    valid_for = hours(26)
    how = _("Ask something about the policy; you have an answer within seven working days.")

    def check(self, site: Site) -> Finding:
        questions = Case.objects.confirmed().filter(kind=Kind.POLICY)
        if late := questions.late().count():
            return Finding.bad(f"{late} questions about the policy are late.")
        if not questions.exists():
            return Finding.unclear("No question about the policy has been asked yet.")
        return Finding.good(
            f"{questions.count()} questions were asked; none of the {questions.running().count()} "
            "that are open is late."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A question that was left lying."""
        with planted(Kind.POLICY, Matter.POLICY):
            yield


@register
class OnlyWorkCountsAsWork(Control):
    """A made-up proof of work, and one that was used before, count for nothing."""

    promise = "mailbox"
    name = "mailbox.bots"
    proof = Proof.OPERATOR
    every = hours(6)
    valid_for = hours(26)
    how = _("Write to the Minister with scripts switched off: nothing but the mail’s link is asked of you.")

    def check(self, site: Site) -> Finding:
        form = secrets.token_hex(16)
        asked = json.loads(bots.issue(form))
        kept = {name: asked[name] for name in bots.TEXTS}
        found = solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0)
        right = json.dumps({**kept, "number": found.number if found else -1})
        made_up = json.dumps({**kept, "number": -1})
        with transaction.atomic():
            taken = [bots.counts(proof, form) for proof in (made_up, right, right)]
        if taken != [False, True, False]:
            return Finding.bad(
                f"Of a made-up proof, a true one and the same again these counted: {taken}; only the second should."
            )
        return Finding.good("A made-up proof counted for nothing, a true one once.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Whatever is sent counts."""
        with mock.patch.object(bots, "counts", return_value=True):
            yield
