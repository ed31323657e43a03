"""Task generation as the subject: the nightly run of many groups, each a transaction of its own."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from saas.core.followups.jobs import GENERATE
from saas.core.followups.models import FollowupTask
from saas.platform.clock import today
from saas.platform.database import unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import rule
from saas.testing.factories.groups import group, store
from saas.testing.factories.vehicles import vehicle

DELIVERED = timedelta(days=7)
ZONE = "Asia/Shanghai"


class TaskGeneration:
    """Deliveries seven days ago in each group, for each of which the rule must make one task."""

    application = "saas:create_app"
    queue = "long"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self._vehicles: dict[int, set[int]] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes groups of its own."""

    def ask(self, size: int) -> None:
        """Make the deliveries, then ask every group for its run."""
        day = today(ZONE)
        tenants = [self._delivered(size // self._groups, day) for _number in range(self._groups)]
        for tenant in tenants:
            with inside(tenant):
                enqueue(GENERATE, {"cause": "requested"})

    def _delivered(self, count: int, day: date) -> int:
        made = group()
        place = store(made)
        with inside(made.id):
            rule("delivery_7d", since=day - DELIVERED)
            self._vehicles[made.id] = {
                vehicle(
                    owner_id=customer(store_id=place).id, delivery_date=day - DELIVERED, store_id=place
                ).id
                for _number in range(count)
            }
        return made.id

    def done(self) -> int:
        """Tasks that are there."""
        return sum(self._number(tenant) for tenant in self._vehicles)

    def _number(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(FollowupTask)).scalar_one()

    def finished(self) -> bool:
        """Whether no run is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._vehicles)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == GENERATE, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Vehicles without a task, or with two; runs that are not done exactly once."""
        found = []
        for tenant, vehicles in self._vehicles.items():
            with tenant_context(tenant), unit_of_work() as work:
                tasks = sorted(number or 0 for number in work.scalars(select(FollowupTask.vehicle_id)))
            if tasks != sorted(vehicles):
                found.append(f"group {tenant}: {len(tasks)} tasks for {len(vehicles)} deliveries")
            if self._jobs(tenant, JobState.DONE) != 1:
                found.append(f"group {tenant}: its run is not done once")
        return found
