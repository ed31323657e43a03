"""Objections to values on published cards, what a card said before one was upheld, and notes of feedback talks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, text
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


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    """The value was corrected, or read from its source again; score and grade were computed anew."""
    REJECTED = "rejected"
    """The value stays; the answer says why."""


class Objection(Versioned, TenantModel):
    """What an employee says against a value on their own published card, and what was decided; once for each value.

    value: what stood on the card; corrected: what stands there since it was upheld, none where the source gives none.
    reread: that it was read from the source again, not typed. answer: why it was decided so. read_at: when the employee
    said that they have read it.
    """

    __tablename__ = "kano_objection"
    __title__ = _l("Objections to appraisal cards")
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "indicator_id"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state = 'open' OR answer <> ''", name="answer"),
        Index("ix_kano_objection_state", "tenant_id", "state", "id"),
    )

    card_id: Mapped[int] = ref("kano_card", index=False)
    indicator_id: Mapped[int] = ref("kano_indicator")
    state: Mapped[ObjectionState] = choice(ObjectionState, default=ObjectionState.OPEN)
    value: Mapped[Decimal | None] = mapped_column(Measure)
    reason: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    raised_at: Mapped[datetime]
    corrected: Mapped[Decimal | None] = mapped_column(Measure)
    reread: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    answer: Mapped[str] = mapped_column(default="", server_default="", info=personal(DataCategory.EMPLOYMENT))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = optional_ref("member")
    read_at: Mapped[datetime | None]


class CardVersion(TenantModel):
    """What a published card said until an objection was upheld: written once, never changed.

    until: when it was superseded, by which objection. items: of each indicator its value and what it came to, as text.
    The other columns are as on the card.
    """

    __tablename__ = "kano_card_version"
    __title__ = _l("Earlier versions of appraisal cards")
    __table_args__ = (
        UniqueConstraint("tenant_id", "objection_id"),
        Index("ix_kano_card_version_card", "tenant_id", "card_id", "id"),
    )
    append_only = True

    card_id: Mapped[int] = ref("kano_card", index=False)
    objection_id: Mapped[int] = ref("kano_objection", index=False)
    until: Mapped[datetime]
    score: Mapped[Decimal | None] = mapped_column(Measure)
    base: Mapped[Decimal | None] = mapped_column(Measure)
    bonus: Mapped[Decimal | None] = mapped_column(Measure)
    grade: Mapped[str] = code_text(default="")
    grade_before: Mapped[str] = code_text(default="")
    coverage: Mapped[Decimal | None] = mapped_column(Measure)
    digest: Mapped[str] = code_text(default="")
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, info=NOT_PERSONAL)


class Talk(Versioned, TenantModel):
    """A talk of a superior with an employee about the employee's published card; one for each card and day.

    said: what was said, as the superior wrote it. noted_by_id, noted_at: the superior, who vouches for it by writing it.
    agreed_at: when the employee acknowledged it; from then on it stays as it is.
    """

    __tablename__ = "kano_talk"
    __title__ = _l("Notes of feedback talks")
    __table_args__ = (
        UniqueConstraint("tenant_id", "card_id", "held_on"),
        CheckConstraint("said <> ''", name="said"),
    )

    card_id: Mapped[int] = ref("kano_card", index=False)
    held_on: Mapped[date] = mapped_column(Date)
    said: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    noted_by_id: Mapped[int] = ref("member")
    noted_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
