"""Proposals: how a shortage may be mended, what each way costs and when it is there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, cost_in_yuan
from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, optional_ref, ref


class ProposalKind(StrEnum):
    """The ways of mending a shortage, in the order in which they are looked at."""

    TRANSFER = "transfer"
    PURCHASE = "purchase"
    WAIT = "wait"


class Proposal(Versioned, TenantModel):
    """One way of mending the shortage that an alert is about, as the last night saw it.

    from_store_id: who gives, of a transfer. supplier_id: from whom, of a purchase, where one is approved. quantity: in the
    part's unit. cost: of this way as a whole, in yuan: of a transfer the way, of a purchase the order and the goods, of
    waiting what is lost meanwhile. expected_on: the day in the store's zone on which the part may be there. recommended: what
    the night would do; the others are there to compare. reason: a code and its numbers, as text, of which the sentence is
    made in the reader's language. taken_at: when somebody made an order or a transfer of it; document: which, such as
    `parts.transfer:17`.
    """

    __tablename__ = "parts_proposal"
    __title__ = _l("Proposals for shortages")
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("(kind = 'transfer') = (from_store_id IS NOT NULL)", name="from_store"),
        CheckConstraint("from_store_id <> store_id", name="other_store"),
        Index("ix_parts_proposal_alert", "tenant_id", "alert_id", "id"),
        Index(
            "ix_parts_proposal_open", "tenant_id", "store_id", "id", postgresql_where=text("taken_at IS NULL")
        ),
    )

    alert_id: Mapped[int] = ref("parts_alert", index=False)
    part_id: Mapped[int] = ref("parts_part")
    store_id: Mapped[int] = ref("store")
    kind: Mapped[ProposalKind] = choice(ProposalKind)
    from_store_id: Mapped[int | None] = optional_ref("store")
    supplier_id: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[Decimal] = amount()
    cost: Mapped[Decimal] = cost_in_yuan()
    expected_on: Mapped[date] = mapped_column(Date)
    recommended: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    reason: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = optional_ref("member")
    document: Mapped[str] = code_text(default="")
