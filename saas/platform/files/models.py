"""The rows of stored files; the bytes lie in the store under the key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.i18n import _l
from saas.platform.tenancy import DataCategory, TenantModel, Versioned, code_text, personal


class Attachment(Versioned, TenantModel):
    """A file of a group.

    owner_type, owner_id: what it belongs to; its permission is the owner's. sha256: keyed hash of the content.
    name: as it was called where it came from. size: bytes before sealing. storage_key: `t/<tenant>/<yyyy>/<mm>/<sha256>`.
    """

    __tablename__ = "attachment"
    __title__ = _l("Files")
    __table_args__ = (
        Index("ix_attachment_owner", "tenant_id", "owner_type", "owner_id"),
        Index("ix_attachment_sha256", "tenant_id", "sha256"),
    )

    owner_type: Mapped[str] = code_text()
    owner_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    mime: Mapped[str] = code_text()
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = code_text()
    storage_key: Mapped[str] = code_text()
    scan_status: Mapped[str] = code_text(default="not_scanned")
