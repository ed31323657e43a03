"""Weight schemes of a tree's linear indicators: what experts said, and what came of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint, text
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


class WeightMethod(StrEnum):
    """How the weights are found."""

    EXPERT = "expert"
    AHP = "ahp"
    ENTROPY = "entropy"
    COMBINED = "combined"


class SchemeState(StrEnum):
    """How far a scheme is."""

    DRAFT = "draft"
    """It lacks something, was not computed since, or contradicts itself."""
    CONSISTENT = "consistent"
    """It was computed and holds together; it may be approved."""
    APPROVED = "approved"
    """New cycles of the tree take it."""
    RETIRED = "retired"
    """Another one was approved."""


class WeightScheme(Versioned, TenantModel):
    """Weights for the linear indicators of a tree.

    settings: the conventions, by name: alpha and how (combined), subjective and objective (ids of schemes), cycle_id and
    normalisation (entropy). runs_asked, runs_done: how often it was asked for and computed. result: what came of it:
    weights by indicator id, and agreement, consistency, advice, with the names of experts. code_version: of this plugin.
    problem: why it could not be computed, in words for whoever keeps it.
    """

    __tablename__ = "kano_weight_scheme"
    __title__ = _l("Weight schemes")
    __table_args__ = (Index("ix_kano_weight_scheme_tree", "tenant_id", "tree_id", "id"),)

    tree_id: Mapped[int] = ref("kano_tree", index=False)
    title: Mapped[str] = code_text()
    method: Mapped[WeightMethod] = choice(WeightMethod)
    state: Mapped[SchemeState] = choice(SchemeState, default=SchemeState.DRAFT)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    runs_asked: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    runs_done: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    result: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, info=personal(DataCategory.EMPLOYMENT)
    )
    problem: Mapped[str] = code_text(default="")
    code_version: Mapped[str] = code_text(default="")
    computed_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None]


class Judgement(TenantModel):
    """What one expert said: the score of an indicator, or how many times as important it is as another.

    expert: who, as the group writes it. other_id: the indicator it is compared with, none for a score.
    """

    __tablename__ = "kano_judgement"
    __title__ = _l("Judgements of experts")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "scheme_id", "expert", "indicator_id", "other_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("value >= 0", name="value"),
    )

    scheme_id: Mapped[int] = ref("kano_weight_scheme", index=False)
    expert: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    indicator_id: Mapped[int] = ref("kano_indicator")
    other_id: Mapped[int | None] = optional_ref("kano_indicator")
    value: Mapped[Decimal] = mapped_column(Measure)
