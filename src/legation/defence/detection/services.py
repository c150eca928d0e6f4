"""Blocking and unblocking. Each change is in the ledger, and in force in every worker on commit."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.defence.detection.counting import Hit
from legation.defence.detection.models import Allowed, Block, Reason
from legation.defence.detection.networks import ALWAYS_ALLOWED, Network, overlaps, parse
from legation.defence.incidents.models import Incident, Kind, Status
from legation.defence.incidents.services import add_evidence, open_incident
from legation.edge.blocks import publish
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.services import Act, record

KEEP = dt.timedelta(days=30)
REPEAT = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=1)
LONGEST_BY_HAND = dt.timedelta(days=365)


def allowed_networks() -> tuple[Network, ...]:
    """What is never blocked: this machine, our proxies, and what officers added."""
    rows = tuple(parse(network) for network in Allowed.objects.values_list("network", flat=True))
    return (*ALWAYS_ALLOWED, *settings.LEGATION_TRUSTED_PROXIES, *rows)


def block_attacker(hit: Hit) -> Block | None:
    """Block what fulfilled a scenario, open an incident with the evidence; None for an allowed network
    and for one that is blocked already."""
    if overlaps(hit.network, allowed_networks()):
        return None
    with transaction.atomic():
        earlier = Block.objects.filter(network=str(hit.network), added_by=None)
        if earlier.in_force().exists():
            return None
        repeats = earlier.filter(added_at__gt=clock.now() - REPEAT).count()
        length = min(dt.timedelta(minutes=hit.scenario.minutes * 2 ** min(repeats, 10)), LONGEST)
        row = Block.objects.create(
            network=str(hit.network),
            reason=hit.scenario.name,
            until=clock.now() + length,
            incident=_incident(hit, earlier.first()),
        )
        _record("block.added", row, None)
    return row


def block_by_hand(network: str, length: dt.timedelta, note: str, *, by: uuid.UUID | None = None) -> Block:
    """An officer blocks. Raises LegationError for what is no network, Conflict for an allowed one."""
    found = parse(network)
    if overlaps(found, allowed_networks()):
        raise Conflict(_("This network is on the list of those never blocked. Take it off the list first."))
    with transaction.atomic():
        row = Block.objects.create(
            network=str(found),
            reason=Reason.BY_HAND,
            note=note[:200],
            until=clock.now() + min(length, LONGEST_BY_HAND),
            added_by=by,
        )
        _record("block.added", row, by)
    return row


def remove_block(row: Block, *, by: uuid.UUID | None = None) -> None:
    """End every block in force of the row's network now."""
    with transaction.atomic():
        rows = list(Block.objects.in_force().select_for_update().filter(network=row.network))
        for each in rows:
            each.removed_at, each.removed_by = clock.now(), by
            each.save(update_fields=["removed_at", "removed_by"])
            _record("block.removed", each, by)


def allow(network: str, note: str, *, by: uuid.UUID | None = None) -> Allowed:
    """Never block this network; blocks of it end. Raises LegationError for what is no network."""
    found = parse(network)
    with transaction.atomic():
        row, _new = Allowed.objects.get_or_create(
            network=str(found), defaults={"note": note[:200], "added_by": by}
        )
        for blocked in Block.objects.in_force():
            if overlaps(parse(blocked.network), (found,)):
                remove_block(blocked, by=by)
        record(Act("allowed.added", actor=by, detail={"allowed": row.pk}))
        transaction.on_commit(put_in_force)
    return row


def disallow(row: Allowed, *, by: uuid.UUID | None = None) -> None:
    """Take a network off the list of those never blocked."""
    with transaction.atomic():
        record(Act("allowed.removed", actor=by, detail={"allowed": row.pk}))
        row.delete()
        transaction.on_commit(put_in_force)


def put_in_force() -> None:
    """Write what the rows say into the file that every worker reads."""
    blocks: dict[str, float] = {}
    for network, until in Block.objects.in_force().values_list("network", "until"):
        blocks[network] = max(blocks.get(network, 0.0), until.timestamp())
    publish(settings.LEGATION_DATA, blocks, allowed=[str(network) for network in allowed_networks()])


def forget() -> int:
    """Delete blocks that ended thirty days ago; returns how many."""
    count, _rows = Block.objects.filter(until__lt=clock.now() - KEEP).delete()
    return count


def guessing_everywhere() -> bool:
    """Open an incident for an attack on sign-in from many places; False while one is open."""
    summary = "Passwords are guessed at from many places; each network is allowed fewer attempts"
    if Incident.objects.filter(summary=summary, status=Status.OPEN).exists():
        return False
    open_incident(Kind.ATTACK, summary)
    return True


def _incident(hit: Hit, earlier: Block | None) -> Incident:
    """The open incident of the network's last block, else a new one; the signals become evidence."""
    incident = earlier.incident if earlier else None
    if incident is None or incident.status != Status.OPEN:
        incident = open_incident(Kind.ATTACK, f"Blocked by the scenario {hit.scenario.name}")
    content = {
        "scenario": hit.scenario.name,
        "limit": f"{hit.scenario.count} signals within {hit.scenario.seconds} seconds",
        "network": str(hit.network),
        "signals": [dt.datetime.fromtimestamp(at, dt.UTC).isoformat() for at in hit.times],
    }
    add_evidence(incident, "signals.json", json.dumps(content, indent=1).encode())
    return incident


def _record(action: str, row: Block, by: uuid.UUID | None) -> None:
    """The ledger is for ever: it names the row, not the address."""
    record(Act(action, actor=by, reason=str(row.reason), detail={"block": row.pk}))
    transaction.on_commit(put_in_force)
