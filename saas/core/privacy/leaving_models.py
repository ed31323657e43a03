"""The proof that a group's data were destroyed: it outlives the group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.tenancy import NOT_PERSONAL, GlobalModel, code_text


class ExitCertificate(GlobalModel):
    """What was destroyed of a group, and when.

    content: rows by table, files, accounts, and the end of the audit's chain. digest: SHA-256 of the content as JSON with
    sorted names. signature: of the digest under the platform's key.
    """

    __tablename__ = "exit_certificate"
    __table_args__ = (UniqueConstraint("group_id"),)
    append_only = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    group_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = code_text()
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    digest: Mapped[str] = code_text()
    signature: Mapped[str] = code_text()
    made_at: Mapped[datetime] = mapped_column(default=now)
