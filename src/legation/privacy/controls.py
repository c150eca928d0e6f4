"""What keeps the promises on personal data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.parse import urlencode, urljoin, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from legation.kernel.http import Answer
from legation.privacy import tracing
from legation.privacy.data_map import DATA_MAP, undeclared
from legation.privacy.middleware import CookieRegister
from legation.promises import Control, Finding, Proof, Site, hours, register

# Addresses of the published interface that anybody may read.
PUBLIC_PAGES = (
    "/",
    "/en/",
    "/zh-hant/",
    "/ar/",
    "/en/offices/",
    "/zh-hant/offices/",
    "/en/services/",
    "/en/policy/",
    "/en/policy/history/",
    "/en/assurance/",
    "/en/statistics/",
    "/en/cookies/",
    "/zh-hant/search/?q=%E8%AD%B7%E7%85%A7",
    "/en/feed.atom",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/en/no-such-page/",
)
FORMS = ("/en/mailbox/", "/en/cases/", "/en/policy/contact/", "/en/cookies/choices/")
SIGN_IN = ("/en/account/login/", "/en/account/signup/")
TOKEN = re.compile(rb'name="form_token" value="([^"]+)"')
OPTIONAL = "legation_preferences"
# A page may say what time it is, but nothing else may change from one visitor to the next.
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?|\b\d\d:\d\d\b")


@register
class EveryFieldIsDeclared(Control):
    """No field of any table may hold anything without a declared purpose, basis and time limit."""

    promise = "privacy.minimum"
    name = "fields-declared"
    every = hours(6)
    valid_for = hours(26)
    how = _("Read the public data map, which lists what is kept, why and for how long.")

    def check(self, site: Site) -> Finding:
        missing = undeclared()
        if missing:
            return Finding.bad(f"{len(missing)} fields are not declared, {missing[0]} first.")
        page = site.get("/en/policy/data/")
        absent = [
            model for model, entry in DATA_MAP.items() if entry.personal and model.encode() not in page.body
        ]
        if page.status != 200 or absent:
            return Finding.bad(f"The public data map answers {page.status} and lacks {len(absent)} tables.")
        personal = sum(len(entry.personal) for entry in DATA_MAP.values())
        return Finding.good(
            f"{personal} personal fields in {len(DATA_MAP)} tables, each declared and published."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A table whose declaration is gone, as after a careless change."""
        entry = DATA_MAP.pop("privacy.ReadReceipt")
        try:
            yield
        finally:
            DATA_MAP["privacy.ReadReceipt"] = entry


