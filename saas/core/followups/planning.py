"""Tasks that plugins plan, for reasons of their own: set-based, once for each reason, and none that the gate denies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Integer,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.sql.dml import ReturningInsert

from saas.core.customers.models import Customer
from saas.core.followups.events import FollowupClosed
from saas.core.followups.models import FollowupTask, FollowupType, Script, TaskStatus
from saas.core.privacy.criteria import denied
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.models import ContactChannel
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.tenancy import current_actor, current_tenant

# Spelled out: a bound value would not be seen to fit the index any more once the server plans the statement for all values.
_OF_A_SOURCE = text("source <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupPlan:
    """Why customers are to be called, and how.

    source: what the calls are about, `complaints.case:17`. purpose: for the contact gate, one of `Purpose`. due_from,
    due_to: days in the store's zone. key: tells plans of one source apart, so that what ended can be planned again. note:
    what the caller should know. script: code of the script to use. not_by_id: a member who does not call. priority: 1 the
    most urgent to 99.
    """

    source: str
    followup_type: FollowupType
    purpose: str
    due_from: date
    due_to: date
    key: str = ""
    note: str = ""
    script: str = ""
    not_by_id: int | None = None
    priority: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One customer of a plan; store_id: who calls, none for the store of the customer."""

    customer_id: int
    vehicle_id: int | None = None
    store_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFollowups:
    """What became of a plan: tasks made now, how many customers had theirs already, how many the gate denies or are gone."""

    task_ids: tuple[int, ...]
    had: int
    withheld: int


def plan_followup(plan: FollowupPlan, call: PlannedCall) -> int | None:
    """Plan one follow-up; the id of its task, the same when asked again, none where the contact gate would deny the call.

    Raises like `plan_followups`, and NotFound for a customer that is not there.
    """
    known = (Customer.tenant_id == current_tenant(), Customer.id == call.customer_id)
    person = session().scalar(select(func.coalesce(Customer.merged_into_id, Customer.id)).where(*known))
    if person is None:
        raise NotFound(_("This does not exist, or no longer."))
    made = plan_followups(plan, [call])
    if made.task_ids:
        return made.task_ids[0]
    mine = (FollowupTask.tenant_id == current_tenant(), FollowupTask.source == plan.source)
    same = FollowupTask.occurrence == f"{plan.key}:{person}"
    return session().scalar(select(FollowupTask.id).where(*mine, same))


def plan_followups(plan: FollowupPlan, calls: Sequence[PlannedCall]) -> PlannedFollowups:
    """Plan a follow-up with each of several customers, one for each person; two statements, whatever their number.

    Asking again makes nothing a second time. Who was merged into somebody else is called as that one; who is gone, or may
    not be called for this purpose, is left out. The call itself asks the contact gate again. Whoever plans has checked the
    right to. Raises Invalid for days in the wrong order and an unknown script, ValueError for an empty source and a purpose
    that is none.
    """
    if not plan.source or not is_purpose(plan.purpose):
        raise ValueError(f"a plan has a source and a purpose, not {plan.source!r} and {plan.purpose!r}")
    if plan.due_to < plan.due_from:
        raise Invalid("due_to", _("The last day lies before the first."))
    if not calls:
        return PlannedFollowups(task_ids=(), had=0, withheld=0)
    asked = _people(calls, plan.purpose)
    made = _insert(plan, _script_id(plan.script), asked, now()).cte("made")
    # One statement: who is asked for is looked up once, counted and turned into tasks.
    row = (
        session()
        .execute(
            select(
                select(func.array_agg(made.c.id)).scalar_subquery().label("tasks"),
                select(func.count()).select_from(asked).scalar_subquery().label("people"),
                select(func.count())
                .select_from(asked)
                .where(asked.c.withheld)
                .scalar_subquery()
                .label("withheld"),
            )
        )
        .one()
    )
    tasks = tuple(sorted(row.tasks or ()))
    if tasks:
        detail = {"source": plan.source, "count": len(tasks), "withheld": row.withheld}
        record(
            "followups.task.planned", "followup_task", tasks[0] if len(tasks) == 1 else None, detail=detail
        )
    return PlannedFollowups(task_ids=tasks, had=row.people - row.withheld - len(tasks), withheld=row.withheld)


