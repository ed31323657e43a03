"""Counts: which parts of a store are counted, what lay there by the books, what was found, and who said yes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, cost_of_unit, optional_amount
from plugins.parts.models.part_store import AbcClass
from saas.plugin_api import TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class CountState(StrEnum):
    """Where a count stands."""

    COUNTING = "counting"
    REVIEW = "review"
    """Everything is counted; somebody else looks at what does not fit."""
    POSTED = "posted"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """Where a line of a count stands."""

    OPEN = "open"
    RECOUNT = "recount"
    """Too far off to be believed at once: counted again."""
    MATCH = "match"
    POST = "post"
    """A difference so small that it needs nobody."""
    APPROVE = "approve"
    """A difference that somebody else must approve."""
    APPROVED = "approved"
    REFUSED = "refused"


class CountSession(Versioned, TenantModel):
    """A count of some parts of a store. snapshot_at: when its expected quantities were written down."""

    __tablename__ = "parts_count"
    __title__ = _l("Counts of stock")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        Index("ix_parts_count_store", "tenant_id", "store_id", "state", "id"),
        Index("ix_parts_count_state", "tenant_id", "state", "id"),
    )

    document_no: Mapped[str] = code_text()
    store_id: Mapped[int] = ref("store", index=False)
    state: Mapped[CountState] = choice(CountState, default=CountState.COUNTING)
    snapshot_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = optional_ref("member")
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = optional_ref("member")


class CountLine(Versioned, TenantModel):
    """One part of a count.

    snapshot: what lay there by the books when the count was opened. expected: what should have lain there when it was
    counted, with all that moved in between; never shown to whoever counts. counted: what was found, by the last count;
    first_counted: by the first one. counts_made: how often. unit_cost: for the value of a difference, in fen.
    """

    __tablename__ = "parts_count_line"
    __title__ = _l("Lines of counts")
    __table_args__ = (
        UniqueConstraint("tenant_id", "count_id", "part_id"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("first_counted >= 0", name="first_counted"),
        # A part is in one open count of a store at most.
        Index(
            "uq_parts_count_line_open",
            "tenant_id",
            "store_id",
            "part_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    count_id: Mapped[int] = ref("parts_count", index=False)
    part_id: Mapped[int] = ref("parts_part")
    store_id: Mapped[int] = ref("store")
    abc: Mapped[AbcClass] = choice(AbcClass, default=AbcClass.C)
    bin: Mapped[str] = code_text(default="")
    state: Mapped[LineState] = choice(LineState, default=LineState.OPEN)
    snapshot: Mapped[Decimal] = amount()
    expected: Mapped[Decimal | None] = optional_amount()
    counted: Mapped[Decimal | None] = optional_amount()
    first_counted: Mapped[Decimal | None] = optional_amount()
    counts_made: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    counted_at: Mapped[datetime | None]
    counted_by_id: Mapped[int | None] = optional_ref("member")
    first_counted_by_id: Mapped[int | None] = optional_ref("member")
    unit_cost: Mapped[Decimal] = cost_of_unit()
    closed_at: Mapped[datetime | None]

    @property
    def difference(self) -> Decimal | None:
        """Counted less expected, none before the count."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected
