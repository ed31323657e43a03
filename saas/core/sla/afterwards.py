"""Clocks of things that were over before clocks were kept, written down afterwards; many at once, nobody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as insert_unless

from saas.core.sla.models import ClockState, SlaClock, SlaEvent, SlaEventKind
from saas.core.sla.operations import SHARES, ClockTarget
from saas.core.sla.queries import Calendars
from saas.core.sla.reckoning import ALWAYS
from saas.core.sla.working_time import Calendar, NeverAtWork, after_working_time, working_time
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import current_actor, current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class PastClock:
    """A clock that has ended. ended_at: when what was owed was done (met) or was owed no longer; all moments aware."""

    object_id: int
    store_id: int
    target: ClockTarget
    started_at: datetime
    ended_at: datetime
    met: bool


def keep_past_clocks(object_type: str, clocks: Sequence[PastClock]) -> int:
    """Write down clocks that have ended, none of which had pauses; how many were new. Two statements.

    A thing that has a clock of the target keeps it as it is.
    """
    calendars = Calendars()
    rows = [_row(object_type, one, calendars) for one in clocks]
    if not rows:
        return 0
    statement = insert_unless(SlaClock).on_conflict_do_nothing().returning(SlaClock)
    kept = session().scalars(statement, rows).all()
    lines = [line for clock in kept for line in _lines(clock)]
    if lines:
        session().execute(insert(SlaEvent), lines)
    return len(kept)


def _row(object_type: str, past: PastClock, calendars: Calendars) -> dict[str, Any]:
    target, ended = past.target, max(past.ended_at, past.started_at)
    calendar = ALWAYS if target.around_the_clock else calendars.of_store(past.store_id)
    counted = working_time(calendar, past.started_at, ended)
    due = _due(calendar, past, ended)
    share = 100 * counted / target.wanted
    return {
        "tenant_id": current_tenant(),
        "object_type": object_type,
        "object_id": past.object_id,
        "target": target.code,
        "round": 1,
        "store_id": past.store_id,
        "wanted_minutes": _minutes(target.wanted),
        "pause_minutes": _minutes(target.pause_limit),
        "around_the_clock": target.around_the_clock,
        "state": ClockState.MET if past.met else ClockState.STOPPED,
        "started_at": past.started_at,
        "due_at": due,
        "breached_at": due if counted > target.wanted else None,
        "ended_at": ended,
        "counted_seconds": round(counted.total_seconds()),
        "reached": max((one for one in SHARES if one < share), default=0),
        "created_at": now(),
        "updated_at": now(),
    }


def _due(calendar: Calendar, past: PastClock, ended: datetime) -> datetime:
    try:
        return after_working_time(calendar, past.started_at, past.target.wanted)
    except NeverAtWork:
        return ended


def _lines(clock: SlaClock) -> list[dict[str, Any]]:
    assert clock.ended_at is not None  # noqa: S101  only such were written
    end = SlaEventKind.MET if clock.state is ClockState.MET else SlaEventKind.STOPPED
    turns = [(SlaEventKind.STARTED, clock.started_at), (end, clock.ended_at)]
    if clock.breached_at is not None:
        turns.insert(1, (SlaEventKind.BREACHED, clock.breached_at))
    actor = current_actor()
    return [
        {
            "tenant_id": clock.tenant_id,
            "clock_id": clock.id,
            "kind": kind,
            "happened_at": at,
            "reason": "",
            "percent": SHARES[-1] if kind is SlaEventKind.BREACHED else None,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
        }
        for kind, at in turns
    ]


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
