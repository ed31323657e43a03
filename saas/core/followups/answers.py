"""What customers answered in follow-up calls."""

from __future__ import annotations

from sqlalchemy import and_, select

from saas.core.followups.models import ContactAttempt, FollowupAnswer, FollowupTask, Script
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def lowest_rating(task_id: int) -> int | None:
    """The lowest mark that the customer gave in the calls of a task; none where no question for a mark was answered."""
    given = (
        select(Script.questions, FollowupAnswer.question, FollowupAnswer.value)
        .join(
            FollowupTask,
            and_(FollowupTask.tenant_id == Script.tenant_id, FollowupTask.script_id == Script.id),
        )
        .join(
            ContactAttempt,
            and_(
                ContactAttempt.tenant_id == FollowupTask.tenant_id, ContactAttempt.task_id == FollowupTask.id
            ),
        )
        .join(
            FollowupAnswer,
            and_(
                FollowupAnswer.tenant_id == ContactAttempt.tenant_id,
                FollowupAnswer.attempt_id == ContactAttempt.id,
            ),
        )
        .where(FollowupTask.tenant_id == current_tenant(), FollowupTask.id == task_id)
    )
    marks = [
        int(value)
        for questions, key, value in session().execute(given)
        if value.isdecimal() and any(one["key"] == key and one["kind"] == "rating" for one in questions)
    ]
    return min(marks, default=None)
