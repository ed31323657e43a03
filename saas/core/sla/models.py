"""Clocks, and the log that they are reckoned from."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.core.sla.reckoning import Turn
from saas.platform.clock import now
from saas.platform.tenancy import TenantModel, Versioned, choice, code_text, ref


class ClockState(StrEnum):
    """What a clock does."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    """What was owed was done, in time or not."""
    STOPPED = "stopped"
    """It is owed no longer."""


ENDED = frozenset({ClockState.MET, ClockState.STOPPED})


class SlaClock(Versioned, TenantModel):
    """How long something has been owed for one thing.

    object_type, object_id: the thing, as in the audit. target: what is owed. round: counts up when it is owed anew.
    wanted_minutes: within how much time. pause_minutes: how much its pauses may hold back. around_the_clock: day and
    night, else in the store's working time. due_at: when it will be, or was, broken. reached: the highest share in
    percent that was told of. next_at: when the next share is reached, none when nothing is left to be told.
    counted_seconds: at its end.
    """

    __tablename__ = "sla_clock"
    __table_args__ = (
        UniqueConstraint("tenant_id", "object_type", "object_id", "target", "round"),
        CheckConstraint("wanted_minutes > 0 AND pause_minutes >= 0", name="minutes"),
        Index(
            "ix_sla_clock_next", "tenant_id", "next_at", "id", postgresql_where=text("next_at IS NOT NULL")
        ),
        Index("ix_sla_clock_started", "tenant_id", "object_type", "target", "started_at"),
    )

    object_type: Mapped[str] = code_text()
    object_id: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[str] = code_text()
    round: Mapped[int] = mapped_column(Integer, default=1)
    store_id: Mapped[int] = ref("store")
    wanted_minutes: Mapped[int] = mapped_column(Integer)
    pause_minutes: Mapped[int] = mapped_column(Integer)
    around_the_clock: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[ClockState] = choice(ClockState, default=ClockState.RUNNING)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    breached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    counted_seconds: Mapped[int | None] = mapped_column(BigInteger)
    reached: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime | None]

    @property
    def wanted(self) -> timedelta:
        """Within how much time it is owed."""
        return timedelta(minutes=self.wanted_minutes)

    @property
    def pause_limit(self) -> timedelta:
        """How much its pauses may hold back together."""
        return timedelta(minutes=self.pause_minutes)


class SlaEventKind(StrEnum):
    """What happened to a clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    REACHED = "reached"
    """A share of the time has passed."""
    BREACHED = "breached"
    MET = "met"
    STOPPED = "stopped"

    @property
    def turn(self) -> Turn | None:
        """What it changes in what the clock counts."""
        return _TURNS.get(self)


_TURNS = {
    SlaEventKind.STARTED: Turn.STARTED,
    SlaEventKind.PAUSED: Turn.PAUSED,
    SlaEventKind.RESUMED: Turn.RESUMED,
    SlaEventKind.MET: Turn.ENDED,
    SlaEventKind.STOPPED: Turn.ENDED,
}


class SlaEvent(TenantModel):
    """One line of a clock's log, never changed; all that a clock shows is reckoned from these.

    reason: a code, why it was paused or stopped. percent: of the time, for a share that was reached.
    """

    __tablename__ = "sla_event"
    __table_args__ = (Index("ix_sla_event_clock", "tenant_id", "clock_id", "id"),)
    append_only = True

    clock_id: Mapped[int] = ref("sla_clock", index=False)
    kind: Mapped[SlaEventKind] = choice(SlaEventKind)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = code_text(default="")
    percent: Mapped[int | None] = mapped_column(Integer)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
