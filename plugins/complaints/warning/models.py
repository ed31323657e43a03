"""Runs of the early warning, alerts, their evidence, their complaints and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Double, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.complaints.warning.states import AlertState, LineKind
from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    keyed_text,
    now,
    optional_ref,
    ref,
)


class WarningRun(TenantModel):
    """One look at all series of a group.

    period: what the look was for; the same is looked at once. week: the last whole week, by its Monday. tests: how many
    series were tested in it; expected_false: how many alarms chance alone brings; alarms, discoveries: how many there were,
    and how many stand once all tests count. raised, updated: alerts. settings: what it was told, and the program's version.
    words: what complaints of the week say more often than before.
    """

    __tablename__ = "complaints_warning_run"
    __title__ = _l("Looks of the early warning")
    __table_args__ = (
        UniqueConstraint("tenant_id", "period"),
        Index("ix_complaints_warning_run_started", "tenant_id", "started_at", "id"),
    )

    period: Mapped[str] = code_text()
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    week: Mapped[date] = mapped_column(Date)
    tests: Mapped[int] = mapped_column(Integer, default=0)
    expected_false: Mapped[float] = mapped_column(Double, default=0.0)
    alarms: Mapped[int] = mapped_column(Integer, default=0)
    discoveries: Mapped[int] = mapped_column(Integer, default=0)
    raised: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    words: Mapped[list[Any]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)


class Alert(Versioned, TenantModel):
    """More complaints than chance lets expect, of one cause.

    scope: the cell as a text; at most one alert of a scope runs. store_id, model, category_id: which complaints, none and ''
    for all. is_running: the state is one of those that still want work. first_week, last_week: Mondays of the first and the
    latest week that stood out. observed, expected, threshold, p_value: of the latest. owner_id: who took it up.
    """

    __tablename__ = "complaints_alert"
    __title__ = _l("Early warnings")
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index(
            "uq_complaints_alert_running",
            "tenant_id",
            "scope",
            unique=True,
            postgresql_where=text("is_running"),
        ),
        Index("ix_complaints_alert_raised", "tenant_id", "raised_at", "id"),
        Index("ix_complaints_alert_state", "tenant_id", "state", "raised_at", "id"),
    )

    number: Mapped[str] = code_text()
    scope: Mapped[str] = code_text()
    store_id: Mapped[int | None] = optional_ref("store")
    model: Mapped[str] = code_text(default="")
    category_id: Mapped[int | None] = optional_ref("complaints_category")
    state: Mapped[AlertState] = choice(AlertState, default=AlertState.OPEN)
    is_running: Mapped[bool] = mapped_column(Boolean, default=True)
    raised_at: Mapped[datetime]
    first_week: Mapped[date] = mapped_column(Date)
    last_week: Mapped[date] = mapped_column(Date)
    detector: Mapped[str] = code_text()
    observed: Mapped[int] = mapped_column(Integer)
    expected: Mapped[float] = mapped_column(Double)
    threshold: Mapped[float] = mapped_column(Double)
    p_value: Mapped[float] = mapped_column(Double)
    owner_id: Mapped[int | None] = optional_ref("member")
    acknowledged_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AlertEvidence(TenantModel):
    """What a look found for an alert in one week, never changed.

    adjusted: the p-value once all tests of the night count. series: weeks (Mondays), counts, exposure or none, and the bounds
    of the latest weeks. explains: the other scopes whose alarms the alert explains.
    """

    __tablename__ = "complaints_alert_evidence"
    __title__ = _l("Evidence of early warnings")
    __table_args__ = (Index("ix_complaints_alert_evidence_alert", "tenant_id", "alert_id", "id"),)
    append_only = True

    alert_id: Mapped[int] = ref("complaints_alert", index=False)
    run_id: Mapped[int] = ref("complaints_warning_run")
    week: Mapped[date] = mapped_column(Date)
    detector: Mapped[str] = code_text()
    observed: Mapped[int] = mapped_column(Integer)
    expected: Mapped[float] = mapped_column(Double)
    threshold: Mapped[float] = mapped_column(Double)
    p_value: Mapped[float] = mapped_column(Double)
    adjusted: Mapped[float] = mapped_column(Double)
    series: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    explains: Mapped[list[Any]] = mapped_column(JSONB, info=NOT_PERSONAL)


class AlertCase(TenantModel):
    """A complaint that counts in an alert; week: the Monday of the week in which it was received."""

    __tablename__ = "complaints_alert_case"
    __title__ = _l("Complaints of early warnings")
    __table_args__ = (UniqueConstraint("tenant_id", "alert_id", "case_id"),)

    alert_id: Mapped[int] = ref("complaints_alert", index=False)
    case_id: Mapped[int] = ref("complaints_case")
    week: Mapped[date] = mapped_column(Date)


NOTE = "complaints_alert_event.note"
"""What the notes of alerts' histories are bound to."""


class AlertEvent(TenantModel):
    """One line of an alert's history, never changed.

    actor_kind, actor_id: who did it, as in the audit. sealed_note: what was
    found or done, under the alert's key.
    """

    __tablename__ = "complaints_alert_event"
    __title__ = _l("What happened to early warnings")
    __table_args__ = (Index("ix_complaints_alert_event_alert", "tenant_id", "alert_id", "id"),)
    append_only = True

    alert_id: Mapped[int] = ref("complaints_alert", index=False)
    kind: Mapped[LineKind] = choice(LineKind)
    state: Mapped[AlertState] = choice(AlertState)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
    sealed_note: Mapped[bytes | None] = keyed_text("note", NOTE, DataCategory.COMMUNICATION)
