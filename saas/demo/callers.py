"""A specialist's day at the telephone: task by task through the product's operations, at a human pace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from saas.core.accounts.models import Member
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.models import FollowupTask
from saas.core.followups.taking import take_next_task
from saas.core.privacy.models import ConsentDecision
from saas.core.privacy.operations import record_consent
from saas.demo.founding import ZONE, at
from saas.demo.talk import Said, call
from saas.platform.database import load, session
from saas.platform.tenancy import current_tenant

LAST_CALL = timedelta(minutes=14)  # before the break, the evening or the end of the demo no call is begun

Complain = Callable[[FollowupTask, Said], None]


@dataclass(slots=True, kw_only=True)
class Caller:
    """Somebody at the telephone. pace: minutes between two calls. complain: what follows a bad word, if anything may."""

    member_id: int
    rng: Random
    pace: float
    until: datetime
    scripts: dict[int, str]
    complain: Complain | None = None
    _open: tuple[int, Said] | None = None

    def __call__(self, moment: datetime) -> datetime | None:
        """Begin a call or end the one that is open; when to go on."""
        if self._open is not None:
            return self._finish(moment)
        evening = at(moment.astimezone(ZONE).date(), 18, 30)
        if moment + LAST_CALL > min(self.until, evening):
            return None
        return _resting(moment) or self._begin(moment)

    def _begin(self, moment: datetime) -> datetime | None:
        task = take_next_task(load(Member, self.member_id), moment.astimezone(ZONE).date())
        if task is None:
            return self._next_promise(moment)
        _task, _decision, attempt = open_call(task.id)
        if attempt is None:
            return moment + timedelta(minutes=1)
        said = call(
            self.rng, customer_id=task.customer_id, script=self.scripts.get(task.script_id or 0, ""),
            begun=moment.astimezone(ZONE), tries=task.attempt_count,
        )  # fmt: skip
        self._open = (attempt.id, said)
        return moment + timedelta(minutes=said.minutes)

    def _finish(self, moment: datetime) -> datetime:
        assert self._open is not None  # noqa: S101  called only then
        (attempt_id, said), self._open = self._open, None
        result = CallResult(
            result=said.result,
            note=said.note,
            answers=said.answers,
            callback_at=said.callback_at,
            refusal=said.refusal,
        )
        task = finish_call(attempt_id, result)
        if said.consents:
            record_consent(
                task.customer_id, "marketing", ConsentDecision.GRANT, notice_version="2026-01",
                evidence={"kind": "call", "id": attempt_id},
            )  # fmt: skip
        if said.grievance and self.complain is not None:
            self.complain(task, said)
        return moment + timedelta(minutes=self.rng.uniform(0.5, 1.6) * self.pace)

    def _next_promise(self, moment: datetime) -> datetime | None:
        """The next moment of today at which a task of theirs may be tried again."""
        evening = at(moment.astimezone(ZONE).date(), 18, 30)
        return session().scalar(
            select(func.min(FollowupTask.not_before)).where(
                FollowupTask.tenant_id == current_tenant(), FollowupTask.assignee_id == self.member_id,
                FollowupTask.is_open, FollowupTask.not_before > moment, FollowupTask.not_before < evening,
            )
        )  # fmt: skip


def _resting(moment: datetime) -> datetime | None:
    """When the break ends that is on or about to come, none while there is none."""
    day = moment.astimezone(ZONE).date()
    back = at(day, 13, 5)
    return back if at(day, 12) - LAST_CALL < moment < back else None


def pace_of(tasks: int) -> float:
    """Minutes between two calls, so that the day's work fills most of the day."""
    return min(max(330 / (tasks * 1.35 + 1), 3.0), 40.0)


def open_tasks(moment: datetime) -> dict[int, int]:
    """How many tasks each member has to do on the day."""
    statement = (
        select(FollowupTask.assignee_id, func.count())
        .where(
            FollowupTask.tenant_id == current_tenant(), FollowupTask.is_open,
            FollowupTask.due_from <= moment.astimezone(ZONE).date(),
        )
        .group_by(FollowupTask.assignee_id)
    )  # fmt: skip
    return {member: number for member, number in session().execute(statement) if member is not None}
