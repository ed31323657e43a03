"""What clocks show, reckoned from their logs: for one page of things in three statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from saas.core.sla.deadlines import calendar_of
from saas.core.sla.models import ENDED, ClockState, SlaClock, SlaEvent, SlaEventKind
from saas.core.sla.reckoning import ALWAYS, Mark, reckon
from saas.core.sla.working_time import Calendar
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPause:
    """One pause of a clock; without an end it goes on. reason: the code it was given."""

    reason: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """What a clock shows now. counted, paused: working time. share: of what is owed, 1.0 when it is used up."""

    object_id: int
    target: str
    round: int
    state: ClockState
    wanted: timedelta
    counted: timedelta
    paused: timedelta
    pause_limit: timedelta
    share: float
    started_at: datetime
    due_at: datetime
    breached: bool
    pauses: Sequence[ClockPause]

    @property
    def running(self) -> bool:
        """Whether it is still owed."""
        return self.state not in ENDED


class Calendars:
    """The calendars of the stores that a piece of work meets, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, Calendar] = {}

    def of(self, clock: SlaClock) -> Calendar:
        """What a clock counts by."""
        return ALWAYS if clock.around_the_clock else self.of_store(clock.store_id)

    def of_store(self, store_id: int) -> Calendar:
        """When a store works."""
        if store_id not in self._known:
            self._known[store_id] = calendar_of(store_id)
        return self._known[store_id]


def logs_of(clock_ids: Collection[int]) -> dict[int, list[SlaEvent]]:
    """The logs of several clocks, each in the order in which it happened; one statement."""
    mine = (SlaEvent.tenant_id == current_tenant(), SlaEvent.clock_id.in_(clock_ids))
    found: dict[int, list[SlaEvent]] = defaultdict(list)
    for line in session().scalars(select(SlaEvent).where(*mine).order_by(SlaEvent.happened_at, SlaEvent.id)):
        found[line.clock_id].append(line)
    return found


def marks_of(log: Sequence[SlaEvent]) -> list[Mark]:
    """The turns in a log."""
    return [Mark(turn=line.kind.turn, at=line.happened_at) for line in log if line.kind.turn is not None]


def clock_readings(object_type: str, object_ids: Collection[int]) -> dict[int, list[ClockReading]]:
    """What the clocks of several things show now: of each target the latest round, by when they were started."""
    mine = (
        SlaClock.tenant_id == current_tenant(),
        SlaClock.object_type == object_type,
        SlaClock.object_id.in_(object_ids),
    )
    order = (SlaClock.object_id, SlaClock.target, SlaClock.round.desc())
    first = distinct_on(SlaClock.object_id, SlaClock.target)
    latest = select(SlaClock).where(*mine).ext(first).order_by(*order)
    clocks = session().scalars(latest).all()
    logs, calendars, until = logs_of([clock.id for clock in clocks]), Calendars(), now()
    found: dict[int, list[ClockReading]] = defaultdict(list)
    for clock in sorted(clocks, key=lambda one: (one.started_at, one.id)):
        found[clock.object_id].append(_reading(clock, logs[clock.id], calendars.of(clock), until))
    return found


def _reading(clock: SlaClock, log: Sequence[SlaEvent], calendar: Calendar, until: datetime) -> ClockReading:
    shown = reckon(marks_of(log), calendar, until=until, pause_limit=clock.pause_limit)
    return ClockReading(
        object_id=clock.object_id,
        target=clock.target,
        round=clock.round,
        state=clock.state,
        wanted=clock.wanted,
        counted=shown.counted,
        paused=shown.paused,
        pause_limit=clock.pause_limit,
        share=shown.counted / clock.wanted,
        started_at=clock.started_at,
        due_at=clock.due_at,
        breached=shown.counted > clock.wanted,
        pauses=_pauses(log),
    )


def _pauses(log: Sequence[SlaEvent]) -> list[ClockPause]:
    turns = [line for line in log if line.kind.turn is not None]
    return [
        ClockPause(
            reason=line.reason,
            start=line.happened_at,
            end=turns[number + 1].happened_at if number + 1 < len(turns) else None,
        )
        for number, line in enumerate(turns)
        if line.kind is SlaEventKind.PAUSED
    ]
