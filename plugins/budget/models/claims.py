"""Expense claims with their lines and history, payments, and requests to exceed the budget."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.budget.claim_states import ClaimState, OverbudgetState
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


class ExpenseClaim(Versioned, TenantModel):
    """Money that a member laid out and asks back.

    round: how often it was handed in. total_fen, tax_fen: of its lines. checks: what the machine found when it was
    handed in, codes with their figures; looked_over_at: when it compared the amounts with those of others.
    dept_by_id, finance_by_id, paid_by_id: who passed it in this round, and who paid.
    """

    __tablename__ = "budget_expense_claim"
    __title__ = _l("Expense claims")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        Index("ix_budget_expense_claim_state", "tenant_id", "state", "submitted_at", "id"),
        Index("ix_budget_expense_claim_claimant", "tenant_id", "claimant_id", "id"),
        Index("ix_budget_expense_claim_store", "tenant_id", "store_id", "id"),
        Index("ix_budget_expense_claim_batch", "tenant_id", "batch_id", "id"),
    )

    document_no: Mapped[str] = code_text()
    state: Mapped[ClaimState] = choice(ClaimState, default=ClaimState.DRAFT)
    store_id: Mapped[int] = ref("store", index=False)
    department_id: Mapped[int | None] = optional_ref("department")
    claimant_id: Mapped[int] = ref("member", index=False)
    title: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    total_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    round: Mapped[int] = mapped_column(Integer, default=0)
    submitted_at: Mapped[datetime | None]
    checks: Mapped[list[Any]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    looked_over_at: Mapped[datetime | None]
    dept_by_id: Mapped[int | None] = optional_ref("member")
    finance_by_id: Mapped[int | None] = optional_ref("member")
    batch_id: Mapped[int | None] = optional_ref("budget_payment_batch", index=False)
    paid_by_id: Mapped[int | None] = optional_ref("member")
    paid_at: Mapped[datetime | None]


class CostObject(StrEnum):
    """What an expense was for, beside its category."""

    STORE = "store"
    REPAIR_ORDER = "repair_order"
    CAMPAIGN = "campaign"
    VEHICLE = "vehicle"


class ClaimLine(Versioned, TenantModel):
    """One expense of a claim.

    spent_on: a day in the store's zone. amount_fen: with the tax in it, tax_fen. invoice_code: empty where the invoice
    has none, as electronic ones of today. quantity: of how many nights, days or people. counts: whether its invoice is
    used up, as it is not by a claim that was rejected or taken back. commit_key: of what was set aside for it in this
    round. object_code: the repair order's number or the campaign's code, object_name: the campaign's; of a vehicle its id
    alone.
    """

    __tablename__ = "budget_claim_line"
    __title__ = _l("Lines of expense claims")
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("tax_fen >= 0 AND tax_fen < amount_fen", name="tax"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("(object_kind = 'vehicle') = (vehicle_id IS NOT NULL)", name="vehicle"),
        Index("ix_budget_claim_line_claim", "tenant_id", "claim_id", "id"),
        Index("ix_budget_claim_line_category", "tenant_id", "category_id", "spent_on"),
        Index(
            "uq_budget_claim_line_invoice",
            "tenant_id",
            "invoice_code",
            "invoice_no",
            unique=True,
            postgresql_where=text("counts AND invoice_no <> ''"),
        ),
    )

    claim_id: Mapped[int] = ref("budget_expense_claim", ondelete="CASCADE", index=False)
    category_id: Mapped[int] = ref("budget_cost_category", index=False)
    spent_on: Mapped[date] = mapped_column(Date)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    tax_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    quantity: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    vendor: Mapped[str] = mapped_column(default="", info=personal(DataCategory.EMPLOYMENT))
    note: Mapped[str] = mapped_column(default="", info=personal(DataCategory.EMPLOYMENT))
    invoice_code: Mapped[str] = code_text(default="")
    invoice_no: Mapped[str] = code_text(default="")
    counts: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    commit_key: Mapped[str] = code_text(default="")
    object_kind: Mapped[CostObject] = choice(CostObject, default=CostObject.STORE)
    object_code: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    object_name: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    vehicle_id: Mapped[int | None] = optional_ref("vehicle")


class ClaimEventKind(StrEnum):
    """What happened to a claim."""

    CREATED = "created"
    SUBMITTED = "submitted"
    HELD = "held"
    OVERBUDGET_AGREED = "overbudget_agreed"
    OVERBUDGET_APPROVED = "overbudget_approved"
    OVERBUDGET_REJECTED = "overbudget_rejected"
    OVERBUDGET_EXPIRED = "overbudget_expired"
    WENT_ON = "went_on"
    DEPARTMENT_PASSED = "department_passed"
    FINANCE_PASSED = "finance_passed"
    RETURNED = "returned"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    PAID = "paid"


CLAIM_NOTE = "budget_claim_event.note"
"""What the notes of claims' histories are bound to."""


