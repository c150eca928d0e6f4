"""Evidence is signed, expires, and is never good by accident."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from legation.accounts.models import User
from legation.assurance import services
from legation.assurance.inside import InsideSite
from legation.assurance.models import Evidence, Standing
from legation.assurance.queries import Verdict, verdict
from legation.assurance.signing import canonical
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from legation.promises import Control, Finding, Site, hours
from legation.promises.registry import Registry, registry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


class Planted(Control):
    """A control whose finding the test chooses."""

    promise = "site.links"
    name = "planted"
    every = hours(1)
    valid_for = hours(2)
    how = "Read the test."
    finding: Finding | Exception = Finding.good("seen")

    def check(self, site: Site) -> Finding:
        if isinstance(self.finding, Exception):
            raise self.finding
        return self.finding

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        self.finding = Finding.bad("planted")
        yield
        self.finding = Finding.good("seen")


class Second(Planted):
    name = "planted-second"


@pytest.fixture
def controls(monkeypatch: pytest.MonkeyPatch) -> tuple[Planted, Second]:
    own = Registry({})
    own.add(Planted)
    own.add(Second)
    monkeypatch.setattr(registry, "controls", own.controls)
    first, second = own.of("site.links")
    assert isinstance(first, Planted)
    assert isinstance(second, Second)
    return first, second


def test_proven_needs_every_control_fresh_and_good(
    controls: tuple[Planted, Second], inside: InsideSite
) -> None:
    first, second = controls
    assert verdict("site.links") is Verdict.UNPROVEN
    services.run_control(first, inside)
    assert verdict("site.links") is Verdict.UNPROVEN
    services.run_control(second, inside)
    assert verdict("site.links") is Verdict.PROVEN
    with second.sabotage(inside):
        services.run_control(second, inside)
        assert verdict("site.links") is Verdict.FAILED
    assert verdict("mailbox") is Verdict.UNPROVEN


def test_stale_evidence_proves_nothing_and_condemns_nothing(
    controls: tuple[Planted, Second], inside: InsideSite
) -> None:
    services.run_due(inside)
    assert verdict("site.links") is Verdict.PROVEN
    with clock.at(clock.now() + hours(3)):
        assert verdict("site.links") is Verdict.UNPROVEN
        services.note_standings()
    standing = Standing.objects.get(promise="site.links")
    assert standing.verdict == "unproven"
    assert standing.since == Evidence.objects.earliest("pk").valid_until


def test_an_exception_is_no_good_evidence(
    controls: tuple[Planted, Second], inside: InsideSite, caplog: pytest.LogCaptureFixture
) -> None:
    first, _ = controls
    first.finding = RuntimeError("boom")
    made = services.run_due(inside)
    assert [evidence.kept for evidence in made] == [None, True]
    assert "boom" not in made[0].seen
    assert verdict("site.links") is Verdict.UNPROVEN


def test_a_control_runs_when_it_is_due_and_not_before(
    controls: tuple[Planted, Second], inside: InsideSite
) -> None:
    start = clock.now()
    assert len(services.run_due(inside)) == 2
    assert services.run_due(inside) == []
    with clock.at(start + dt.timedelta(minutes=61)):
        assert len(services.run_due(inside)) == 2


def test_anybody_can_verify_the_signed_register(
    controls: tuple[Planted, Second], client: Client, inside: InsideSite
) -> None:
    services.run_due(inside)
    answer = client.get("/assurance.json", secure=True, headers={"host": "localhost"})
    assert not answer.cookies
    content = json.loads(answer.content)
    signature = content.pop("signature")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature["key"]))
    key.verify(base64.b64decode(signature["value"]), canonical(content))
    assert len(content["promises"]) == 25
    evidence = next(row for row in content["promises"] if row["id"] == "site.links")["controls"][0][
        "evidence"
    ]
    own = evidence.pop("signature")
    key.verify(base64.b64decode(own), canonical(evidence))


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_page_shows_failed_first_and_names_expiry(
    controls: tuple[Planted, Second], inside: InsideSite, language: str
) -> None:
    controls[0].finding = Finding.bad("<b>broken</b>")
    services.run_due(inside)
    page = inside.get(f"/{language}/assurance/")
    text = page.body.decode()
    assert page.status == 200
    assert page.header("set-cookie") == ""
    assert text.index('id="site.links"') < text.index('id="site.current"')
    assert "&lt;b&gt;broken" in text
    for evidence in Evidence.objects.all():
        assert evidence.valid_until.strftime("%H:%M") in text


def test_only_officers_run_controls_from_the_desk(
    controls: tuple[Planted, Second], client: Client, security_officer: User, editor: User
) -> None:
    client.force_login(editor)
    assert client.post("/staff/assurance/run/", {"control": "planted"}, secure=True).status_code == 403
    client.force_login(security_officer)
    assert client.get("/staff/assurance/", secure=True).status_code == 200
    assert client.post("/staff/assurance/run/", {"control": "none"}, secure=True).status_code == 404
    assert client.post("/staff/assurance/run/", {"control": "planted"}, secure=True).status_code == 302
    assert client.get("/staff/assurance/run/", secure=True).status_code == 405


def test_officers_are_told_once_when_a_promise_is_lost(
    controls: tuple[Planted, Second], inside: InsideSite, security_officer: User
) -> None:
    services.run_all(inside)
    assert not OutgoingMail.objects.exists()
    controls[1].finding = Finding.bad("seen broken")
    services.run_all(inside)
    services.run_all(inside)
    mail = OutgoingMail.objects.get(subject=security_officer.subject)
    assert "no longer proven" in mail.title
    assert "seen broken" in deliver(mail, ["text"])["text"]


@pytest.mark.parametrize("promise", ["defence.antivirus", "defence.firewall", "defence.monitor"])
def test_what_stops_protecting_is_unproven_within_minutes(promise: str) -> None:
    for control in registry.of(promise):
        assert control.every <= dt.timedelta(minutes=5)
        assert control.valid_for <= dt.timedelta(minutes=15)


def test_evidence_that_was_changed_in_the_database_proves_nothing(
    controls: tuple[Planted, Second], inside: InsideSite
) -> None:
    controls[0].finding = Finding.bad("seen broken")
    services.run_due(inside)
    assert verdict("site.links") is Verdict.FAILED
    Evidence.objects.filter(kept=False).update(kept=True)
    assert verdict("site.links") is Verdict.UNPROVEN
