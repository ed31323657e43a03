"""What this room owes a person: the follow-ups with them, every try and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select, update

from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.contracts.duty_rows import erase_rows, kept_rows, rows_of_subject
from saas.core.contracts.merging import move_rows, put_back
from saas.core.followups.models import ContactAttempt, FollowupAnswer, FollowupTask, TaskStatus
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.i18n import _l
from saas.platform.security.object_keys import forget_keys
from saas.platform.tenancy import current_tenant

COUNTED = _l("For the figures of follow-ups; they say when one was due and how it ended, and not with whom.")


def export(subject: Subject) -> Iterable[ExportFile]:
    """Tasks, tries, answers."""
    yield from rows_of_subject(FollowupTask, subject)
    yield from rows_of_subject(ContactAttempt, subject)
    yield from rows_of_subject(FollowupAnswer, subject, column="attempt_id", through=_attempts(subject))


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Take tries and answers, or what was said in them, away; tasks stay for the figures, open ones are cancelled."""
    cancelled = (
        update(FollowupTask)
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.customer_id.in_(subject.ids),
            FollowupTask.is_open,
        )
        .values(
            status=TaskStatus.CANCELLED,
            is_open=False,
            closed_at=now(),
            row_version=FollowupTask.row_version + 1,
        )
    )
    session().execute(cancelled.execution_options(synchronize_session=False))
    told = (FollowupTask.tenant_id == current_tenant(), FollowupTask.customer_id.in_(subject.ids))
    emptied = update(FollowupTask).where(*told, FollowupTask.note != "").values(note="")
    session().execute(emptied.execution_options(synchronize_session=False))
    mine = (FollowupTask.tenant_id == current_tenant(), FollowupTask.customer_id.in_(subject.ids))
    forget_keys("followup_task", session().scalars(select(FollowupTask.id).where(*mine)).all())
    answers = erase_rows(FollowupAnswer, subject, mode, column="attempt_id", through=_attempts(subject))
    return answers + erase_rows(ContactAttempt, subject, mode) + kept_rows(FollowupTask, subject, COUNTED)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner tasks and tries."""
    tasks = move_rows(FollowupTask, "customer_id", winner_id, loser_ids)
    return tasks + move_rows(ContactAttempt, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)


def _attempts(subject: Subject) -> Select[int]:
    mine = (ContactAttempt.tenant_id == current_tenant(), ContactAttempt.customer_id.in_(subject.ids))
    return select(ContactAttempt.id).where(*mine)
