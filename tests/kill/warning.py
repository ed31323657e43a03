"""The early warning as the subject: one look for each of many groups, each a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from plugins.complaints.models import Case, Channel
from plugins.complaints.states import CaseState
from plugins.complaints.warning.counting import monday
from plugins.complaints.warning.declared import LOOK
from plugins.complaints.warning.models import Alert, AlertCase, AlertEvidence, WarningRun
from saas.platform.clock import now, today
from saas.platform.database import unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from tests.factories.complaints import group_with_complaints

ZONE = "Asia/Shanghai"
WEEKS = 30


class WarningLook:
    """In each group half a year of quiet weeks and a burst, which makes one alert of as many complaints as were asked for."""

    application = "saas:create_app"
    queue = "long"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self._bursts: dict[int, int] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes groups of its own."""

    def ask(self, size: int) -> None:
        """Write the complaints, then ask every group for its look."""
        tenants = [self._complained(size // self._groups) for _number in range(self._groups)]
        for tenant in tenants:
            with inside(tenant):
                enqueue(LOOK, {"asked": f"kill:{tenant}"})

    def _complained(self, burst: int) -> int:
        made = group_with_complaints()
        place = store(made)
        last = monday(today(ZONE)) - timedelta(weeks=1)
        begun = datetime(last.year, last.month, last.day, 4, tzinfo=now().tzinfo)
        numbers = [(back, 1) for back in range(1, WEEKS)] + [(0, burst)]
        weeks = [back for back, number in numbers for _one in range(number)]
        with inside(made.id) as work:
            rows = [
                _case(made.id, place, number, begun - timedelta(weeks=back))
                for number, back in enumerate(weeks)
            ]
            work.execute(insert(Case), rows)
        self._bursts[made.id] = burst
        return made.id

    def done(self) -> int:
        """Complaints that count in an alert."""
        return sum(self._number(tenant, AlertCase) for tenant in self._bursts)

    def _number(self, tenant: int, model: type[Alert | AlertCase | AlertEvidence | WarningRun]) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(model)).scalar_one()

    def finished(self) -> bool:
        """Whether no look is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._bursts)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == LOOK, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Groups without exactly one run, alert, evidence and the complaints of the burst."""
        found = []
        for tenant, burst in self._bursts.items():
            there = [self._number(tenant, one) for one in (WarningRun, Alert, AlertEvidence, AlertCase)]
            if there != [1, 1, 1, burst]:
                found.append(
                    f"group {tenant}: runs, alerts, evidence, complaints are {there}, not 1, 1, 1, {burst}"
                )
            if self._jobs(tenant, JobState.DONE) != 1:
                found.append(f"group {tenant}: its look is not done once")
        return found


def _case(tenant: int, place: int, number: int, received: datetime) -> dict[str, object]:
    return {
        "tenant_id": tenant,
        "document_no": f"TS-KILL-{number:06}",
        "state": CaseState.CLASSIFIED,
        "channel": Channel.PHONE,
        "store_id": place,
        "description": "保养后渗油",
        "received_at": received,
        "acknowledge_by": received,
        "created_at": received,
        "updated_at": received,
    }
