"""Tables of the gate: what is installed here, what each group switched on, what it set."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import NOT_PERSONAL, GlobalModel, TenantModel, choice, code_text, optional_ref


class PlatformState(StrEnum):
    """Whether the operator lets a plugin run in this installation."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Switch(StrEnum):
    """What a group decided about a plugin."""

    ENABLED = "enabled"
    DISABLED = "disabled"


class FailureKind(StrEnum):
    """In which way a plugin failed."""

    RAISED = "raised"
    """It raised an exception."""
    EXITED = "exited"
    """It called `sys.exit`."""
    DATABASE = "database"
    """The database refused a statement of it, or ended one that took too long."""
    WRONG_RETURN = "wrong_return"
    """It gave back something else than was promised."""
    SLOW = "slow"
    """It took longer than whoever waits for it can bear."""
    TRANSACTION = "transaction"
    """It ended, or tried to end, the transaction that it was called in."""


class PluginInstallation(GlobalModel):
    """A plugin that this installation has seen; kept when its code is gone, so that nothing of a group is forgotten.

    core_revision: what the core's tables were at when `saas db upgrade` last saw the plugin. values, secrets: the
    operator's settings, for all groups.
    """

    __tablename__ = "plugin_installation"

    name: Mapped[str] = mapped_column(Text, primary_key=True, info=NOT_PERSONAL)
    version: Mapped[str] = code_text()
    schema_revision: Mapped[str | None] = code_text(nullable=True)
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    platform_state: Mapped[PlatformState] = choice(PlatformState, default=PlatformState.ACTIVE)
    note: Mapped[str] = code_text(default="")
    core_revision: Mapped[str | None] = code_text(nullable=True)
    values: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, server_default=text("'{}'::jsonb"), info=NOT_PERSONAL
    )
    secrets: Mapped[str | None] = mapped_column(
        Sealed("plugin_installation.secrets", platform=True), info=NOT_PERSONAL
    )
    settings_version: Mapped[int] = mapped_column(default=0, server_default="0")


class PluginFailure(GlobalModel):
    """What fails of a plugin, one row for each cause: where, how, how often and last under which id. No value of it.

    tenant: the group's id as a number without key, none where no group was set; whoever reads it is the operator.
    place: `hook.customer_timeline`, `panel.cases`, `job.complaints.chase`. trace: exception classes and frames only.
    rests_until: until when the place is not called for this group any more, in the process that saw it fail too often.
    """

    __tablename__ = "plugin_failure"
    __table_args__ = (
        UniqueConstraint(
            "plugin", "version", "place", "fingerprint", "tenant", postgresql_nulls_not_distinct=True
        ),
        Index("ix_plugin_failure_last_at", "last_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    plugin: Mapped[str] = code_text()
    version: Mapped[str] = code_text()
    place: Mapped[str] = code_text()
    fingerprint: Mapped[str] = code_text()
    tenant: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[FailureKind] = choice(FailureKind)
    trace: Mapped[str] = code_text()
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    error_id: Mapped[str] = code_text()
    rests_until: Mapped[datetime | None]


class TenantPlugin(TenantModel):
    """What a group decided about a plugin; without a row it stands as its manifest says.

    version: of the plugin when it was last set up for this group. problem: why it could not be set up for a newer one;
    until then it is inert here. purge_at, purge_by: when its data go, and who asked for that. exported_at: when the data
    were last taken out before that.
    """

    __tablename__ = "tenant_plugin"
    __table_args__ = (UniqueConstraint("tenant_id", "plugin"),)

    plugin: Mapped[str] = code_text()
    state: Mapped[Switch | None] = choice(Switch, nullable=True)
    entitled: Mapped[bool] = mapped_column(default=False)
    enabled_at: Mapped[datetime | None]
    enabled_by: Mapped[int | None] = mapped_column(BigInteger)
    disabled_at: Mapped[datetime | None]
    disabled_by: Mapped[int | None] = mapped_column(BigInteger)
    settings_version: Mapped[int] = mapped_column(default=0)
    data_purged_at: Mapped[datetime | None]
    version: Mapped[str | None] = code_text(nullable=True)
    problem: Mapped[str | None] = code_text(nullable=True)
    purge_at: Mapped[datetime | None]
    purge_by: Mapped[int | None] = mapped_column(BigInteger)
    exported_at: Mapped[datetime | None]


class PluginSetting(TenantModel):
    """Values of a plugin's settings for the group (no store) or one store; kept while the plugin is off.

    Only what differs from the level above; row_version: for the optimistic lock.
    """

    __tablename__ = "plugin_setting"
    __table_args__ = (
        UniqueConstraint("tenant_id", "plugin", "store_id", postgresql_nulls_not_distinct=True),
    )

    plugin: Mapped[str] = code_text()
    store_id: Mapped[int | None] = optional_ref("store", ondelete="CASCADE")
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    secrets: Mapped[str | None] = mapped_column(Sealed("plugin_setting.secrets"), info=NOT_PERSONAL)
    row_version: Mapped[int] = mapped_column(Integer, nullable=False, server_default="1")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  # as SQLAlchemy reads it
