"""Opening incidents, keeping evidence, and giving it to the authorities."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.defence.incidents.models import Evidence, Incident, Kind, Status
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.kernel.keys import BrokenSeal, master_key, seal, unseal
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, opened, record

PURPOSE = "incident evidence"
MOST_BYTES = 20 * 1024 * 1024


def open_incident(kind: Kind, summary: str, *, by: uuid.UUID | None = None) -> Incident:
    """A new incident, by the officer with this subject id or, with None, by the system."""
    with transaction.atomic():
        incident = Incident.objects.create(kind=kind, summary=" ".join(summary.split())[:300], opened_by=by)
        record(Act("incident.opened", actor=by, detail={"incident": incident.pk, "kind": str(kind)}))
    return incident


def add_evidence(incident: Incident, name: str, content: bytes, *, by: uuid.UUID | None = None) -> Evidence:
    """Seal `content` as the next item. Raises LegationError when it is empty or too large, Conflict
    when the incident is closed."""
    if not 0 < len(content) <= MOST_BYTES:
        raise LegationError(_("Evidence must be a file of at most 20 MB that is not empty."))
    with transaction.atomic():
        locked = Incident.objects.select_for_update().get(pk=incident.pk)
        if locked.status == Status.CLOSED:
            raise Conflict(_("The incident is closed. Open a new one."))
        last = locked.evidence.last()
        position = last.position + 1 if last else 1
        digest = hashlib.sha256(content).hexdigest()
        chain = link(last.chain if last else "", digest, name)
        row = record(
            Act(
                "incident.evidence",
                actor=by,
                detail={"incident": locked.pk, "position": position, "sha256": digest, "chain": chain},
            )
        )
        return Evidence.objects.create(
            incident=locked,
            position=position,
            name=name[:120],
            content=seal(_key(), content, f"{locked.pk}:{position}"),
            size=len(content),
            sha256=digest,
            chain=chain,
            record=row,
        )


def set_status(incident: Incident, status: Status, *, by: uuid.UUID) -> None:
    """Note where the matter stands. Raises Conflict for a closed incident."""
    with transaction.atomic():
        locked = Incident.objects.select_for_update().get(pk=incident.pk)
        if locked.status == Status.CLOSED:
            raise Conflict(_("The incident is closed. Open a new one."))
        locked.status = status
        locked.save(update_fields=["status"])
        record(Act("incident.status", actor=by, detail={"incident": locked.pk, "status": str(status)}))


def export(incident: Incident, *, by: uuid.UUID) -> bytes:
    """A ZIP for a prosecutor: the items and a manifest of hashes and ledger records. The reading is
    recorded. Raises BrokenSeal when an item was altered."""
    items = list(incident.evidence.select_related("record"))
    if problems := broken(incident):
        raise BrokenSeal(problems[0])
    result = io.BytesIO()
    with transaction.atomic():
        row = record(
            Act("incident.exported", actor=by, detail={"incident": incident.pk, "items": len(items)})
        )
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
            for item in items:
                archive.writestr(_file_name(item), read(item))
            manifest = json.dumps(_manifest(incident, items, row.pk), indent=1, ensure_ascii=False)
            archive.writestr("manifest.json", manifest)
            archive.writestr("manifest.json.sha256", hashlib.sha256(manifest.encode()).hexdigest() + "\n")
    return result.getvalue()


def read(item: Evidence) -> bytes:
    """The bytes of an item. Raises BrokenSeal when they were altered."""
    return unseal(_key(), bytes(item.content), f"{item.incident_id}:{item.position}")


def broken(incident: Incident) -> list[str]:
    """One English sentence for each item that does not verify; empty when all evidence is whole."""
    problems, previous = [], ""
    for expected, item in enumerate(incident.evidence.select_related("record"), start=1):
        problem = _problem(item, expected, previous)
        if problem:
            problems.append(f"Incident {incident.pk}, item {item.position}: {problem}")
        previous = item.chain
    present = set(incident.evidence.values_list("position", flat=True))
    problems += [
        f"Incident {incident.pk}, item {position}: it is in the ledger, but no longer here."
        for position in sorted(_recorded(incident) - present)
    ]
    return problems


def link(previous: str, digest: str, name: str) -> str:
    """SHA-256 over the chain so far, the item's own hash and its name, each on a line."""
    return hashlib.sha256(f"{previous}\n{digest}\n{name[:120]}\n".encode()).hexdigest()


def _recorded(incident: Incident) -> set[int]:
    """The positions of all items that were ever taken, as the ledger has them."""
    found = set()
    for row in LedgerRecord.objects.filter(action="incident.evidence").iterator():
        try:
            detail = opened(row)["detail"]
        except BrokenSeal:  # the ledger's own verification names it
            continue
        if isinstance(detail, dict) and detail.get("incident") == incident.pk:
            found.add(int(detail["position"]))
    return found


def _problem(item: Evidence, expected: int, previous: str) -> str:
    if item.position != expected:
        return "an item before it is missing."
    try:
        content = read(item)
        noted = opened(item.record)["detail"]
    except BrokenSeal:
        return "its seal is broken."
    if hashlib.sha256(content).hexdigest() != item.sha256:
        return "its hash differs."
    if link(previous, item.sha256, item.name) != item.chain:
        return "the chain is broken."
    if not isinstance(noted, dict) or noted.get("chain") != item.chain:
        return "the ledger names another hash."
    return ""


def _manifest(incident: Incident, items: list[Evidence], export_record: int) -> dict[str, object]:
    return {
        "incident": incident.pk,
        "kind": incident.kind,
        "summary": incident.summary,
        "status": incident.status,
        "opened_at": incident.opened_at.isoformat(),
        "exported_at": clock.now().isoformat(),
        "export_ledger_record": export_record,
        "chain": "SHA-256 of: the chain before, the item's SHA-256, its name, each followed by a line feed",
        "items": [
            {
                "file": _file_name(item),
                "name": item.name,
                "bytes": item.size,
                "sha256": item.sha256,
                "chain": item.chain,
                "added_at": item.added_at.isoformat(),
                "ledger_record": item.record_id,
                "ledger_commitment": bytes(item.record.commitment).hex(),
            }
            for item in items
        ],
    }


def _file_name(item: Evidence) -> str:
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in item.name)
    return f"{item.position:04}-{plain.lstrip('.') or 'item'}"


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive(PURPOSE)
