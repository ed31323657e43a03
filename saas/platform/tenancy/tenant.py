"""The list of dealer groups: each is a tenant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.tenancy.columns import NOT_PERSONAL, choice, code_text
from saas.platform.tenancy.models import GlobalModel, Versioned


class TenantStatus(StrEnum):
    """trial and active work; suspended is read-only for nobody but operators; closing exports; closed is gone."""

    TRIAL = "trial"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSING = "closing"
    CLOSED = "closed"


WORKING = (TenantStatus.TRIAL, TenantStatus.ACTIVE)


class Tenant(Versioned, GlobalModel):
    """A dealer group.

    code: `[a-z][a-z0-9-]{1,30}`, in every address of the group; never changed, never reused.
    leaves_at: from when on all that it has may be destroyed, of one that is closing.
    onboarding: step of the set-up wizard to when it was done. settings: the group's own values by name.
    """

    __tablename__ = "tenant"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-20)
    code: Mapped[str] = code_text()
    name: Mapped[str] = code_text()
    status: Mapped[TenantStatus] = choice(TenantStatus, default=TenantStatus.TRIAL)
    timezone: Mapped[str] = code_text(default="Asia/Shanghai")
    locale: Mapped[str] = code_text(default="zh_CN")
    currency: Mapped[str] = code_text(default="CNY")
    leaves_at: Mapped[datetime | None]
    onboarding: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
