"""The group's library of improvement factors, and how each read in earlier versions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import NOT_PERSONAL, TenantModel, Versioned, _l, choice, code_text, now, ref


class Dimension(StrEnum):
    """Which side of service a factor belongs to, as surveys ask for it."""

    EFFICIENCY = "efficiency"
    PARTS = "parts"
    STAFF = "staff"
    CARE = "care"
    PROCESS = "process"
    PRICE = "price"


class Factor(Versioned, TenantModel):
    """Something of the service that customers may miss or enjoy.

    names, definitions: by locale. process_step: where in the service it happens. metric: what it is measured by where
    nobody is asked. version: raised with every change of its words.
    """

    __tablename__ = "kano_factor"
    __title__ = _l("Improvement factors")
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    definitions: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    dimension: Mapped[Dimension] = choice(Dimension)
    process_step: Mapped[str] = code_text(default="")
    metric: Mapped[str] = code_text(default="")
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    version: Mapped[int] = mapped_column(Integer, default=1)


class FactorVersion(TenantModel):
    """How a factor read from some moment on; never changed. saved_by_id: the member's id, none for the system."""

    __tablename__ = "kano_factor_version"
    __title__ = _l("Versions of improvement factors")
    __table_args__ = (
        UniqueConstraint("tenant_id", "factor_id", "version"),
        Index("ix_kano_factor_version_factor", "tenant_id", "factor_id", "id"),
    )
    append_only = True

    factor_id: Mapped[int] = ref("kano_factor", index=False)
    version: Mapped[int] = mapped_column(Integer)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    definitions: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    dimension: Mapped[Dimension] = choice(Dimension)
    process_step: Mapped[str] = code_text()
    metric: Mapped[str] = code_text()
    saved_at: Mapped[datetime] = mapped_column(default=now)
    saved_by_id: Mapped[int | None]
