"""Balances, and the ledger that they follow from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, now, optional_ref, ref


class EntryKind(StrEnum):
    """What an entry of the ledger does to a month's balance, which is planned − committed − actual."""

    REVISE = "revise"
    """Changes what is planned: a version came into force."""
    TRANSFER = "transfer"
    """Changes what is planned: it went to, or came from, another line or month."""
    COMMIT = "commit"
    """Adds to what is committed."""
    RELEASE = "release"
    """Takes from what is committed."""
    ACTUAL = "actual"
    """Adds to what was spent."""
    REVERSE = "reverse"
    """Takes from what was spent."""


class Pot(TenantModel):
    """A line of a year: what a store, or one of its departments, has for a category. Its row is what spending locks.

    budget_id: where its money comes from; none while nobody planned any.
    """

    __tablename__ = "budget_pot"
    __title__ = _l("Budget lines of a year")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "year",
            "category_id",
            "store_id",
            "department_id",
            postgresql_nulls_not_distinct=True,
        ),
    )

    year: Mapped[int] = mapped_column(SmallInteger)
    category_id: Mapped[int] = ref("budget_cost_category")
    store_id: Mapped[int | None] = optional_ref("store")
    department_id: Mapped[int | None] = optional_ref("department")
    budget_id: Mapped[int | None] = optional_ref("budget_sheet")


class Cell(TenantModel):
    """A month of a pot: the sums of its entries in the ledger, kept with each of them under the pot's lock."""

    __tablename__ = "budget_cell"
    __title__ = _l("Balances")
    __table_args__ = (
        UniqueConstraint("tenant_id", "pot_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("committed_fen >= 0", name="committed"),
        CheckConstraint("actual_fen >= 0", name="actual"),
    )

    pot_id: Mapped[int] = ref("budget_pot", index=False)
    month: Mapped[int] = mapped_column(SmallInteger)
    planned_fen: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    committed_fen: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    actual_fen: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class SetAside(Versioned, TenantModel):
    """Money set aside for a document, and what became of it.

    key: the act that set it aside, unique. month: whose balance it counts in. committed_fen: as it was set aside. open_fen:
    what still is. actual_fen: what was spent of it, more than was set aside where it cost more.
    """

    __tablename__ = "budget_set_aside"
    __title__ = _l("Money set aside")
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint("open_fen >= 0 AND actual_fen >= 0", name="amounts"),
        Index("ix_budget_set_aside_document", "tenant_id", "document"),
    )

    key: Mapped[str] = code_text()
    pot_id: Mapped[int] = ref("budget_pot")
    month: Mapped[int] = mapped_column(SmallInteger)
    document: Mapped[str] = code_text()
    title: Mapped[str] = code_text()
    committed_fen: Mapped[int] = mapped_column(BigInteger)
    open_fen: Mapped[int] = mapped_column(BigInteger)
    actual_fen: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class LedgerEntry(TenantModel):
    """One entry, never changed; what was wrong is put right by another one.

    amount_fen: above 0, but for `revise` and `transfer`, which also take away. act: what wrote it, unique, so that doing it
    twice writes it once. spent_on: the day in the store's zone. actor_kind, actor_id: who did it, as in the audit.
    """

    __tablename__ = "budget_ledger"
    __title__ = _l("Budget ledger")
    __table_args__ = (
        UniqueConstraint("tenant_id", "act"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("amount_fen > 0 OR kind IN ('revise', 'transfer')", name="amount"),
        Index("ix_budget_ledger_pot", "tenant_id", "pot_id", "id"),
    )
    append_only = True

    pot_id: Mapped[int] = ref("budget_pot", index=False)
    month: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[EntryKind] = choice(EntryKind)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    act: Mapped[str] = code_text()
    set_aside_id: Mapped[int | None] = optional_ref("budget_set_aside")
    document: Mapped[str] = code_text()
    title: Mapped[str] = code_text(default="")
    spent_on: Mapped[date] = mapped_column(Date)
    posted_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
