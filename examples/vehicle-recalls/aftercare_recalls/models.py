"""Recalls, the vehicles that their lists name, and the group's own vehicles among them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)
from sqlalchemy import Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column


class Campaign(Versioned, TenantModel):
    """A recall as the manufacturer announced it.

    number: the manufacturer's or the regulator's. safety: somebody could come to harm. announced_on: none where the list
    does not say.
    """

    __tablename__ = "recalls_campaign"
    __table_args__ = (UniqueConstraint("tenant_id", "number"),)

    number: Mapped[str] = code_text()
    title: Mapped[str] = mapped_column(info=NOT_PERSONAL)
    safety: Mapped[bool] = mapped_column(default=False)
    announced_on: Mapped[date | None] = mapped_column(Date)


class Entry(TenantModel):
    """A line of a recall's list. vin: a whole VIN of 17 characters, or the beginning that all affected ones share."""

    __tablename__ = "recalls_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "campaign_id", "vin"),
        Index("ix_recalls_entry_vin", "tenant_id", "vin"),
    )

    campaign_id: Mapped[int] = ref("recalls_campaign", ondelete="CASCADE", index=False)
    vin: Mapped[str] = mapped_column(info=personal(DataCategory.VEHICLE))


class MatchState(StrEnum):
    """Whether the work that a recall asks for was done."""

    OPEN = "open"
    DONE = "done"


class Match(Versioned, TenantModel):
    """A vehicle of the group that a recall names.

    found_on: the day it was found in the list. done_on: the day the work was done.
    """

    __tablename__ = "recalls_match"
    __table_args__ = (
        UniqueConstraint("tenant_id", "campaign_id", "vehicle_id"),
        Index("ix_recalls_match_state", "tenant_id", "state", "id"),
    )

    campaign_id: Mapped[int] = ref("recalls_campaign", ondelete="CASCADE", index=False)
    vehicle_id: Mapped[int] = ref("vehicle", ondelete="CASCADE")
    state: Mapped[MatchState] = choice(MatchState, default=MatchState.OPEN)
    found_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)


class Notice(TenantModel):
    """That a customer was told of a recall. customer_id: none once the customer is forgotten. note: what was agreed."""

    __tablename__ = "recalls_notice"

    match_id: Mapped[int] = ref("recalls_match", ondelete="CASCADE")
    customer_id: Mapped[int | None] = optional_ref("customer")
    told_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
