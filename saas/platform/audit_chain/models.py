"""The seals of a group's audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.tenancy import NOT_PERSONAL, TenantModel, code_text


class AuditSeal(TenantModel):
    """Some entries of the audit, bound to all that was sealed before.

    seq: 1, 2, 3 … without a gap. horizon: entries of transactions below it are sealed by this seal or an earlier one.
    cluster: the database cluster whose transactions `horizon` counts. entry_ids: in the order of `digests`, which are
    32 bytes each; lowest_id, highest_id: of them. previous: the chain of the seal before, zeros for the first. chain:
    SHA-256 over all of this. signature: of the chain under the group's key, so that nobody who has only the database
    can make another chain.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seq", name="uq_audit_seal_seq"),
        Index("ix_audit_seal_highest", "tenant_id", "highest_id"),
    )
    append_only = True

    seq: Mapped[int] = mapped_column(Integer)
    sealed_at: Mapped[datetime] = mapped_column(default=now)
    horizon: Mapped[int] = mapped_column(BigInteger)
    cluster: Mapped[str] = code_text()
    lowest_id: Mapped[int] = mapped_column(BigInteger)
    highest_id: Mapped[int] = mapped_column(BigInteger)
    entry_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), info=NOT_PERSONAL)
    digests: Mapped[bytes] = mapped_column(LargeBinary, info=NOT_PERSONAL)
    previous: Mapped[bytes] = mapped_column(LargeBinary, info=NOT_PERSONAL)
    chain: Mapped[bytes] = mapped_column(LargeBinary, info=NOT_PERSONAL)
    signature: Mapped[str] = code_text()
