"""The table behind document numbers."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.tenancy import TenantModel, code_text, optional_ref


class DocSequence(TenantModel):
    """The last number given to a kind of document in a period, of a store or (without one) of the whole group."""

    __tablename__ = "doc_sequence"
    __table_args__ = (
        UniqueConstraint("tenant_id", "store_id", "kind", "period", postgresql_nulls_not_distinct=True),
    )

    store_id: Mapped[int | None] = optional_ref("store", index=False)
    kind: Mapped[str] = code_text()
    period: Mapped[str] = code_text()
    last_no: Mapped[int] = mapped_column(default=0)
