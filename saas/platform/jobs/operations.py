"""Ask for a job, stop one, try a failed one again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.jobs.catalogue import DELIVER, job_catalogue
from saas.platform.jobs.declarations import Job
from saas.platform.jobs.models import IN_FLIGHT, UNFINISHED, JobRow, JobState
from saas.platform.plugins import Contribution
from saas.platform.tenancy import current_actor, current_tenant

Payload = Mapping[str, int | str | bool | None]

_OPEN_DEDUPE = text("dedupe <> '' AND state IN ('waiting', 'sent', 'running', 'held')")


def enqueue(key: str, payload: Payload, *, dedupe: str = "", run_after: datetime | None = None) -> int:
    """Ask for a job in the current transaction; it is sent after the commit, or never if there is none.

    payload: ids and codes, given to the job's function as keywords. dedupe: while a job of this key with the same
    word is unfinished, no second one is made. run_after: not before this instant (aware).
    Returns the id of the job, or of the unfinished one. Raises UnknownJob.
    """
    work = session()
    return add_job(
        work,
        current_tenant(),
        job_catalogue().job(key),
        payload,
        dedupe=dedupe,
        run_after=run_after,
        requested_by=current_actor().member_id,
    )


def add_job(
    work: Session,
    tenant_id: int,
    owned: Contribution[Job],
    payload: Payload,
    *,
    dedupe: str = "",
    run_after: datetime | None = None,
    requested_by: int | None = None,
    retries: int | None = None,
) -> int:
    """Insert the row of a job for a tenant, in a session that need not be the tenant's own; its id.

    retries: other than those of the declaration, for deliveries.
    """
    values = {
        "tenant_id": tenant_id,
        "key": owned.value.key,
        "owner": owned.owner,
        "payload": dict(payload),
        "queue": owned.value.queue,
        "state": JobState.WAITING,
        "dedupe": dedupe,
        "retries": owned.value.retries if retries is None else retries,
        "requested_by": requested_by,
        "run_after": run_after or now(),
    }
    insertion = insert(JobRow).values(values)
    if dedupe:
        insertion = insertion.on_conflict_do_nothing(
            index_elements=["tenant_id", "key", "dedupe"], index_where=_OPEN_DEDUPE
        )
    statement = insertion.returning(JobRow.id)
    while True:
        made = work.execute(statement).scalar_one_or_none()
        if made is None:
            # Somebody else's; none when it was finished between the two statements, then ours goes in.
            made = _unfinished(work, tenant_id, owned.value.key, dedupe)
        if made is not None:
            return made


def _unfinished(work: Session, tenant_id: int, key: str, dedupe: str) -> int | None:
    return work.execute(
        select(JobRow.id).where(
            JobRow.tenant_id == tenant_id,
            JobRow.key == key,
            JobRow.dedupe == dedupe,
            JobRow.state.in_(UNFINISHED),
        )
    ).scalar_one_or_none()


def cancel(job_id: int) -> None:
    """Stop a job: at once when it has not begun, else at its next progress or checkpoint.

    A finished job stays as it is. Raises NotFound; Conflict for the delivery of an event, which has no owner to stop it.
    """
    row = load_for_change(JobRow, job_id)
    if row.key == DELIVER.key:
        raise Conflict(_("The delivery of an event cannot be cancelled."))
    if row.state in IN_FLIGHT:
        row.cancel_requested = True
    elif row.state in (JobState.WAITING, JobState.HELD):
        row.state = JobState.CANCELLED
        row.finished_at = now()


def retry(job_id: int) -> None:
    """Try a failed or cancelled job again, from its last checkpoint; raises NotFound, or Conflict for another state."""
    row = load_for_change(JobRow, job_id)
    if row.state not in (JobState.FAILED, JobState.CANCELLED) or row.key == DELIVER.key:
        raise Conflict(_("Only a failed or cancelled job can be tried again."))
    if _has_successor(row):
        raise Conflict(_("The same work was asked for again and is not finished yet."))
    _begin_again(row)
    session().flush()


def _has_successor(row: JobRow) -> bool:
    return bool(row.dedupe) and _unfinished(session(), row.tenant_id, row.key, row.dedupe) is not None


def _begin_again(row: JobRow) -> None:
    row.state = JobState.WAITING
    row.failures = row.lost = 0
    row.error_id = row.error_kind = ""
    row.cancel_requested = False
    row.run_after = now()
    row.finished_at = None


def retry_all() -> int:
    """Try every failed job of the current tenant again but those that were asked for anew since; how many there were."""
    failed = session().scalars(
        select(JobRow)
        .where(
            JobRow.tenant_id == current_tenant(), JobRow.state == JobState.FAILED, JobRow.key != DELIVER.key
        )
        .order_by(JobRow.id)
        .with_for_update()
    )
    count = 0
    for row in failed.all():
        if not _has_successor(row):
            _begin_again(row)
            session().flush()
            count += 1
    return count
