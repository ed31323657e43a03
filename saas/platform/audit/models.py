"""Append-only tables: the application role may insert and read, nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.security.object_keys import keyed_text, open_keyed
from saas.platform.tenancy import (
    NOT_PERSONAL,
    ActorKind,
    DataCategory,
    GlobalModel,
    TenantModel,
    choice,
    code_text,
    personal,
)


class AuditEntry(TenantModel):
    """One operation in a group: names of the fields it changed, and values only where they are not personal.

    changes: of a personal field only keyed digests of its values. sealed_reason: as somebody typed it, since it may say
    anything about anybody. Both under the key of the thing, so that they are unreadable when that is erased.
    """

    __tablename__ = "audit_entry"
    __title__ = _l("What was done with the data")
    __table_args__ = (
        Index("ix_audit_entry_object", "tenant_id", "object_type", "object_id", "occurred_at"),
        Index("ix_audit_entry_actor", "tenant_id", "actor_kind", "actor_id", "occurred_at"),
        Index("ix_audit_entry_occurred", "tenant_id", "occurred_at", "id"),
        # what is not sealed yet, of one group and of all
        Index("ix_audit_entry_txid", "txid"),
    )
    append_only = True

    occurred_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[ActorKind] = choice(ActorKind)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = code_text()
    object_type: Mapped[str] = code_text()
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    sealed_reason: Mapped[bytes] = keyed_text("reason", "audit_entry.reason", DataCategory.COMMUNICATION)
    address: Mapped[str] = mapped_column(Text, default="", info=personal(DataCategory.DEVICE))
    request_id: Mapped[str] = code_text(default="")
    # The sealing job takes rows by transaction id, so that none can slip in behind its horizon.
    txid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"), nullable=False
    )

    @property
    def reason(self) -> str:
        """The reason in clear, empty when it was erased; pages open many at once with `open_keyed`."""
        return open_keyed("audit_entry.reason", [self.sealed_reason])[0] or ""


class ExportLog(TenantModel):
    """Who took what out of the system, and why.

    sealed_filters: what the rows were narrowed to as JSON, also a name or the end of a number that was searched for.
    sealed_reason: as typed. Both under a key of their own.
    """

    __tablename__ = "export_log"
    append_only = True

    exported_at: Mapped[datetime] = mapped_column(default=now)
    member_id: Mapped[int | None]
    kind: Mapped[str] = code_text()
    sealed_filters: Mapped[bytes] = keyed_text("filters", "export_log.filters", DataCategory.IDENTITY)
    row_count: Mapped[int] = mapped_column(Integer)
    masked: Mapped[bool]
    sealed_reason: Mapped[bytes] = keyed_text("reason", "export_log.reason", DataCategory.COMMUNICATION)

    @property
    def filters(self) -> dict[str, str]:
        """What the rows were narrowed to; empty when that was erased."""
        told: dict[str, str] = json.loads(open_keyed("export_log.filters", [self.sealed_filters])[0] or "{}")
        return told

    @property
    def reason(self) -> str:
        """Why, in clear; empty when it was erased."""
        return open_keyed("export_log.reason", [self.sealed_reason])[0] or ""


class PlatformAudit(GlobalModel):
    """What belongs to no group: sign-in and lock-out, operators, uses of the system role.

    command, operator: of what was done at the command line, the command and who ran it on that machine.
    """

    __tablename__ = "platform_audit"
    __table_args__ = (Index("ix_platform_audit_account", "account_id", "occurred_at"),)
    append_only = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[ActorKind] = choice(ActorKind)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = code_text()
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    command: Mapped[str] = code_text(default="")
    operator: Mapped[str] = mapped_column(Text, default="", info=personal(DataCategory.EMPLOYMENT))
    address: Mapped[str] = mapped_column(Text, default="", info=personal(DataCategory.DEVICE))
    request_id: Mapped[str] = code_text(default="")
