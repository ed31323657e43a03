"""What a starter tree is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models.trees import Cadence, SourceKind
from saas.plugin_api import LazyStr, metric


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterIndicator:
    """An indicator as a group is given it; what each field means, `Indicator` says.

    measured: what it is instead in a group that has the metric of another module.
    """

    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    source: SourceKind = SourceKind.RATING
    metric: str = ""
    unit: str = "分"
    kind: KpiKind = KpiKind.LINEAR
    direction: str = "higher"
    worst: Decimal = Decimal(0)
    target: Decimal = Decimal(100)
    points: Decimal | None = None
    ceiling: str = ""
    weight: Decimal = Decimal(1)
    measured: StarterIndicator | None = None

    def here(self) -> StarterIndicator:
        """What the current group is given."""
        return self.measured if self.measured and metric(self.measured.metric) else self


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterDimension:
    """A dimension and its indicators."""

    zh: str
    en: str
    indicators: Sequence[StarterIndicator]
    cadence: Cadence = Cadence.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterTree:
    """A tree to start from. title: in the words of the page; names: what the new tree is called, by locale."""

    code: str
    title: LazyStr
    summary: LazyStr
    zh: str
    en: str
    dimensions: Sequence[StarterDimension]


def rated(
    zh: str, en: str, meaning_zh: str, meaning_en: str, measured: StarterIndicator | None = None
) -> StarterIndicator:
    """An indicator that a superior rates from 0 to 100 by a rubric, unless the group measures it."""
    return StarterIndicator(zh=zh, en=en, meaning_zh=meaning_zh, meaning_en=meaning_en, measured=measured)


def share(zh: str, en: str, meaning_zh: str, meaning_en: str, **measured: Any) -> StarterIndicator:
    """An indicator that is a measured share, from 0 to 1; `measured` gives metric, worst and target."""
    return StarterIndicator(
        zh=zh,
        en=en,
        meaning_zh=meaning_zh,
        meaning_en=meaning_en,
        source=SourceKind.METRIC,
        unit="",
        **measured,
    )


def marked(zh: str, en: str, meaning_zh: str, meaning_en: str, weight: int = 1) -> StarterIndicator:
    """An indicator that is the mean of the marks, 1 to 10, that customers gave."""
    return StarterIndicator(
        zh=zh,
        en=en,
        meaning_zh=meaning_zh,
        meaning_en=meaning_en,
        source=SourceKind.SURVEY,
        metric="followups.satisfaction",
        worst=Decimal(5),
        target=Decimal(9),
        weight=Decimal(weight),
    )
