"""Making due tasks: set-based, and the same task never twice, also when two workers run at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CTE,
    CursorResult,
    Date,
    Integer,
    Select,
    Text,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from saas.core.followups.facts import DueDays, due_facts
from saas.core.followups.models import OPEN_STATUSES, FollowupRule, FollowupRun, FollowupTask, TaskStatus
from saas.core.followups.urgency import rank_new_tasks
from saas.core.privacy.criteria import denied
from saas.core.privacy.models import ContactChannel
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What one rule did in a run: tasks made, and occurrences left out because the gate would deny the contact."""

    code: str
    created: int
    withheld: int


def rule_days(rule: FollowupRule, day: date) -> DueDays | None:
    """The due days that a rule acts on at `day`: from its switching on, within its window; none while it is off."""
    if rule.enabled_on is None:
        return None
    first = max(rule.enabled_on, day - timedelta(days=rule.window_days))
    return DueDays(first=first, last=day) if first <= day else None


def create_due_tasks(day: date, *, cause: str) -> FollowupRun:
    """Make the tasks of all switched-on rules that are due at `day`, and let overdue ones expire.

    day: the day as the group's zone has it. cause: `nightly` or `requested`.
    Running it again, or twice at once, makes nothing a second time.
    """
    run = FollowupRun(started_at=now(), day=day, cause=cause)
    session().add(run)
    session().flush()
    expired = expire_tasks(day)
    moment = now()
    counts = [_apply(rule, days, moment) for rule in enabled_rules() if (days := rule_days(rule, day))]
    rank_new_tasks(moment)
    run.counts = {
        "created": sum(count.created for count in counts),
        "withheld": sum(count.withheld for count in counts),
        "expired": expired,
        "rules": [asdict(count) for count in counts],
    }
    run.finished_at = now()
    record("followups.task.generated", "followup_run", run.id, detail=run.counts)
    return run


def enabled_rules() -> list[FollowupRule]:
    """The rules that are switched on, the most urgent first."""
    statement = select(FollowupRule).where(
        FollowupRule.tenant_id == current_tenant(), FollowupRule.enabled_on.is_not(None)
    )
    return list(session().scalars(statement.order_by(FollowupRule.priority, FollowupRule.id)))


def _apply(rule: FollowupRule, days: DueDays, moment: datetime) -> RuleCount:
    found = fresh_facts(rule, days).subquery()
    refused = denied(found.c.customer_id, rule.purpose, ContactChannel.PHONE)
    # One statement: the facts are looked up once, counted and turned into tasks.
    facts = select(found, refused.label("refused")).cte("facts")
    made = _insert(rule, facts, moment).cte("made")
    counted = select(
        select(func.count()).select_from(made).scalar_subquery(),
        select(func.count()).select_from(facts).where(facts.c.refused).scalar_subquery(),
    )
    created, withheld = session().execute(counted).one()
    return RuleCount(code=rule.code, created=created, withheld=withheld)


def fresh_facts(rule: FollowupRule, days: DueDays) -> Select[Any]:
    """The rule's due facts for which it has made no task yet."""
    facts = due_facts(rule, days)
    occurrence = facts.selected_columns.occurrence
    made = select(FollowupTask.id).where(
        FollowupTask.tenant_id == current_tenant(),
        FollowupTask.rule_id == rule.id,
        FollowupTask.occurrence == occurrence,
    )
    return facts.where(~made.exists())


def _insert(rule: FollowupRule, facts: CTE, moment: datetime) -> ReturningInsert[tuple[int]]:
    values = {
        "tenant_id": literal(current_tenant()),
        "customer_id": facts.c.customer_id,
        "vehicle_id": facts.c.vehicle_id,
        "service_record_id": facts.c.service_record_id,
        "store_id": facts.c.store_id,
        "adviser_id": facts.c.adviser_id,
        "due_from": facts.c.due_from,
        "due_to": type_coerce(facts.c.due_from + literal(rule.window_days, Integer), Date),
        "occurrence": facts.c.occurrence,
        "rule_id": literal(rule.id),
        "rule_version": literal(rule.version, Integer),
        "followup_type": literal(rule.followup_type.value, Text),
        "purpose": literal(rule.purpose, Text),
        "script_id": literal(rule.script_id, FollowupTask.script_id.type),
        "priority": literal(rule.priority, Integer),
        "max_attempts": literal(rule.max_attempts, Integer),
        "retry_days": literal(rule.retry_days, Integer),
        "status": literal(TaskStatus.PENDING.value, Text),
        "defer_reason": literal("", Text),
        "created_at": literal(moment),
        "updated_at": literal(moment),
    }
    # Two workers at once: the unique key of rule and occurrence lets one of them win.
    return (
        insert(FollowupTask)
        .from_select(list(values), select(*values.values()).where(~facts.c.refused), include_defaults=False)
        .on_conflict_do_nothing(index_elements=["tenant_id", "rule_id", "occurrence"])
        .returning(literal(1))
    )


def expire_tasks(day: date) -> int:
    """Close open tasks whose last day has passed; returns how many. A call that is going on is left to its caller."""
    statement = (
        update(FollowupTask)
        .where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.is_open,
            FollowupTask.due_to < day,
            FollowupTask.status.in_(
                [status for status in OPEN_STATUSES if status is not TaskStatus.IN_PROGRESS]
            ),
        )
        .values(
            status=TaskStatus.EXPIRED,
            is_open=False,
            closed_at=now(),
            row_version=FollowupTask.row_version + 1,
        )
    )
    done = session().execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
