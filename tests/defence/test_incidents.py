"""Incidents: sealed evidence in a chain, read by officers only, exported for a prosecutor."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.accounts.models import User
from legation.defence.incidents import services
from legation.defence.incidents.models import Evidence, Incident, Kind, Status
from legation.kernel.errors import Conflict, LegationError
from legation.kernel.keys import BrokenSeal
from legation.ledger.models import LedgerRecord

INDEX = "/staff/security/incidents/"


@pytest.fixture
def incident(db: None) -> Incident:
    """An incident with two items."""
    made = services.open_incident(Kind.ATTACK, "An attack")
    services.add_evidence(made, "first.txt", b"the first")
    services.add_evidence(made, "../second/證據.txt", b"the second")
    return made


def test_bytes_are_sealed_and_whole(incident: Incident) -> None:
    assert all(b"the " not in bytes(item.content) for item in incident.evidence.all())
    assert services.broken(incident) == []


@pytest.mark.parametrize(
    "change", [{"content": b"other"}, {"sha256": "0" * 64}, {"name": "other"}, {"chain": "0" * 64}]
)
def test_an_altered_item_is_noticed(incident: Incident, change: dict[str, object]) -> None:
    Evidence.objects.filter(position=1).update(**change)
    assert services.broken(incident)
    with pytest.raises(BrokenSeal):
        services.export(incident, by=uuid.uuid4())


@pytest.mark.parametrize("position", [1, 2])
def test_a_missing_item_is_noticed(incident: Incident, position: int) -> None:
    Evidence.objects.filter(position=position).delete()
    assert services.broken(incident)
    with pytest.raises(BrokenSeal):
        services.export(incident, by=uuid.uuid4())


def test_the_export_is_fit_for_a_prosecutor(
    client: Client, security_officer: User, incident: Incident
) -> None:
    client.force_login(security_officer)
    answer = client.post(f"{INDEX}{incident.pk}/export/")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for item in manifest["items"]:
            assert "/" not in item["file"]
            assert hashlib.sha256(archive.read(item["file"])).hexdigest() == item["sha256"]
            assert LedgerRecord.objects.filter(pk=item["ledger_record"]).exists()
    assert LedgerRecord.objects.filter(action="incident.exported").count() == 1


def test_an_officer_opens_adds_and_closes(client: Client, security_officer: User) -> None:
    client.force_login(security_officer)
    opened = client.post(f"{INDEX}new/", {"kind": "malware", "words-summary": "A <b>file</b>"})
    incident = Incident.objects.get()
    assert opened.headers["Location"] == f"{INDEX}{incident.pk}/"
    page = f"{INDEX}{incident.pk}/"
    assert client.post(page, {"file": SimpleUploadedFile("a.bin", b"\x00\x01")}).status_code == 302
    assert client.post(page, {"words-note": "seen at noon"}).status_code == 302
    assert client.post(page, {}).status_code == 422
    assert "&lt;b&gt;file" in client.get(page).content.decode()
    assert incident.evidence.count() == 2
    client.post(f"{page}status/", {"status": "closed"})
    incident.refresh_from_db()
    assert incident.status == Status.CLOSED
    with pytest.raises(Conflict):
        services.add_evidence(incident, "late", b"late")
    assert client.post(page, {"words-note": "late"}).status_code == 422
    assert client.get(INDEX).status_code == 200


def test_wrong_answers_are_explained(client: Client, security_officer: User) -> None:
    client.force_login(security_officer)
    assert client.post(f"{INDEX}new/", {"kind": "?", "words-summary": ""}).status_code == 422
    assert client.get(f"{INDEX}99999999999999999999/").status_code == 404
    assert client.get(f"{INDEX}new/").status_code == 200


def test_others_may_not(client: Client, officer: User, incident: Incident) -> None:
    client.force_login(officer)
    for path in (INDEX, f"{INDEX}new/", f"{INDEX}{incident.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{INDEX}{incident.pk}/export/").status_code == 403


def test_empty_evidence_is_refused(incident: Incident) -> None:
    with pytest.raises(LegationError):
        services.add_evidence(incident, "empty", b"")
