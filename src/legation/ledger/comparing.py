"""The log of now against heads that were signed before: continued, put back or rewritten?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from legation.ledger import batches, elsewhere
from legation.ledger.checkpoint import parse
from legation.ledger.elsewhere import Known
from legation.ledger.faults import Fault, Kind, records
from legation.ledger.gaps import Restores


@dataclass(frozen=True)
class Compared:
    """`continued` heads lead to the log of now; `admitted` ones end in a restore that says so; `faults`
    name the others; `silent` says who could not be asked."""

    continued: int
    admitted: int
    faults: list[Fault]
    silent: list[str]

    @property
    def told(self) -> str:
        """One or more sentences."""
        said = [str(fault) for fault in self.faults] or [
            f"{self.continued} earlier heads lead to the log of now."
        ]
        if self.admitted and not self.faults:
            said.append(f"{self.admitted} end in a restore that a signed record admits.")
        return " ".join([*said, *self.silent])


def compare(notes: Iterable[tuple[str, str]] = ()) -> Compared:
    """Compare the log with every head that is remembered elsewhere, and with earlier checkpoints given as
    (where it comes from, note). Raises BadCheckpoint for a note that this log did not sign."""
    given = [(where, parse(note)) for where, note in notes]
    memory = elsewhere.known()
    return against(
        [*memory.heads, *(Known(where, head.size, head.root) for where, head in given)], memory.silent
    )


def against(heads: Iterable[Known], silent: list[str] | None = None) -> Compared:
    """The log of now against these heads alone."""
    log, continued, admitted, same = batches.tiles(), 0, 0, 0
    faults: list[Fault] = []
    with log.locked():
        size, restores = log.size, Restores(log)
        for head in sorted(heads, key=lambda head: head.size):
            if batches.leads(log, head):
                continued, same = continued + 1, head.size
            elif restores.names_head(head.size, head.root):
                admitted += 1
            else:
                faults.append(_fault(head, size, same, restores))
    return Compared(continued, admitted, faults, silent or [])


def _fault(head: Known, size: int, same: int, restores: Restores) -> Fault:
    """The first `same` entries are known to be the old ones: whatever happened, happened after them."""
    last = head.size - 1
    if (row := restores.ended_within(head.size)) is not None:
        why = f"Record {row} admits that a restore lost the log from there: {head.where} saw what was lost."
        return Fault(
            Kind.ROLLED_BACK, f"{why} Whether it was the same until there cannot be proved.", row, last
        )
    if head.size > size:
        gone = f"{records(size, last)} gone: {head.where} knows {head.size} records, the log ends at {size}."
        return Fault(
            Kind.ROLLED_BACK, f"{gone} The whole data folder was put back to an older copy.", size, last
        )
    others = f"{records(same, last)} not, or not all, what {head.where} saw:"
    why = "the log was rewritten, or put back to an older copy and continued from there."
    return Fault(Kind.REWRITTEN, f"{others} {why}", same, last)
