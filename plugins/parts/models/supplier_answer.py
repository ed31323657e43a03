"""What suppliers say to purchase orders on the page behind their link, and what was made of it; never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugins.parts.models.columns import amount, amount_from_zero
from saas.plugin_api import (
    DataCategory,
    TenantModel,
    _l,
    choice,
    code_text,
    keyed_text,
    now,
    optional_ref,
    ref,
)

REMARK = "parts_answer.remark"
KEY_OF_ANSWERS = "parts_order_answers"
"""Whose key the remarks to an order are sealed under: the order's, kept for nothing else."""


class SupplierAnswer(TenantModel):
    """Something a supplier said to an order. idem_key: the same key a second time says nothing more. sealed_remark: in words."""

    __tablename__ = "parts_answer"
    __title__ = _l("Answers of suppliers")
    __table_args__ = (UniqueConstraint("tenant_id", "order_id", "idem_key"),)
    append_only = True

    order_id: Mapped[int] = ref("parts_order", index=False)
    idem_key: Mapped[str] = code_text()
    answered_at: Mapped[datetime] = mapped_column(default=now)
    sealed_remark: Mapped[bytes] = keyed_text("remark", REMARK, DataCategory.COMMUNICATION)


class SupplierPromise(TenantModel):
    """What an answer says of a line: so many come on a day, or none at all.

    asked_on: when it should have come, as the order stood then; of_open: how many were still to come then.
    """

    __tablename__ = "parts_answer_line"
    __title__ = _l("Delivery dates of suppliers")
    __table_args__ = (
        UniqueConstraint("tenant_id", "answer_id", "order_line_id"),
        CheckConstraint("quantity >= 0 AND quantity <= of_open", name="quantity"),
        CheckConstraint("(quantity > 0) = (promised_on IS NOT NULL)", name="promised_on"),
        Index("ix_parts_answer_line_line", "tenant_id", "order_line_id", "id"),
    )
    append_only = True

    answer_id: Mapped[int] = ref("parts_answer", index=False)
    order_line_id: Mapped[int] = ref("parts_order_line", index=False)
    quantity: Mapped[Decimal] = amount()
    of_open: Mapped[Decimal] = amount()
    promised_on: Mapped[date | None] = mapped_column(Date)
    asked_on: Mapped[date | None] = mapped_column(Date)


class PromiseOutcome(StrEnum):
    """What was made of a promise."""

    AT_ONCE = "at_once"
    """It is no worse than what was ordered: it counts without anybody's doing."""
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


class PromiseDecision(TenantModel):
    """What was made of a promise, once. cancelled: how many were given up with it. decided_by_id: none where nobody had to."""

    __tablename__ = "parts_answer_decision"
    __title__ = _l("Decisions on delivery dates")
    __table_args__ = (
        UniqueConstraint("tenant_id", "promise_id"),
        CheckConstraint("cancelled >= 0", name="cancelled"),
    )
    append_only = True

    promise_id: Mapped[int] = ref("parts_answer_line", index=False)
    outcome: Mapped[PromiseOutcome] = choice(PromiseOutcome)
    cancelled: Mapped[Decimal] = amount_from_zero()
    decided_at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[int | None] = optional_ref("member")
