"""Two subjects of the platform alone: one long job in chunks, and many short ones, each leaving numbered rows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from time import sleep
from typing import ClassVar

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from saas.config import Settings
from saas.platform.audit import AuditEntry, record, record_system_use
from saas.platform.database import global_session, install_database, session, unit_of_work
from saas.platform.events import Event, Subscription, install_events, publish
from saas.platform.events.models import OPEN, EventDelivery, OutboxEvent
from saas.platform.jobs import Job, Queue, checkpoint, enqueue, install_jobs, position
from saas.platform.jobs.models import UNFINISHED, JobRow
from saas.platform.plugins import CORE, Contribution
from saas.platform.security.keys import install_keys
from saas.platform.tenancy import tenant_context
from saas.platform.tenancy.tenant import Tenant, TenantStatus

CHUNK = 5
CHUNK_SECONDS = 0.02
_codes = itertools.count()


def count_rows(first: int, size: int) -> None:
    """Leave `size` rows, numbered from `first`, chunk by chunk."""
    at = int(position().get("next", 0))
    while at < size:
        for number in range(at, min(at + CHUNK, size)):
            record("kill.row", "row", first + number)
        session().flush()
        sleep(CHUNK_SECONDS)  # a chunk of real work takes its time with its rows uncommitted
        at = min(at + CHUNK, size)
        checkpoint({"next": at}, done=at, total=size)


def leave_row(number: int) -> None:
    """Leave one row."""
    record("kill.row", "row", number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Event):
    """Somebody asked for a row."""

    name: ClassVar[str] = "kill.row_asked"

    number: int


def hear(event: Asked) -> None:
    """Leave the row that was asked for."""
    leave_row(event.number)


JOBS = (
    Job(key="kill.count_rows", target=f"{__name__}:count_rows", queue=Queue.LONG, timeout=600),
    Job(key="kill.leave_row", target=f"{__name__}:leave_row"),
)


def nobody_on(_tenant_id: int, _work: Session) -> frozenset[str]:
    """No plugin is on."""
    return frozenset()


def application(settings: Settings) -> Flask:
    """The platform with these jobs."""
    app = Flask("kill")
    install_database(app, settings, note_system_use=record_system_use)
    install_keys(app, settings)
    install_events(
        app,
        events=[Contribution(owner=CORE, value=Asked)],
        subscriptions=[Contribution(owner=CORE, value=Subscription(event=Asked, handler=hear))],
    )
    jobs = [Contribution(owner=CORE, value=job) for job in JOBS]
    install_jobs(app, jobs=jobs, schedules=(), redis_url=settings.redis_url, enabled=nobody_on)
    return app


class Counting:
    """Rows numbered through, spread over some groups; what was asked for is remembered here, as a customer would."""

    application = f"{__name__}:application"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self.tenants: list[int] = []
        self._first = 0
        self._asked = 0

    def prepare(self) -> None:
        """Make the groups."""
        for _number in range(self._groups):
            with global_session() as work:
                row = Tenant(code=f"kill-{next(_codes)}", name="Kill", status=TenantStatus.ACTIVE)
                work.add(row)
                work.flush()
                self.tenants.append(row.id)

    def done(self) -> int:
        """Rows of the latest asking."""
        return sum(self._count(tenant) for tenant in self.tenants)

    def finished(self) -> bool:
        """Whether no job is open."""
        return not any(self._open(tenant) for tenant in self.tenants)

    def faults(self) -> list[str]:
        """Every number from 0 on must be there once."""
        found = sorted(n for tenant in self.tenants for n in self._rows(tenant, 0))
        missing = sorted(set(range(self._asked)) - set(found))
        twice = sorted({n for n, m in itertools.pairwise(found) if n == m})
        return [f"missing {missing[:5]}"] * bool(missing) + [f"twice {twice[:5]}"] * bool(twice)

    def _begin(self, size: int) -> range:
        self._first = self._asked
        self._asked += size
        return range(self._first, self._asked)

    def _rows(self, tenant: int, first: int) -> list[int]:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(AuditEntry.object_id).where(
                AuditEntry.action == "kill.row", AuditEntry.object_id >= first
            )
            return [number for number in work.scalars(statement) if number is not None]

    def _count(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(
                AuditEntry.action == "kill.row", AuditEntry.object_id >= self._first
            )
            return work.execute(statement).scalar_one()

    def _open(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return sum(
                work.execute(select(func.count()).where(condition)).scalar_one()
                for condition in (
                    JobRow.state.in_(UNFINISHED),
                    EventDelivery.state.in_(OPEN),
                    OutboxEvent.dealt_at.is_(None),
                )
            )


class LongJob(Counting):
    """One job in chunks."""

    queue = "long"

    def __init__(self) -> None:
        super().__init__(groups=1)

    def ask(self, size: int) -> None:
        """One job for all rows."""
        numbers = self._begin(size)
        with tenant_context(self.tenants[0]), unit_of_work():
            enqueue("kill.count_rows", {"first": numbers.start, "size": size})


class ManyJobs(Counting):
    """A job for each row, in many groups."""

    queue = "short"

    def ask(self, size: int) -> None:
        """A job for each row, a group's in one transaction."""
        numbers = self._begin(size)
        for place, tenant in enumerate(self.tenants):
            with tenant_context(tenant), unit_of_work():
                for number in numbers[place :: len(self.tenants)]:
                    enqueue("kill.leave_row", {"number": number})


class ManyEvents(Counting):
    """An event for each row; few are in flight at once, so the relay has work until the end."""

    queue = "short"

    def __init__(self) -> None:
        super().__init__(groups=1)

    def ask(self, size: int) -> None:
        """An event for each row, ten in a transaction."""
        numbers = self._begin(size)
        for start in range(0, size, 10):
            with tenant_context(self.tenants[0]), unit_of_work():
                for number in numbers[start : start + 10]:
                    publish(Asked(number=number))