def _people(calls: Sequence[PlannedCall], purpose: str) -> CTE:
    """Each person once, with one vehicle and one store of those that they are named with."""
    named = [
        func.unnest(bindparam(name, [getattr(call, name) for call in calls], type_=ARRAY(BigInteger))).label(
            name
        )
        for name in ("customer_id", "vehicle_id", "store_id")
    ]
    given = select(*named).subquery("given")
    person = func.coalesce(Customer.merged_into_id, Customer.id)
    people = (
        select(
            person.label("customer_id"),
            func.min(given.c.vehicle_id).label("vehicle_id"),
            func.min(given.c.store_id).label("store_id"),
        )
        .join(Customer, and_(Customer.tenant_id == current_tenant(), Customer.id == given.c.customer_id))
        .group_by(person)
        .subquery("people")
    )
    refused = denied(people.c.customer_id, purpose, ContactChannel.PHONE)
    return (
        select(
            people.c.customer_id,
            people.c.vehicle_id,
            func.coalesce(people.c.store_id, Customer.store_id).label("store_id"),
            (refused | Customer.gone_at.is_not(None)).label("withheld"),
        )
        .join(Customer, and_(Customer.tenant_id == current_tenant(), Customer.id == people.c.customer_id))
        .cte("asked")
    )


def _insert(
    plan: FollowupPlan, script_id: int | None, asked: CTE, moment: datetime
) -> ReturningInsert[tuple[int]]:
    values = {
        "tenant_id": literal(current_tenant()),
        "customer_id": asked.c.customer_id,
        "vehicle_id": asked.c.vehicle_id,
        "store_id": asked.c.store_id,
        "occurrence": func.concat(literal(f"{plan.key}:", Text), asked.c.customer_id),
        "source": literal(plan.source, Text),
        "note": literal(plan.note, Text),
        "followup_type": literal(plan.followup_type.value, Text),
        "purpose": literal(str(plan.purpose), Text),
        "script_id": literal(script_id, BigInteger),
        "not_by_id": literal(plan.not_by_id, BigInteger),
        "due_from": literal(plan.due_from, Date),
        "due_to": literal(plan.due_to, Date),
        "priority": literal(plan.priority, Integer),
        "status": literal(TaskStatus.PENDING.value, Text),
        "defer_reason": literal("", Text),
        "created_at": literal(moment),
        "updated_at": literal(moment),
    }
    return (
        insert(FollowupTask)
        .from_select(list(values), select(*values.values()).where(~asked.c.withheld), include_defaults=False)
        .on_conflict_do_nothing(
            index_elements=["tenant_id", "source", "occurrence"], index_where=_OF_A_SOURCE
        )
        .returning(FollowupTask.id)
    )


def _script_id(code: str) -> int | None:
    if not code:
        return None
    mine = (Script.tenant_id == current_tenant(), Script.code == code)
    found = session().scalar(select(Script.id).where(*mine))
    if found is None:
        raise Invalid("script", _("This does not exist, or no longer."))
    return found


def cancel_planned_followups(source: str, *, reason: str, key: str | None = None) -> int:
    """Take back what was planned and not begun, as it is not wanted any more; returns how many. key: only this plan's.

    A call that is going on is left to its caller.
    """
    mine = [FollowupTask.tenant_id == current_tenant(), FollowupTask.source == source, FollowupTask.is_open]
    if key is not None:
        mine.append(FollowupTask.occurrence.startswith(f"{key}:", autoescape=True))
    cancelled = (
        update(FollowupTask)
        .where(*mine, FollowupTask.status != TaskStatus.IN_PROGRESS)
        .values(
            status=TaskStatus.CANCELLED,
            is_open=False,
            closed_at=now(),
            closed_by=current_actor().member_id,
            row_version=FollowupTask.row_version + 1,
        )
        .returning(FollowupTask.id, FollowupTask.customer_id)
        .execution_options(synchronize_session=False)
    )
    ended = session().execute(cancelled).all()
    for task_id, customer_id in ended:
        publish(FollowupClosed(task_id=task_id, customer_id=customer_id, status=TaskStatus.CANCELLED))
    if ended:
        detail = {"source": source, "count": len(ended)}
        record("followups.task.plan_cancelled", "followup_task", None, reason=reason, detail=detail)
    return len(ended)


def planned_followup_counts(source: str) -> Mapping[TaskStatus, int]:
    """How the follow-ups of a source stand: status to number; one statement, within reach or not."""
    mine = (FollowupTask.tenant_id == current_tenant(), FollowupTask.source == source)
    statement = (
        select(FollowupTask.status, func.count().label("number")).where(*mine).group_by(FollowupTask.status)
    )
    return {row.status: row.number for row in session().execute(statement)}


def add_followup_script(
    code: str, name: Mapping[str, str], blocks: Sequence[Any], questions: Sequence[Any]
) -> None:
    """Give the group a script by its code; one that it has already stays as the group made it."""
    row = {"code": code, "name": dict(name), "blocks": list(blocks), "questions": list(questions)}
    stamped = {**row, "tenant_id": current_tenant(), "created_at": now(), "updated_at": now()}
    statement = insert(Script).values(**stamped).on_conflict_do_nothing(index_elements=["tenant_id", "code"])
    session().execute(statement)
