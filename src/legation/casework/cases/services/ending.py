"""What ends with a case, however it ends."""

from __future__ import annotations

from legation.casework.cases.models import Case, State, Transfer
from legation.casework.cases.permissions import waiting_extensions
from legation.kernel import clock


def finish(case: Case, state: State) -> None:
    """The case is over: no clock runs, no unit is asked any more, nothing is sent on, no more time waits
    to be granted. Call it inside the step."""
    now = clock.now()
    case.state, case.ended_at, case.paused_at = state, now, None
    case.parts.filter(answered_at=None, dropped_at=None).update(dropped_at=now)
    case.transfers.filter(state__in=OPEN_TRANSFERS).update(state=Transfer.State.DROPPED)
    waiting_extensions().filter(case=case).update(refused_at=now)


OPEN_TRANSFERS = (Transfer.State.ASKED, Transfer.State.AGREED)
