"""The look at clocks as the subject: many groups in each of which times have run out, each group's look a transaction."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from saas.core.sla.jobs import LOOK
from saas.core.sla.models import SlaClock, SlaEvent, SlaEventKind
from saas.core.sla.operations import ClockTarget, start_clock
from saas.platform.clock import moved, now
from saas.platform.database import unit_of_work
from saas.platform.events.models import OutboxEvent
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group, store

TARGET = ClockTarget(code="answer", wanted=timedelta(hours=1), around_the_clock=True)
BEGUN = timedelta(days=2)
SHARES = (50, 80, 100)


class Clocks:
    """Things for which something was owed two days ago; each group must be told three times of each of them."""

    application = "saas:create_app"
    queue = "short"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self._sizes: dict[int, int] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes groups of its own."""

    def ask(self, size: int) -> None:
        """Start the clocks as of two days ago, then ask every group for its look."""
        for tenant in [self._started(size // self._groups) for _number in range(self._groups)]:
            with inside(tenant):
                enqueue(LOOK, {})

    def _started(self, count: int) -> int:
        made = group()
        place = store(made)
        with moved(now() - BEGUN), inside(made.id):
            for thing in range(1, count + 1):
                start_clock("thing", thing, TARGET, store_id=place)
        self._sizes[made.id] = count
        return made.id

    def done(self) -> int:
        """Clocks that are told to be broken."""
        return sum(self._broken(tenant) for tenant in self._sizes)

    def _broken(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            told = select(func.count()).select_from(SlaEvent).where(SlaEvent.kind == SlaEventKind.BREACHED)
            return work.execute(told).scalar_one()

    def finished(self) -> bool:
        """Whether no look is open."""
        return not any(self._open(tenant) for tenant in self._sizes)

    def _open(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == LOOK, JobRow.state.in_(UNFINISHED))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Clocks of which a share was not told, or twice; whose state says something else than their log."""
        found = []
        for tenant, count in self._sizes.items():
            with tenant_context(tenant), unit_of_work() as work:
                told = Counter(
                    (payload["object_id"], payload["percent"])
                    for payload in work.scalars(
                        select(OutboxEvent.payload).where(OutboxEvent.name == "sla.reached")
                    )
                )
                reached = list(work.scalars(select(SlaClock.reached)))
            if told != Counter({(thing, share): 1 for thing in range(1, count + 1) for share in SHARES}):
                found.append(f"group {tenant}: told {sum(told.values())} times of {count} clocks")
            if reached != [SHARES[-1]] * count:
                found.append(f"group {tenant}: clocks that say {sorted(reached)}")
        return found
