"""The notices that customers are shown before they agree: each version as it was published, for good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.tenancy import TenantModel, code_text, optional_ref


class ConsentNotice(TenantModel):
    """One version of what customers are told about a purpose; it cannot be changed, the newest is shown.

    legal_entity_id: the company that tells it, none for all companies of the group that have none of their own. text_en:
    for those who do not read Chinese, `''` for none. asks_again: what was told changed so much that agreements of before
    do not count any more.
    """

    __tablename__ = "consent_notice"
    __title__ = _l("Notices about the use of data")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "purpose", "legal_entity_id", "version", postgresql_nulls_not_distinct=True
        ),
    )
    append_only = True

    purpose: Mapped[str] = code_text()
    legal_entity_id: Mapped[int | None] = optional_ref("legal_entity")
    version: Mapped[int] = mapped_column(Integer)
    text_zh: Mapped[str] = code_text()
    text_en: Mapped[str] = code_text(default="")
    asks_again: Mapped[bool] = mapped_column(Boolean, default=False)
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[int | None]