class ClaimEvent(TenantModel):
    """One line of a claim's history, never changed.

    round: of the claim. points: which of the four points finance ticked. total_fen: the claim's at that time. sealed_note:
    the reason, under the claim's key.
    """

    __tablename__ = "budget_claim_event"
    __title__ = _l("What happened to expense claims")
    __table_args__ = (Index("ix_budget_claim_event_claim", "tenant_id", "claim_id", "id"),)
    append_only = True

    claim_id: Mapped[int] = ref("budget_expense_claim", index=False)
    kind: Mapped[ClaimEventKind] = choice(ClaimEventKind)
    round: Mapped[int] = mapped_column(Integer)
    total_fen: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[list[str]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
    sealed_note: Mapped[bytes | None] = keyed_text("note", CLAIM_NOTE, DataCategory.EMPLOYMENT)


class OverbudgetRequest(Versioned, TenantModel):
    """That a claim asks for more than the budget has; good once, for this claim, this much and this long.

    round: of the claim. amount_fen: the claim's total. excess_fen: by how much the budget may be exceeded, all lines
    together. lines: for each line that does not fit, its id and by how much.
    """

    __tablename__ = "budget_overbudget_request"
    __title__ = _l("Requests to exceed the budget")
    __table_args__ = (
        UniqueConstraint("tenant_id", "claim_id", "round"),
        CheckConstraint("excess_fen > 0 AND amount_fen > 0", name="amounts"),
        Index("ix_budget_overbudget_request_state", "tenant_id", "state", "expires_at"),
    )

    claim_id: Mapped[int] = ref("budget_expense_claim", ondelete="CASCADE", index=False)
    round: Mapped[int] = mapped_column(Integer)
    state: Mapped[OverbudgetState] = choice(OverbudgetState, default=OverbudgetState.REQUESTED)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    excess_fen: Mapped[int] = mapped_column(BigInteger)
    year_end_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    year_planned_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    reason: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    dept_by_id: Mapped[int | None] = optional_ref("member")
    finance_by_id: Mapped[int | None] = optional_ref("member")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class BatchState(StrEnum):
    """Where a payment stands."""

    PREPARED = "prepared"
    PAID = "paid"
    CANCELLED = "cancelled"


class PaymentBatch(Versioned, TenantModel):
    """Claims that are paid together. paid_on: a day in the group's zone. reference: the bank's."""

    __tablename__ = "budget_payment_batch"
    __title__ = _l("Payments of expense claims")
    __table_args__ = (UniqueConstraint("tenant_id", "document_no"),)

    document_no: Mapped[str] = code_text()
    state: Mapped[BatchState] = choice(BatchState, default=BatchState.PREPARED)
    total_fen: Mapped[int] = mapped_column(BigInteger)
    prepared_by_id: Mapped[int | None] = optional_ref("member")
    paid_on: Mapped[date | None] = mapped_column(Date)
    reference: Mapped[str] = code_text(default="")