@register
class CookiesAreRegistered(Control):
    """No cookie before a choice, none outside the register, and the optional one goes when told to."""

    promise = "privacy.cookies"
    name = "cookies-registered"
    proof = Proof.OUTSIDER
    every = hours(6)
    valid_for = hours(26)
    how = _("Ask pages and forms with any browser and compare the Set-Cookie headers with /cookies.json.")

    def check(self, site: Site) -> Finding:
        listed = site.get("/cookies.json")
        if listed.status != 200:
            return Finding.bad(f"The register of cookies answers {listed.status}.")
        known = {cookie["name"] for cookie in json.loads(listed.body)["cookies"]}
        for path in (*PUBLIC_PAGES, *FORMS):
            if names := set_cookies(site.get(path)):
                return Finding.bad(f"{path} sets {names[0]} although nothing was chosen.")
        for path in SIGN_IN:
            if strange := [name for name in set_cookies(site.get(path)) if name not in known]:
                return Finding.bad(f"{path} sets {strange[0]}, which is not in the register.")
        chosen = _choose(site, "save")
        if set_cookies(chosen) != [OPTIONAL] or OPTIONAL not in known:
            return Finding.bad("Choosing preferences does not set the one registered cookie.")
        gone = " ".join(_choose(site, "forget").all("set-cookie"))
        if f"{OPTIONAL}=" not in gone or "Max-Age=0" not in gone:
            return Finding.bad("The optional cookie stays when the visitor asks to forget it.")
        asked = len(PUBLIC_PAGES) + len(FORMS) + len(SIGN_IN)
        return Finding.good(
            f"{asked} pages and forms asked: no cookie before a choice, none outside the register of "
            f"{len(known)}; the optional one comes and goes by choice."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A tracking cookie on every answer, past the middleware that would take it off."""

        def track(response: HttpResponse) -> None:
            response.set_cookie("visitor", "1234", max_age=60)

        with _on_every_answer(track):
            yield


@register
class BrowsingLeavesNoTrace(Control):
    """Public pages set no cookie, load nothing from elsewhere, store nothing and know no visitor."""

    promise = "privacy.browse"
    name = "browsing-untraced"
    proof = Proof.OUTSIDER
    every = hours(6)
    valid_for = hours(26)
    how = _("Open public pages with the network view of your browser: no cookie, no other host, no storage.")

    def check(self, site: Site) -> Finding:
        files: set[str] = set()
        for path in PUBLIC_PAGES:
            answer = site.get(path)
            if names := set_cookies(answer):
                return Finding.bad(f"{path} sets the cookie {names[0]}.")
            for address in tracing.loads(answer.body.decode("utf-8", "replace")) if _is_html(answer) else ():
                if tracing.is_foreign(site.origin, address):
                    return Finding.bad(f"{path} makes the browser ask {address[:80]}.")
                files.add(urlsplit(urljoin(path, address)).path)
            if _is_html(answer) and (seen := _knows_the_visitor(site, path, answer)):
                return Finding.bad(seen)
        for path in sorted(files):
            if seen := _trace_in_file(site, path):
                return Finding.bad(seen)
        return Finding.good(
            f"{len(PUBLIC_PAGES)} public pages and the {len(files)} addresses that they load: no cookie, "
            "no other host, no storage in the browser, the same page for everybody."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A script of a third party on every page."""

        def track(response: HttpResponse) -> None:
            if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
                script = b'<script src="https://tracker.example/t.js"></script></body>'
                response.content = response.content.replace(b"</body>", script)

        with _on_every_answer(track):
            yield


def set_cookies(answer: Answer) -> list[str]:
    """Names of the cookies that an answer sets or takes away."""
    return [line.partition("=")[0].strip() for line in answer.all("set-cookie")]


def _choose(site: Site, act: str) -> Answer:
    token = TOKEN.search(site.get("/en/cookies/choices/").body)
    fields = {"act": act, "text": "large", "form_token": token.group(1).decode() if token else ""}
    return site.ask(
        "POST",
        "/en/cookies/choices/",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": site.origin},
        body=urlencode(fields).encode(),
    )


def _is_html(answer: Answer) -> bool:
    return answer.header("content-type").startswith("text/html")


def _knows_the_visitor(site: Site, path: str, first: Answer) -> str:
    again = site.get(path, headers={"Cookie": f"{OPTIONAL}=en..large.more:x", "User-Agent": "another"})
    timeless = [MOMENT.sub(b"", answer.body) for answer in (first, again)]
    if first.status == again.status == 200 and timeless[0] != timeless[1]:
        return f"{path} differs for a visitor with another browser and a cookie."
    return ""


def _trace_in_file(site: Site, path: str) -> str:
    answer = site.get(path)
    text = answer.body.decode("utf-8", "replace")
    if set_cookies(answer):
        return f"{path} sets a cookie."
    if path.endswith(".css") and answer.status == 200:
        for address in tracing.style_loads(text):
            if tracing.is_foreign(site.origin, address):
                return f"{path} makes the browser ask {address[:80]}."
    if path.endswith(".js") and answer.status == 200 and (ways := tracing.stores(text)):
        return f"{path} uses {ways[0]}."
    return ""


@contextmanager
def _on_every_answer(change: Callable[[HttpResponse], None]) -> Iterator[None]:
    honest = CookieRegister.__call__

    def planted(self: CookieRegister, request: HttpRequest) -> HttpResponse:
        response = honest(self, request)
        change(response)
        return response

    with mock.patch.object(CookieRegister, "__call__", planted):
        yield
