"""Letting go of reservations as the subject: many that have run out, in small chunks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import func, select, update

from plugins.parts.jobs.reservations import EXPIRE
from plugins.parts.models import Balance, Reservation
from plugins.parts.models.reservation import ReservationState
from plugins.parts.operations import reserving
from saas import create_app
from saas.config import Settings
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.parts import group_with_parts, part, reservation, stock_up

CHUNK = 3
PARTS = 4
STAYING = 2
"""Held without end: they stay."""


def application(settings: Settings) -> Flask:
    """The product, with chunks so small that few reservations make many."""
    reserving.CHUNK = CHUNK
    return create_app(settings)


class Reservations:
    """As many reservations as were asked for, all run out, beside some that stay; all of the same few parts."""

    application = f"{__name__}:application"
    queue = "short"

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes a group of its own."""

    def ask(self, size: int) -> None:
        """Hold stock until an hour ago, then ask for the letting go."""
        made = group_with_parts()
        at = store(made)
        with inside(made.id, as_member(member(made, role="parts_manager"))) as work:
            parts = [part().id for _number in range(PARTS)]
            for one in parts:
                stock_up(one, at, size + STAYING)
            held = [reservation(parts[number % PARTS], at).id for number in range(size)]
            over = update(Reservation).where(Reservation.id.in_(held))
            work.execute(over.values(expires_at=now() - timedelta(hours=1)))
            staying = [reservation(parts[0], at).id for _number in range(STAYING)]
            work.execute(update(Reservation).where(Reservation.id.in_(staying)).values(expires_at=None))
        self._sizes[made.id] = size
        with inside(made.id):
            enqueue(EXPIRE, {})

    def done(self) -> int:
        """Reservations that are let go."""
        return sum(self._states(tenant)[ReservationState.EXPIRED] for tenant in self._sizes)

    def _states(self, tenant: int) -> Counter[ReservationState]:
        with tenant_context(tenant), unit_of_work() as work:
            return Counter(work.scalars(select(Reservation.state)))

    def finished(self) -> bool:
        """Whether no letting go is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._sizes)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == EXPIRE, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Groups in which something is held too long, something else than what stays, or was let go twice."""
        found = []
        for tenant, size in self._sizes.items():
            with tenant_context(tenant), unit_of_work() as work:
                reserved = work.scalars(select(func.sum(Balance.reserved))).one()
                told = select(AuditEntry.changes).where(AuditEntry.action == "parts.reservation.expired")
                counts = [one["count"] for one in work.scalars(told)]
            states = self._states(tenant)
            wanted = {ReservationState.EXPIRED: size, ReservationState.ACTIVE: STAYING}
            if states != Counter(wanted) or reserved != Decimal(STAYING):
                found.append(f"group {tenant}: {dict(states)}, {reserved} held")
            if sum(counts) != size:
                found.append(f"group {tenant}: told of {sum(counts)} of {size}")
            if self._jobs(tenant, JobState.DONE) != 1:
                found.append(f"group {tenant}: its letting go is not done once")
        return found
