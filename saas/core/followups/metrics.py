"""What the follow-ups measure: work done, customers reached, work in time, coverage, and the marks that customers gave."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute

from saas.core.accounts.models import Member
from saas.core.contracts.metrics import (
    Metric,
    MetricAggregate,
    MetricDirection,
    MetricUnit,
    Period,
)
from saas.core.followups.models import (
    AttemptResult,
    ContactAttempt,
    FollowupAnswer,
    FollowupTask,
    Script,
    TaskStatus,
)
from saas.core.organisation.models import Store
from saas.core.organisation.queries import zone_of
from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.tenancy import current_tenant

_REACHED = (AttemptResult.CONNECTED, AttemptResult.REFUSED, AttemptResult.CALLBACK)
"""Somebody answered who is the customer, whatever they said."""

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def completed_rows(period: Period) -> Select[Any]:
    """Tasks that were completed in the period; each is of whoever completed it."""
    day = _day(FollowupTask.closed_at)
    return (
        _of_stores(select(*_columns(FollowupTask.id, day, literal(1), _doer())))
        .where(FollowupTask.tenant_id == current_tenant(), FollowupTask.status == TaskStatus.COMPLETED)
        .where(*_around(FollowupTask.closed_at, period), day.between(period.first, period.last))
    )


def calls_rows(period: Period) -> Select[Any]:
    """Tries to reach a customer that began in the period and ended with a result; 1 for a customer who was reached."""
    day = _day(ContactAttempt.started_at)
    reached = case((ContactAttempt.result.in_(_REACHED), 1), else_=0)
    return (
        _of_stores(
            select(*_columns(ContactAttempt.id, day, reached, ContactAttempt.operator_id)).join_from(
                ContactAttempt, FollowupTask, _task_of_attempt()
            )
        )
        .where(ContactAttempt.tenant_id == current_tenant(), ContactAttempt.result.is_not(None))
        .where(*_around(ContactAttempt.started_at, period), day.between(period.first, period.last))
    )


def in_time_rows(period: Period) -> Select[Any]:
    """Tasks whose last day lies in the period and is over; 1 for one that somebody closed by that day.

    Cancelled ones do not count, nor open ones that a rule or the customer put off.
    """
    by_then = and_(
        FollowupTask.status != TaskStatus.EXPIRED, _day(FollowupTask.closed_at) <= FollowupTask.due_to
    )
    put_off = and_(FollowupTask.is_open, FollowupTask.not_before > now())
    over = FollowupTask.due_to < cast(func.timezone(_zone(), now()), Date)
    return _of_stores(
        select(
            *_columns(
                FollowupTask.id,
                FollowupTask.due_to,
                case((by_then, 1), else_=0),
                FollowupTask.assignee_id,
            )
        )
    ).where(
        FollowupTask.tenant_id == current_tenant(),
        FollowupTask.due_to.between(period.first, period.last),
        FollowupTask.status != TaskStatus.CANCELLED,
        ~func.coalesce(put_off, False),
        ~FollowupTask.is_open | over,
    )


def coverage_rows(period: Period) -> Select[Any]:
    """Tasks whose first day lies in the period; 1 for one that was completed. As the coverage page counts."""
    put_off = and_(FollowupTask.is_open, FollowupTask.not_before > now())
    done = case((FollowupTask.status == TaskStatus.COMPLETED, 1), else_=0)
    return select(*_columns(FollowupTask.id, FollowupTask.due_from, done, FollowupTask.assignee_id)).where(
        FollowupTask.tenant_id == current_tenant(),
        FollowupTask.due_from.between(period.first, period.last),
        FollowupTask.status != TaskStatus.CANCELLED,
        ~func.coalesce(put_off, False),
    )


def satisfaction_rows(period: Period) -> Select[Any]:
    """Marks that customers gave in calls of the period.

    They are of the adviser who received the customer, never of the caller: nobody collects marks for himself.
    """
    day = _day(ContactAttempt.started_at)
    own = and_(Member.tenant_id == FollowupTask.tenant_id, Member.employee_id == FollowupTask.adviser_id)
    columns = _columns(FollowupAnswer.id, day, cast(FollowupAnswer.value, Integer), Member.id)
    return (
        _of_stores(
            select(*columns)
            .join_from(FollowupAnswer, ContactAttempt, _attempt_of_answer())
            .join(FollowupTask, _task_of_attempt())
            .outerjoin(Member, own)
        )
        .where(FollowupAnswer.tenant_id == current_tenant(), _is_mark())
        .where(*_around(ContactAttempt.started_at, period), day.between(period.first, period.last))
    )


METRICS = (
    Metric(
        key="followups.completed",
        title=_l("Follow-ups completed"),
        summary=_l("Number of follow-up tasks that a person completed in the period."),
        unit=MetricUnit.COUNT,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.COUNT,
        rows=completed_rows,
        source_title=_l("Follow-up task"),
        source_endpoint="followups.task",
        source_argument="task_id",
    ),
    Metric(
        key="followups.reach_rate",
        title=_l("Reach rate"),
        summary=_l("Calls in which the customer was reached, divided by all calls that ended with a result."),
        unit=MetricUnit.SHARE,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.MEAN,
        rows=calls_rows,
        source_title=_l("Call"),
    ),
    Metric(
        key="followups.in_time",
        title=_l("Follow-ups in time"),
        summary=_l(
            "Tasks closed by their last day, divided by all tasks whose last day was in the period and is over."
        ),
        unit=MetricUnit.SHARE,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.MEAN,
        rows=in_time_rows,
        source_title=_l("Follow-up task"),
        source_endpoint="followups.task",
        source_argument="task_id",
    ),
    Metric(
        key="followups.coverage",
        title=_l("Follow-up coverage"),
        summary=_l("Tasks completed, divided by all tasks that fell due in the period."),
        unit=MetricUnit.SHARE,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.MEAN,
        rows=coverage_rows,
        source_title=_l("Follow-up task"),
        source_endpoint="followups.task",
        source_argument="task_id",
    ),
    Metric(
        key="followups.satisfaction",
        title=_l("Satisfaction in follow-ups"),
        summary=_l(
            "Mean of the marks that customers gave in follow-up calls, for the adviser who received them."
        ),
        unit=MetricUnit.SCORE,
        direction=MetricDirection.HIGHER,
        aggregate=MetricAggregate.MEAN,
        rows=satisfaction_rows,
        source_title=_l("Mark"),
    ),
)


def _columns(
    row_id: ColumnElement[int] | InstrumentedAttribute[int],
    day: Any,
    value: Any,
    member_id: Any,
) -> tuple[ColumnElement[Any], ...]:
    return (
        row_id.label("row_id"),
        day.label("happened_on"),
        value.label("value"),
        member_id.label("member_id"),
        FollowupTask.store_id.label("store_id"),
    )


def _doer() -> ColumnElement[Any]:
    return func.coalesce(FollowupTask.closed_by, FollowupTask.assignee_id)


def _of_stores(wanted: Select[Any]) -> Select[Any]:
    return wanted.outerjoin(
        Store, and_(Store.tenant_id == FollowupTask.tenant_id, Store.id == FollowupTask.store_id)
    )


def _zone() -> ColumnElement[str]:
    return func.coalesce(Store.timezone, zone_of(None))


def _day(moment: Moment) -> ColumnElement[Any]:
    return cast(func.timezone(_zone(), moment), Date)


def _around(moment: Moment, period: Period) -> tuple[ColumnElement[bool], ...]:
    """The instants that may lie in the days of any zone, for the index; the day itself decides."""
    begin = datetime.combine(period.first, time(), UTC) - timedelta(days=1)
    end = datetime.combine(period.last, time(), UTC) + timedelta(days=2)
    return moment >= begin, moment < end


def _task_of_attempt() -> ColumnElement[bool]:
    return and_(FollowupTask.tenant_id == ContactAttempt.tenant_id, FollowupTask.id == ContactAttempt.task_id)


def _attempt_of_answer() -> ColumnElement[bool]:
    return and_(
        ContactAttempt.tenant_id == FollowupAnswer.tenant_id, ContactAttempt.id == FollowupAnswer.attempt_id
    )


def _is_mark() -> ColumnElement[bool]:
    """The question asks for a mark, and a number was answered."""
    question = func.jsonb_array_elements(Script.questions).table_valued("value", name="question")
    asked = cast(question.c.value, JSONB)
    of_script = (
        select(literal(1))
        .select_from(Script)
        .join(question, literal(True))
        .where(
            Script.tenant_id == FollowupTask.tenant_id,
            Script.id == FollowupTask.script_id,
            asked["key"].astext == FollowupAnswer.question,
            asked["kind"].astext == "rating",
        )
        .exists()
    )
    # Whether it is a number is judged first, so that another answer is never cast to one.
    return case((FollowupAnswer.value.regexp_match("^[0-9]{1,3}$"), of_script), else_=False)
