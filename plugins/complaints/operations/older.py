"""Clocks for complaints that came in before times were kept: of what is over as it was, of what is open from its receipt on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.complaints.operations.times import KIND
from plugins.complaints.settings import ACKNOWLEDGE, times_of
from plugins.complaints.states import DONE, CaseState
from saas.plugin_api import (
    ClockTarget,
    PastClock,
    clock_outcomes,
    current_tenant,
    keep_past_clocks,
    session,
    start_clock,
)

PIECE = 1000
"""Complaints that are looked at in one go."""
_Targets = tuple[ClockTarget, ClockTarget]


def keep_older_times() -> int:
    """Give every complaint without clocks its own, by the times that are owed now; how many got them. Twice does it once."""
    found, targets = 0, dict[int, _Targets]()
    while cases := _without_clocks():
        past: list[PastClock] = []
        for case in cases:
            if case.store_id not in targets:
                targets[case.store_id] = times_of(case.store_id)
            past += _clocks(case, targets[case.store_id])
        keep_past_clocks(KIND, past)
        session().flush()
        found += len(cases)
    return found


def _without_clocks() -> Sequence[Case]:
    heard = clock_outcomes(KIND, ACKNOWLEDGE)
    statement = (
        select(Case)
        .outerjoin(heard, heard.c.object_id == Case.id)
        .where(Case.tenant_id == current_tenant(), heard.c.object_id.is_(None))
        .order_by(Case.id)
        .limit(PIECE)
    )
    # Whoever works on one at this moment ends it without a clock; the next night finds it.
    return session().scalars(statement.with_for_update(of=Case, skip_locked=True)).all()


def _clocks(case: Case, owed: _Targets) -> list[PastClock]:
    """The clocks that are over, to be written down together; those that still run are started."""
    heard, resolved = owed
    past = []
    over = not case.state.is_open
    given_up = case.state in {CaseState.WITHDRAWN, CaseState.DUPLICATE}
    if case.acknowledged_at is not None or over:
        met = case.acknowledged_at is not None
        past.append(_past(case, heard, met=met))
    else:
        start_clock(KIND, case.id, heard, store_id=case.store_id, since=case.received_at)
    if over or case.state in DONE:
        case.resolved_at = case.resolved_at or (None if given_up else case.closed_at)
        past.append(_past(case, resolved, met=not given_up))
    else:
        case.resolve_by = start_clock(KIND, case.id, resolved, store_id=case.store_id, since=case.received_at)
    return past


def _past(case: Case, owed: ClockTarget, *, met: bool) -> PastClock:
    done = case.acknowledged_at if owed.code == ACKNOWLEDGE else case.resolved_at
    return PastClock(
        object_id=case.id,
        store_id=case.store_id,
        target=owed,
        started_at=case.received_at,
        ended_at=done or case.closed_at or case.received_at,
        met=met,
    )
