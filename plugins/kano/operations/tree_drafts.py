"""The dimensions and indicators that a new tree begins with, whatever it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Dimension, Indicator
from plugins.kano.models.trees import Cadence
from plugins.kano.starter_trees import StarterIndicator, StarterTree
from saas.plugin_api import current_tenant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDimension:
    """A dimension to be, and the values of its indicators."""

    names: dict[str, str]
    cadence: Cadence
    indicators: Sequence[Mapping[str, Any]]


_COPIED: Final = (
    "names", "factor", "definitions", "source_kind", "metric_key", "unit", "kind",
    "direction", "worst", "target", "points", "ceiling", "weight",
)  # fmt: skip


def drafts_of_starter(starter: StarterTree) -> list[DraftDimension]:
    """Those of a starter."""
    return [
        DraftDimension(
            names={"zh_CN": one.zh, "en": one.en},
            cadence=one.cadence,
            indicators=[_starting(indicator.here()) for indicator in one.indicators],
        )
        for one in starter.dimensions
    ]


def drafts_of_tree(tree_id: int) -> list[DraftDimension]:
    """Those of another tree, as they are."""
    mine = select(Dimension).where(Dimension.tenant_id == current_tenant(), Dimension.tree_id == tree_id)
    dimensions = session().scalars(mine.order_by(Dimension.position)).all()
    theirs = select(Indicator).where(Indicator.tenant_id == current_tenant(), Indicator.tree_id == tree_id)
    indicators = session().scalars(theirs.order_by(Indicator.position)).all()
    return [
        DraftDimension(
            names=dimension.names,
            cadence=dimension.cadence,
            indicators=[
                {name: getattr(one, name) for name in _COPIED}
                for one in indicators
                if one.dimension_id == dimension.id
            ],
        )
        for dimension in dimensions
    ]


def _starting(one: StarterIndicator) -> dict[str, Any]:
    gate = one.kind is KpiKind.GATE
    return {
        "names": {"zh_CN": one.zh, "en": one.en},
        "definitions": {"zh_CN": one.meaning_zh, "en": one.meaning_en},
        "source_kind": one.source,
        "metric_key": one.metric,
        "unit": one.unit,
        "kind": one.kind,
        "direction": one.direction,
        "worst": None if gate else one.worst,
        "target": one.target,
        "points": one.points,
        "ceiling": one.ceiling,
        "weight": one.weight if one.kind is KpiKind.LINEAR else Decimal(0),
    }
