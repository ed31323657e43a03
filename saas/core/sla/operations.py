"""The verbs of clocks: start, pause, resume, meet, stop; and looking at those that have something to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from saas.core.sla.events import SlaReached
from saas.core.sla.models import ENDED, ClockState, SlaClock, SlaEvent, SlaEventKind
from saas.core.sla.queries import Calendars, logs_of, marks_of
from saas.core.sla.reckoning import Mark, moment_of, reckon
from saas.core.sla.working_time import Calendar, NeverAtWork
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.events import publish
from saas.platform.tenancy import current_actor, current_tenant

SHARES = (50, 80, 100)
"""The shares of the time, in percent, that are told of."""
PIECE = 200
"""Clocks that are looked at in one go."""
_LATER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTarget:
    """What is owed. code: of whoever starts the clock. wanted: within how much time, whole minutes and more than none.

    pause_limit: how much time all pauses together may hold back. around_the_clock: day and night, else working time.
    """

    code: str
    wanted: timedelta
    pause_limit: timedelta = timedelta()
    around_the_clock: bool = False


def start_clock(
    object_type: str, object_id: int, target: ClockTarget, *, store_id: int, since: datetime | None = None
) -> datetime:
    """Let a clock run for a thing, from now or an earlier moment (aware) on; when it will be due, in UTC.

    One that runs already goes on as it does; after one that ended a new round begins. Raises NotFound for an unknown
    store, NeverAtWork for one that does not work any more.
    """
    last = _latest(object_type, object_id, target.code)
    if last is not None and last.state not in ENDED:
        return last.due_at
    started = since or now()
    clock = SlaClock(
        object_type=object_type,
        object_id=object_id,
        target=target.code,
        round=last.round + 1 if last else 1,
        store_id=store_id,
        wanted_minutes=_minutes(target.wanted),
        pause_minutes=_minutes(target.pause_limit),
        around_the_clock=target.around_the_clock,
        started_at=started,
        due_at=started,
    )
    session().add(clock)
    session().flush()
    log = [_write(clock, SlaEventKind.STARTED, at=started)]
    _aim(clock, log, Calendars().of(clock), until=now())
    session().flush()
    return clock.due_at


def pause_clock(object_type: str, object_id: int, target: str, *, reason: str) -> bool:
    """Hold a running clock, for a reason (a code); whether there was one."""
    return _turn(object_type, object_id, target, SlaEventKind.PAUSED, reason)


def resume_clock(object_type: str, object_id: int, target: str) -> bool:
    """Let a paused clock go on; whether there was one."""
    return _turn(object_type, object_id, target, SlaEventKind.RESUMED)


def meet_clock(object_type: str, object_id: int, target: str) -> bool:
    """What was owed is done: end the clock, in time or not; whether one was open."""
    return _turn(object_type, object_id, target, SlaEventKind.MET)


def stop_clock(object_type: str, object_id: int, target: str, *, reason: str) -> bool:
    """It is owed no longer, for a reason (a code): end the clock without a judgement; whether one was open."""
    return _turn(object_type, object_id, target, SlaEventKind.STOPPED, reason)


def look_at_clocks(*, anew: bool = False) -> int:
    """Tell of the shares of time that have passed since the last look, and reckon anew when the next will; how many clocks.

    anew: all open clocks, also those with nothing to tell, since calendars may have changed.
    """
    looked, calendars, last = 0, Calendars(), 0
    while clocks := _waiting(after=last, anew=anew):
        logs = logs_of([clock.id for clock in clocks])
        for clock in clocks:
            _aim(clock, logs[clock.id], calendars.of(clock), until=now())
        session().flush()
        looked, last = looked + len(clocks), clocks[-1].id
    return looked


def _waiting(*, after: int, anew: bool) -> Sequence[SlaClock]:
    mine = [SlaClock.tenant_id == current_tenant(), SlaClock.next_at.is_not(None), SlaClock.id > after]
    if not anew:
        mine.append(SlaClock.next_at <= now())
    # Somebody who changes one at this moment reckons it as well.
    statement = select(SlaClock).where(*mine).order_by(SlaClock.id).limit(PIECE)
    return session().scalars(statement.with_for_update(skip_locked=True)).all()


def _turn(object_type: str, object_id: int, target: str, kind: SlaEventKind, reason: str = "") -> bool:
    clock = _latest(object_type, object_id, target)
    if clock is None or clock.state not in _FROM[kind]:
        return False
    line = _write(clock, kind, at=max(now(), clock.started_at), reason=reason)
    clock.state = _AFTER[kind]
    log = logs_of([clock.id])[clock.id]
    calendar = Calendars().of(clock)
    _aim(clock, log, calendar, until=line.happened_at)
    if clock.state in ENDED:
        shown = reckon(marks_of(log), calendar, until=line.happened_at, pause_limit=clock.pause_limit)
        clock.ended_at, clock.next_at = line.happened_at, None
        clock.counted_seconds = round(shown.counted.total_seconds())
    session().flush()
    return True


_OPEN = frozenset({ClockState.RUNNING, ClockState.PAUSED})
_FROM = {
    SlaEventKind.PAUSED: frozenset({ClockState.RUNNING}),
    SlaEventKind.RESUMED: frozenset({ClockState.PAUSED}),
    SlaEventKind.MET: _OPEN,
    SlaEventKind.STOPPED: _OPEN,
}
_AFTER = {
    SlaEventKind.PAUSED: ClockState.PAUSED,
    SlaEventKind.RESUMED: ClockState.RUNNING,
    SlaEventKind.MET: ClockState.MET,
    SlaEventKind.STOPPED: ClockState.STOPPED,
}


def _aim(clock: SlaClock, log: Sequence[SlaEvent], calendar: Calendar, *, until: datetime) -> None:
    """Say when it is due and when it next has something to tell; tell what has passed before a moment."""
    marks = marks_of(log)
    try:
        clock.due_at = _moment(clock, marks, calendar, 100) or clock.due_at
        clock.next_at = None
        for share in [one for one in SHARES if one > clock.reached]:
            at = _moment(clock, marks, calendar, share)
            if at is None:
                return
            if at >= until:
                clock.next_at = at
                return
            _reached(clock, share, at)
    except NeverAtWork:
        # The store does not work any more as its calendar stands: perhaps tomorrow.
        clock.next_at = now() + _LATER


def _moment(clock: SlaClock, marks: Sequence[Mark], calendar: Calendar, share: int) -> datetime | None:
    return moment_of(clock.wanted * share / 100, marks, calendar, pause_limit=clock.pause_limit)


def _reached(clock: SlaClock, share: int, at: datetime) -> None:
    clock.reached = share
    if share == SHARES[-1]:
        clock.breached_at = at
    _write(
        clock, SlaEventKind.BREACHED if share == SHARES[-1] else SlaEventKind.REACHED, at=at, percent=share
    )
    publish(
        SlaReached(
            clock_id=clock.id,
            object_type=clock.object_type,
            object_id=clock.object_id,
            target=clock.target,
            percent=share,
        )
    )


def _latest(object_type: str, object_id: int, target: str) -> SlaClock | None:
    mine = (
        SlaClock.tenant_id == current_tenant(),
        SlaClock.object_type == object_type,
        SlaClock.object_id == object_id,
        SlaClock.target == target,
    )
    statement = select(SlaClock).where(*mine).order_by(SlaClock.round.desc()).limit(1)
    return session().scalars(statement.with_for_update()).one_or_none()


def _write(
    clock: SlaClock, kind: SlaEventKind, *, at: datetime, reason: str = "", percent: int | None = None
) -> SlaEvent:
    actor = current_actor()
    line = SlaEvent(
        clock_id=clock.id,
        kind=kind,
        happened_at=at,
        reason=reason,
        percent=percent,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
    )
    session().add(line)
    session().flush()
    return line


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
