"""Rules, scripts, tasks, attempts and answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.core.privacy.models import ContactChannel
from saas.platform.i18n import _l
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class RuleEvent(StrEnum):
    """The dated facts that a rule starts from."""

    DELIVERY = "delivery"
    SERVICE_COMPLETED = "service_completed"
    MAINTENANCE_DUE = "maintenance_due"
    NO_VISIT = "no_visit"


class FollowupType(StrEnum):
    """The four kinds of follow-up."""

    SALES = "sales"
    CARE = "care"
    SURVEY = "survey"
    AFTER_SERVICE = "after_service"


class Script(Versioned, TenantModel):
    """What the specialist says: blocks with conditions and variables, and the questions to ask.

    blocks: `{"when": {…}, "text": {"zh_CN": …, "en": …}}`.
    questions: key, kind (`rating`, `yes_no`, `choice`, `text`), label, options.
    """

    __tablename__ = "script"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    name: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    blocks: Mapped[list[Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    questions: Mapped[list[Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    version: Mapped[int] = mapped_column(Integer, default=1)


class FollowupRule(Versioned, TenantModel):
    """When which task is made.

    offset_days: from the event's day to the day the task is due (negative: before it).
    offset_months: likewise, in calendar months.
    window_days: days after the due day in which the task may still be made or done; later it expires.
    enabled_on: the day it was switched on, none while off; facts due before it make no task.
    purpose: for the contact gate. condition: field to allowed values, all of which must hold.
    max_attempts, retry_days: an unreachable customer is tried on so many days before the task ends.
    """

    __tablename__ = "followup_rule"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    name: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    event: Mapped[RuleEvent] = choice(RuleEvent)
    followup_type: Mapped[FollowupType] = choice(FollowupType)
    purpose: Mapped[str] = code_text()
    offset_days: Mapped[int] = mapped_column(Integer, default=0)
    offset_months: Mapped[int] = mapped_column(Integer, default=0)
    window_days: Mapped[int] = mapped_column(Integer)
    priority: Mapped[int] = mapped_column(Integer, default=50)
    script_id: Mapped[int | None] = optional_ref("script")
    condition: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    max_attempts: Mapped[int] = mapped_column(Integer, default=5)
    retry_days: Mapped[int] = mapped_column(Integer, default=1)
    enabled_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)


class TaskStatus(StrEnum):
    """pending (nobody's) → assigned → in_progress → an end; deferred is pending or assigned with `not_before`."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    INVALID_CONTACT = "invalid_contact"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_STATUSES = (TaskStatus.PENDING, TaskStatus.ASSIGNED, TaskStatus.IN_PROGRESS)


class FollowupTask(Versioned, TenantModel):
    """One contact that is to be made with one customer.

    occurrence: what it is for, written so that the same fact gives the same text; unique with the rule, so a rule never
    makes a task twice.
    due_from, due_to: days in the store's zone. not_before: instant before which it is not offered. adviser_id: who received the
    customer and therefore does not call; not_by_id: somebody else who does not. source, note: of a planned task, what it is
    about (`complaints.case:17`) and what the caller should know. is_open: the status is one of those that still want work
    (kept for the partial indexes).
    """

    __tablename__ = "followup_task"
    __title__ = _l("Follow-ups")
    __table_args__ = (
        # Tasks made by hand or planned have no rule: NULLs are distinct on purpose.
        UniqueConstraint("tenant_id", "rule_id", "occurrence"),
        Index(
            "uq_followup_task_source",
            "tenant_id",
            "source",
            "occurrence",
            unique=True,
            postgresql_where=text("source <> ''"),
        ),
        Index("ix_followup_task_queue", "tenant_id", "assignee_id", "is_open", "due_to", "priority", "id"),
        Index("ix_followup_task_store", "tenant_id", "store_id", "is_open", "due_to", "id"),
        Index("ix_followup_task_customer", "tenant_id", "customer_id", "due_from", "id"),
        Index("ix_followup_task_due", "tenant_id", "is_open", "due_to", "id"),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    vehicle_id: Mapped[int | None] = optional_ref("vehicle", ondelete="CASCADE")
    service_record_id: Mapped[int | None] = optional_ref("service_record", ondelete="CASCADE")
    rule_id: Mapped[int | None] = optional_ref("followup_rule", index=False)
    rule_version: Mapped[int | None] = mapped_column(Integer)
    occurrence: Mapped[str] = code_text()
    followup_type: Mapped[FollowupType] = choice(FollowupType)
    purpose: Mapped[str] = code_text()
    script_id: Mapped[int | None] = optional_ref("script")
    store_id: Mapped[int | None] = optional_ref("store", index=False)
    adviser_id: Mapped[int | None] = optional_ref("employee")
    not_by_id: Mapped[int | None] = optional_ref("member")
    source: Mapped[str] = mapped_column(default="", server_default=text("''"), info=NOT_PERSONAL)
    note: Mapped[str] = mapped_column(
        default="", server_default=text("''"), info=personal(DataCategory.COMMUNICATION)
    )
    due_from: Mapped[date] = mapped_column(Date)
    due_to: Mapped[date] = mapped_column(Date)
    not_before: Mapped[datetime | None]
    defer_reason: Mapped[str] = code_text(default="")
    priority: Mapped[int] = mapped_column(Integer, default=50)
    assignee_id: Mapped[int | None] = optional_ref("member", index=False)
    status: Mapped[TaskStatus] = choice(TaskStatus, default=TaskStatus.PENDING)
    is_open: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    attempt_count: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    max_attempts: Mapped[int] = mapped_column(Integer, default=5, server_default=text("5"))
    retry_days: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]


class AttemptResult(StrEnum):
    """How a try ended."""

    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    OFF = "off"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    CALLBACK = "callback"


class ContactAttempt(TenantModel):
    """One try to reach a customer; it carries the gate's decision that allowed it, and a decision serves one try.

    ended_at without a result: the task was given to somebody else during the call; the operator may still say how it ended.
    """

    __tablename__ = "contact_attempt"
    __title__ = _l("Calls")
    __table_args__ = (
        UniqueConstraint("tenant_id", "decision_id"),
        Index("ix_contact_attempt_task", "tenant_id", "task_id", "started_at"),
        Index("ix_contact_attempt_customer", "tenant_id", "customer_id", "started_at"),
        Index("ix_contact_attempt_operator", "tenant_id", "operator_id", "started_at"),
    )

    task_id: Mapped[int] = ref("followup_task", ondelete="CASCADE", index=False)
    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    decision_id: Mapped[int] = ref("contact_decision", index=False)
    channel: Mapped[ContactChannel] = choice(ContactChannel, default=ContactChannel.PHONE)
    operator_id: Mapped[int] = ref("member", index=False)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[AttemptResult | None] = choice(AttemptResult, nullable=True)
    next_attempt_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))


class FollowupAnswer(TenantModel):
    """An answer of the customer to one question of the script; `value` as the question's kind writes it."""

    __tablename__ = "followup_answer"
    __title__ = _l("Answers")
    __table_args__ = (UniqueConstraint("tenant_id", "attempt_id", "question"),)

    attempt_id: Mapped[int] = ref("contact_attempt", ondelete="CASCADE", index=False)
    question: Mapped[str] = code_text()
    value: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))


class FollowupRun(TenantModel):
    """One run of the rules over a group: what it looked at and what it made."""

    __tablename__ = "followup_run"
    __table_args__ = (Index("ix_followup_run_started", "tenant_id", "started_at", "id"),)

    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    day: Mapped[date] = mapped_column(Date)
    cause: Mapped[str] = code_text()
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
