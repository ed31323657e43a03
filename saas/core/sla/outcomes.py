"""What became of clocks, for figures over many things: one row for each thing, to be joined in one statement."""

from __future__ import annotations

from sqlalchemy import Subquery, case, select

from saas.core.sla.models import ENDED, ClockState, SlaClock
from saas.platform.clock import now
from saas.platform.tenancy import current_tenant


def clock_outcomes(object_type: str, target: str) -> Subquery:
    """What became of the first clock of a target, for each thing of a kind in the current group.

    Columns: `object_id`; `counted_seconds`, the time that counted until what was owed was done, NULL where it is not;
    `in_time`, whether it was done within the time owed, NULL where that is open still or it is owed no longer.
    """
    met = SlaClock.state == ClockState.MET
    counted = case((met, SlaClock.counted_seconds))
    in_time = case(
        (met, SlaClock.counted_seconds <= SlaClock.wanted_minutes * 60),
        (SlaClock.state.not_in(ENDED) & (SlaClock.due_at < now()), False),
    )
    return (
        select(
            SlaClock.object_id,
            counted.label("counted_seconds"),
            in_time.label("in_time"),
        )
        .where(
            SlaClock.tenant_id == current_tenant(),
            SlaClock.object_type == object_type,
            SlaClock.target == target,
            SlaClock.round == 1,
        )
        .subquery()
    )
