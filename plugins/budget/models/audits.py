"""Internal audits: what they look at, the sample that was drawn, the findings, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.budget.auditing_states import AuditResult, AuditState, DrawMethod, FindingState, Severity
from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    keyed_text,
    now,
    optional_ref,
    personal,
    ref,
)


class Audit(Versioned, TenantModel):
    """An internal audit of the expense claims of some stores that were handed in within a period.

    period_from, period_until: days in each store's zone, both with it. What was drawn stays as it was: method, seed,
    sample_size as it was asked for, and how many claims of how much money there were to draw from.
    """

    __tablename__ = "budget_audit"
    __title__ = _l("Internal audits")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        CheckConstraint("period_from <= period_until", name="period"),
        Index("ix_budget_audit_state", "tenant_id", "state", "id"),
    )

    document_no: Mapped[str] = code_text()
    title: Mapped[str] = code_text()
    state: Mapped[AuditState] = choice(AuditState, default=AuditState.PLANNED)
    period_from: Mapped[date] = mapped_column(Date)
    period_until: Mapped[date] = mapped_column(Date)
    method: Mapped[DrawMethod] = choice(DrawMethod, default=DrawMethod.RANDOM)
    seed: Mapped[int | None] = mapped_column(BigInteger)
    sample_size: Mapped[int | None] = mapped_column(Integer)
    population: Mapped[int | None] = mapped_column(Integer)
    population_fen: Mapped[int | None] = mapped_column(BigInteger)
    drawn_at: Mapped[datetime | None]
    begun_by_id: Mapped[int | None] = optional_ref("member")
    closed_by_id: Mapped[int | None] = optional_ref("member")
    closed_at: Mapped[datetime | None]


class AuditStore(TenantModel):
    """A store whose claims an audit looks at."""

    __tablename__ = "budget_audit_store"
    __title__ = _l("Stores of internal audits")
    __table_args__ = (UniqueConstraint("tenant_id", "audit_id", "store_id"),)

    audit_id: Mapped[int] = ref("budget_audit", index=False)
    store_id: Mapped[int] = ref("store")


class AuditPoint(TenantModel):
    """A point of an audit's checklist that its auditor added to the four points of the finance review."""

    __tablename__ = "budget_audit_point"
    __title__ = _l("Own points of internal audits")
    __table_args__ = (UniqueConstraint("tenant_id", "audit_id", "position"),)

    audit_id: Mapped[int] = ref("budget_audit", index=False)
    position: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = code_text()


class AuditedClaim(Versioned, TenantModel):
    """A claim in the sample of an audit. position: in the order of drawing, from 1. weight, reasons: why by risk.

    total_fen, round: of the claim when it was drawn. points: which of the checklist hold, as it was looked at last.
    """

    __tablename__ = "budget_audited_claim"
    __title__ = _l("Samples of internal audits")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "audit_id"),
        UniqueConstraint("tenant_id", "audit_id", "position"),
        CheckConstraint("weight > 0", name="weight"),
    )

    audit_id: Mapped[int] = ref("budget_audit", index=False)
    position: Mapped[int] = mapped_column(Integer)
    claim_id: Mapped[int] = ref("budget_expense_claim", index=False)
    store_id: Mapped[int] = ref("store")
    weight: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[list[Any]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    total_fen: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(Integer)
    result: Mapped[AuditResult] = choice(AuditResult, default=AuditResult.PENDING)
    points: Mapped[list[str]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    looked_by_id: Mapped[int | None] = optional_ref("member")
    looked_at: Mapped[datetime | None]


class AuditFinding(Versioned, TenantModel):
    """Something in a sampled claim that is not as it should be. number: within its audit, from 1; its text never changes.

    point: of the checklist that does not hold, none where it is about something else. round: how often it waited for an
    answer. The answers stand in the history.
    """

    __tablename__ = "budget_audit_finding"
    __title__ = _l("Findings of internal audits")
    __table_args__ = (
        UniqueConstraint("tenant_id", "audit_id", "number"),
        Index("ix_budget_audit_finding_responsible", "tenant_id", "responsible_id", "state", "id"),
    )

    audit_id: Mapped[int] = ref("budget_audit", index=False)
    audited_claim_id: Mapped[int] = ref("budget_audited_claim")
    store_id: Mapped[int] = ref("store")
    number: Mapped[int] = mapped_column(Integer)
    severity: Mapped[Severity] = choice(Severity)
    state: Mapped[FindingState] = choice(FindingState, default=FindingState.OPEN)
    point: Mapped[str] = code_text(default="")
    text: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    due_on: Mapped[date] = mapped_column(Date)
    responsible_id: Mapped[int] = ref("member", index=False)
    found_by_id: Mapped[int | None] = optional_ref("member")
    round: Mapped[int] = mapped_column(Integer, default=1)
    answered_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = optional_ref("member")
    closed_at: Mapped[datetime | None]


class AuditEventKind(StrEnum):
    """What happened to an audit."""

    BEGUN = "begun"
    POINTS_ADDED = "points_added"
    CANCELLED = "cancelled"
    DRAWN = "drawn"
    PASSED = "passed"
    FOUND = "found"
    ANSWERED = "answered"
    SENT_BACK = "sent_back"
    FINDING_CLOSED = "finding_closed"
    CLOSED = "closed"


AUDIT_NOTE = "budget_audit_event.note"
"""What the notes of audits' histories are bound to."""


class AuditEvent(TenantModel):
    """One line of an audit's history, never changed. points: of the checklist that held when a claim was looked at.

    sealed_note: what was said, under the audit's key.
    """

    __tablename__ = "budget_audit_event"
    __title__ = _l("What happened to internal audits")
    __table_args__ = (
        Index("ix_budget_audit_event_audit", "tenant_id", "audit_id", "id"),
        Index("ix_budget_audit_event_claim", "tenant_id", "audited_claim_id", "id"),
        Index("ix_budget_audit_event_finding", "tenant_id", "finding_id", "id"),
    )
    append_only = True

    audit_id: Mapped[int] = ref("budget_audit", index=False)
    audited_claim_id: Mapped[int | None] = optional_ref("budget_audited_claim", index=False)
    finding_id: Mapped[int | None] = optional_ref("budget_audit_finding", index=False)
    kind: Mapped[AuditEventKind] = choice(AuditEventKind)
    points: Mapped[list[str]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
    sealed_note: Mapped[bytes | None] = keyed_text("note", AUDIT_NOTE, DataCategory.EMPLOYMENT)
