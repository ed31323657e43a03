"""Appraisal cycles, the card of each person in one, its items, and the marks that superiors gave."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.kano.models.trees import Measure
from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class CycleState(StrEnum):
    """How far an appraisal cycle is."""

    OPEN = "open"
    """Ratings are given and cards computed, as often as wanted."""
    PUBLISHED = "published"
    """Every card is published; nothing of it changes any more."""


class Cycle(Versioned, TenantModel):
    """The appraisal of some people over a month by one tree.

    month: as `2026-10`; first, last: its days. weights: of the linear indicators by id, as they were when it began.
    runs_asked: how often the cards were asked for; runs_done: of those, how many are computed.
    """

    __tablename__ = "kano_cycle"
    __title__ = _l("Appraisal cycles")
    __table_args__ = (
        UniqueConstraint("tenant_id", "tree_id", "month"),
        Index("ix_kano_cycle_first", "tenant_id", "first", "id"),
    )

    tree_id: Mapped[int] = ref("kano_tree", index=False)
    month: Mapped[str] = code_text()
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = code_text()
    state: Mapped[CycleState] = choice(CycleState, default=CycleState.OPEN)
    weights: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    runs_asked: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    runs_done: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    computed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class Card(Versioned, TenantModel):
    """What a cycle says of one person.

    score, grade: none until computed, and where no linear indicator has a value. grade_before: what the score alone would
    give. failed_gates: ids of the indicators that hold the grade down. coverage: the share of the weights with a value.
    run: the run that computed it. digest: of all its items. published_at: from when on it is locked. goals_seen_at,
    acknowledged_at: when the employee said that they know what they are appraised by, and what the card says.
    """

    __tablename__ = "kano_card"
    __title__ = _l("Appraisal cards")
    __table_args__ = (
        UniqueConstraint("tenant_id", "cycle_id", "member_id"),
        Index("ix_kano_card_member", "tenant_id", "member_id", "id"),
        Index("ix_kano_card_score", "tenant_id", "cycle_id", "id"),
    )

    cycle_id: Mapped[int] = ref("kano_cycle", index=False)
    member_id: Mapped[int] = ref("member", index=False)
    store_id: Mapped[int | None] = optional_ref("store")
    score: Mapped[Decimal | None] = mapped_column(Measure)
    base: Mapped[Decimal | None] = mapped_column(Measure)
    bonus: Mapped[Decimal | None] = mapped_column(Measure)
    grade: Mapped[str] = code_text(default="")
    grade_before: Mapped[str] = code_text(default="")
    failed_gates: Mapped[list[int]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)
    coverage: Mapped[Decimal | None] = mapped_column(Measure)
    run: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    digest: Mapped[str] = code_text(default="")
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    goals_seen_at: Mapped[datetime | None]


class CardItem(TenantModel):
    """One indicator on a card.

    value: None where there is none. n, low, high: rows behind it and where it may lie. points: of a linear or bonus
    indicator. share: of a linear one among those with a value. contribution: what it adds to the score. passed: of a
    gate. digest: of the rows behind the value. figures: what else was found, such as why there is no value, and of a value
    that was corrected by which objection.
    """

    __tablename__ = "kano_card_item"
    __title__ = _l("Items of appraisal cards")
    __table_args__ = (UniqueConstraint("tenant_id", "card_id", "indicator_id"),)

    card_id: Mapped[int] = ref("kano_card", ondelete="CASCADE", index=False)
    indicator_id: Mapped[int] = ref("kano_indicator")
    value: Mapped[Decimal | None] = mapped_column(Measure)
    n: Mapped[int] = mapped_column(Integer, default=0)
    low: Mapped[Decimal | None] = mapped_column(Measure)
    high: Mapped[Decimal | None] = mapped_column(Measure)
    points: Mapped[Decimal | None] = mapped_column(Measure)
    share: Mapped[Decimal | None] = mapped_column(Measure)
    contribution: Mapped[Decimal | None] = mapped_column(Measure)
    passed: Mapped[bool | None]
    digest: Mapped[str] = code_text(default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)

    @property
    def objection_id(self) -> int | None:
        """The upheld objection that the value comes from; none where it is as it was published."""
        found: int | None = self.figures.get("objection_id")
        return found


class Rating(Versioned, TenantModel):
    """The mark, 0 to 100, that a superior gave to a person for an indicator in a cycle, and why."""

    __tablename__ = "kano_rating"
    __title__ = _l("Ratings by superiors")
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "indicator_id", "rater_id"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark"),
    )

    card_id: Mapped[int] = ref("kano_card", index=False)
    indicator_id: Mapped[int] = ref("kano_indicator")
    rater_id: Mapped[int] = ref("member")
    mark: Mapped[Decimal] = mapped_column(Measure)
    comment: Mapped[str] = mapped_column(default="", info=personal(DataCategory.EMPLOYMENT))
