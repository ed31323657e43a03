"""KPI trees: dimensions, and below each the indicators, with what they are measured by and how they score."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.kano.kpi_kinds import KpiKind
from saas.plugin_api import (
    NOT_PERSONAL,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    optional_ref,
    ref,
)

Measure = Numeric(18, 6)
"""Values, targets and points of indicators."""


class TreeState(StrEnum):
    """How far a tree is."""

    DRAFT = "draft"
    """It is built and weighted; nobody is judged by it."""
    APPROVED = "approved"
    """It stands as it is; cycles are begun with it."""
    RETIRED = "retired"
    """No new cycle takes it; those that have it keep it."""


class Cadence(StrEnum):
    """How long the period is that an indicator is measured over."""

    MONTH = "month"
    QUARTER = "quarter"


class SourceKind(StrEnum):
    """Where the value of an indicator comes from."""

    METRIC = "metric"
    """A figure that is measured."""
    SURVEY = "survey"
    """Marks that customers gave."""
    RATING = "rating"
    """A mark that a superior gives by a rubric."""


class Tree(Versioned, TenantModel):
    """A KPI tree, in one of its versions.

    version: counts those that came of each other; previous_id: the one it was made of. template: the code of the starter
    it was made of. study_id: the study that it, or its first version, was made of. bands: grades from the best down, each
    with code, names by locale, the score from which it is given and, if wanted, the most of a hundred cards that may have
    it. bonus_limit: the most that all bonus indicators add.
    """

    __tablename__ = "kano_tree"
    __title__ = _l("KPI trees")
    __table_args__ = (Index("ix_kano_tree_state", "tenant_id", "state", "created_at", "id"),)

    title: Mapped[str] = code_text()
    state: Mapped[TreeState] = choice(TreeState, default=TreeState.DRAFT)
    version: Mapped[int] = mapped_column(Integer, default=1)
    previous_id: Mapped[int | None] = optional_ref("kano_tree")
    template: Mapped[str] = code_text(default="")
    study_id: Mapped[int | None] = optional_ref("kano_study")
    bands: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, info=NOT_PERSONAL)
    bonus_limit: Mapped[Decimal | None] = mapped_column(Measure)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None]


class Dimension(Versioned, TenantModel):
    """A branch of a tree. cadence: over which period its indicators are measured."""

    __tablename__ = "kano_dimension"
    __title__ = _l("Dimensions of KPI trees")
    __table_args__ = (UniqueConstraint("tenant_id", "tree_id", "position"),)

    tree_id: Mapped[int] = ref("kano_tree", index=False)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    position: Mapped[int] = mapped_column(Integer)
    cadence: Mapped[Cadence] = choice(Cadence, default=Cadence.MONTH)


class Indicator(Versioned, TenantModel):
    """What is measured of a person, and how the value scores.

    factor: what of the service it stands for, by locale. definitions:
    the formula, or the rubric of a rating. source_kind, metric_key: where the value comes from; none only in a draft.
    unit: of the value, as people write it. kind: gate, linear or bonus. Gate: `target` is its standard, `direction` says
    which side of it is good, `ceiling` the code of the best grade without it. Linear: 0 points at `worst`, 100 at
    `target`. Bonus: nothing up to `worst`, `points` from `target` on. weight: of a linear one among all linear ones.
    """

    __tablename__ = "kano_indicator"
    __title__ = _l("Indicators")
    __table_args__ = (
        UniqueConstraint("tenant_id", "tree_id", "position"),
        Index("ix_kano_indicator_dimension", "tenant_id", "dimension_id"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("kind = 'gate' OR worst IS NOT NULL", name="worst"),
        CheckConstraint("kind != 'bonus' OR points > 0", name="points"),
        CheckConstraint("kind != 'gate' OR ceiling != ''", name="ceiling"),
    )

    tree_id: Mapped[int] = ref("kano_tree", index=False)
    dimension_id: Mapped[int] = ref("kano_dimension", index=False)
    position: Mapped[int] = mapped_column(Integer)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    factor: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    definitions: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, info=NOT_PERSONAL)
    source_kind: Mapped[SourceKind | None] = choice(SourceKind, nullable=True)
    metric_key: Mapped[str] = code_text(default="")
    unit: Mapped[str] = code_text(default="")
    kind: Mapped[KpiKind] = choice(KpiKind)
    direction: Mapped[str] = code_text(default="higher")
    worst: Mapped[Decimal | None] = mapped_column(Measure)
    target: Mapped[Decimal] = mapped_column(Measure)
    points: Mapped[Decimal | None] = mapped_column(Measure)
    ceiling: Mapped[str] = code_text()
    weight: Mapped[Decimal] = mapped_column(Measure, default=Decimal(1))

    @property
    def has_source(self) -> bool:
        """Whether it says where its value comes from."""
        return self.source_kind is SourceKind.RATING or bool(self.source_kind and self.metric_key)
