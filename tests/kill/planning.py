"""The planning of parts as the subject: in each of some groups one night over several stores, each a transaction of its own."""

from __future__ import annotations

from sqlalchemy import func, select

from plugins.parts.jobs import PLAN
from plugins.parts.models import PartPlan, PlanningNight, Proposal, StockAlert
from saas.platform.audit import AuditEntry
from saas.platform.database import unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.parts import asked_for, group_with_parts, part, stock_up

ASKED = (20, 22, 19, 21) * 3
"""What is asked for in each month of a year: far more than lies there, so that each store runs short."""


class PlanningNights:
    """In each group a part that runs short in every one of its stores."""

    application = "saas:create_app"
    queue = "long"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self._stores: dict[int, int] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes groups of its own."""

    def ask(self, size: int) -> None:
        """Stock as many stores as there are rows, then ask every group for its night."""
        for _number in range(self._groups):
            made, stores = group_with_parts(), size // self._groups
            places = [store(made) for _place in range(stores)]
            with inside(made.id, as_member(member(made, role="parts_manager"))):
                one = part().id
                for place in places:
                    stock_up(one, place, 1)
                    asked_for(one, place, ASKED)
            self._stores[made.id] = stores
        for tenant in self._stores:
            with inside(tenant):
                enqueue(PLAN, {"asked": f"kill:{tenant}"})

    def done(self) -> int:
        """Stores whose part is planned."""
        return sum(self._number(tenant, PartPlan) for tenant in self._stores)

    def _number(self, tenant: int, model: type[PartPlan | StockAlert | PlanningNight]) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(model)).scalar_one()

    def finished(self) -> bool:
        """Whether no night is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._stores)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == PLAN, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Groups that were not planned once: one night, told of once, in each store a plan, an alert and its proposal."""
        found = []
        for tenant, stores in self._stores.items():
            there = [self._number(tenant, one) for one in (PlanningNight, PartPlan, StockAlert)]
            if there != [1, stores, stores]:
                found.append(f"group {tenant}: nights, plans, alerts are {there}, not 1, {stores}, {stores}")
            told = self._told(tenant)
            if told != (stores, stores, stores, stores, True):
                found.append(f"group {tenant}: its night told of {told} in {stores} stores")
            if self._jobs(tenant, JobState.DONE) != 1 or self._proposed(tenant) != (stores, stores, 1):
                found.append(f"group {tenant}: {self._proposed(tenant)}, or its night is not done once")
        return found

    def _told(self, tenant: int) -> tuple[int, int, int, int, bool]:
        """What the night says of itself: stores done, parts planned, alerts, shortages with proposals, its end."""
        with tenant_context(tenant), unit_of_work() as work:
            night = work.scalars(select(PlanningNight)).first()
            if night is None:
                return 0, 0, 0, 0, False
            ended = night.finished_at is not None
            return len(night.done), night.planned, night.raised, night.proposed, ended

    def _proposed(self, tenant: int) -> tuple[int, int, int]:
        """Alerts with a recommended proposal, such proposals, and lines of the audit that tell of the night."""
        with tenant_context(tenant), unit_of_work() as work:
            alerts = work.scalars(select(Proposal.alert_id).where(Proposal.recommended)).all()
            lines = select(func.count()).where(AuditEntry.action == "parts.planning.done")
            return len(set(alerts)), len(alerts), work.execute(lines).scalar_one()
