"""The table of notes."""

from __future__ import annotations

from datetime import date, datetime

from saas.plugin_api import DataCategory, TenantModel, Versioned, personal, ref
from sqlalchemy import Date, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column


class Note(Versioned, TenantModel):
    """Something to remember about a customer.

    due_on: the day by when it is to be done, none for no hurry. done_at: when it was ticked off, none while it is open.
    """

    __tablename__ = "plugname_note"
    __table_args__ = (
        Index("ix_plugname_note_customer", "tenant_id", "customer_id", "id"),
        Index(
            "ix_plugname_note_open",
            "tenant_id",
            "due_on",
            postgresql_where=sql("done_at IS NULL"),
        ),
    )

    customer_id: Mapped[int] = ref("customer", index=False)
    text: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    due_on: Mapped[date | None] = mapped_column(Date)
    done_at: Mapped[datetime | None]
