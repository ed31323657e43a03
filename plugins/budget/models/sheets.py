"""The sheet of a budget: its versions, what they assume, their lines, and what was said of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from plugins.budget.models.categories import Driver
from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class VersionState(StrEnum):
    """Where a version of a budget stands."""

    DRAFT = "draft"
    """Somebody writes it."""
    SUBMITTED = "submitted"
    """It waits for finance."""
    FINANCE_REVIEW = "finance_review"
    """Finance looks at it."""
    RETURNED = "returned"
    """Finance wants something changed."""
    APPROVED = "approved"
    """It may come into force."""
    ACTIVE = "active"
    """Spending is held against it."""
    SUPERSEDED = "superseded"
    """A later version is in force."""
    CLOSED = "closed"
    """The year is over."""
    DROPPED = "dropped"
    """It was given up before it came into force."""


class Budget(Versioned, TenantModel):
    """What a store, or the group where there is no store, may spend in a year; its figures are those of its versions.

    year: the calendar year. target_fen: what it should come to, from above; none where nobody said.
    """

    __tablename__ = "budget_sheet"
    __title__ = _l("Budgets")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        Index("ix_budget_sheet_year", "tenant_id", "year", "id"),
    )

    document_no: Mapped[str] = code_text()
    title: Mapped[str] = code_text()
    year: Mapped[int] = mapped_column(SmallInteger, default=2026)
    store_id: Mapped[int | None] = optional_ref("store")
    target_fen: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None]


class BudgetVersion(Versioned, TenantModel):
    """One version of a budget: the first, or a revision of the one in force.

    reason: why there is a revision. strategy, standards, history_base: what it was written from, in words.
    market_percent, demand_percent: how much more volume than in the year before is expected of the market and of what
    customers ask for. submitted_by_id, reviewer_id, decided_by_id: who did which step last.
    """

    __tablename__ = "budget_version"
    __title__ = _l("Versions of budgets")
    __table_args__ = (
        UniqueConstraint("tenant_id", "budget_id", "number"),
        Index(
            "uq_budget_version_open",
            "tenant_id",
            "budget_id",
            unique=True,
            postgresql_where=text(
                "state IN ('draft', 'submitted', 'finance_review', 'returned', 'approved')"
            ),
        ),
        Index(
            "uq_budget_version_active",
            "tenant_id",
            "budget_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_budget_version_state", "tenant_id", "state", "id"),
    )

    budget_id: Mapped[int] = ref("budget_sheet", index=False)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[VersionState] = choice(VersionState, default=VersionState.DRAFT)
    reason: Mapped[str] = code_text(default="")
    strategy: Mapped[str] = code_text(default="")
    standards: Mapped[str] = code_text(default="")
    history_base: Mapped[str] = code_text(default="")
    market_percent: Mapped[Decimal] = mapped_column(Numeric(7, 4), default=Decimal(0), server_default="0")
    demand_percent: Mapped[Decimal] = mapped_column(Numeric(7, 4), default=Decimal(0), server_default="0")
    submitted_by_id: Mapped[int | None] = optional_ref("member")
    submitted_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = optional_ref("member")
    decided_by_id: Mapped[int | None] = optional_ref("member")
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = code_text(default="")
    activated_at: Mapped[datetime | None]


class BudgetLine(Versioned, TenantModel):
    """What a store, or one of its departments, may spend on a category in a month.

    store_id: none for the group's own costs. base_fen: what was in force when this revision was begun, 0 for a first
    version. driver, volume, rate_fen: what the amount was made of, none where it was written by hand.
    """

    __tablename__ = "budget_line"
    __title__ = _l("Budget lines")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "version_id",
            "store_id",
            "department_id",
            "category_id",
            "month",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )

    version_id: Mapped[int] = ref("budget_version", index=False)
    store_id: Mapped[int | None] = optional_ref("store")
    department_id: Mapped[int | None] = optional_ref("department")
    category_id: Mapped[int] = ref("budget_cost_category")
    month: Mapped[int] = mapped_column(SmallInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    base_fen: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    driver: Mapped[Driver | None] = choice(Driver, nullable=True)
    volume: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    rate_fen: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))


class BudgetComment(Versioned, TenantModel):
    """What somebody said of a version, or of one of its lines (a category at a place), until it is settled."""

    __tablename__ = "budget_comment"
    __title__ = _l("Comments on budgets")
    __table_args__ = (Index("ix_budget_comment_version", "tenant_id", "version_id", "id"),)

    version_id: Mapped[int] = ref("budget_version", index=False)
    category_id: Mapped[int | None] = optional_ref("budget_cost_category")
    store_id: Mapped[int | None] = optional_ref("store")
    department_id: Mapped[int | None] = optional_ref("department")
    text: Mapped[str] = code_text()
    author_id: Mapped[int | None] = optional_ref("member")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = optional_ref("member")
