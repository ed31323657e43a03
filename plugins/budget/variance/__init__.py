"""Differences between budget and actual, each signed by its effect on income, and split by what made it."""

from plugins.budget.variance.direction import Direction, LineKind, Variance, variance
from plugins.budget.variance.flexible import (
    BudgetLine,
    Comparison,
    FlexibleBudget,
    flexible_budget,
    flexible_budget_of_lines,
)
from plugins.budget.variance.inputs import (
    FixedOverheadVariance,
    PriceEfficiencyVariance,
    fixed_overhead_variance,
    price_efficiency_variance,
)
from plugins.budget.variance.market import MarketVariance, market_variance
from plugins.budget.variance.mix import (
    ItemKind,
    ItemVariance,
    JointEffect,
    MixReference,
    PriceVolumeMix,
    SoldItem,
    price_volume_mix,
)
from plugins.budget.variance.signal import (
    ControlLimits,
    LimitMethod,
    SignalVerdict,
    VarianceSignal,
    control_limits,
    variance_signal,
)

__all__ = [
    "BudgetLine",
    "Comparison",
    "ControlLimits",
    "Direction",
    "FixedOverheadVariance",
    "FlexibleBudget",
    "ItemKind",
    "ItemVariance",
    "JointEffect",
    "LimitMethod",
    "LineKind",
    "MarketVariance",
    "MixReference",
    "PriceEfficiencyVariance",
    "PriceVolumeMix",
    "SignalVerdict",
    "SoldItem",
    "Variance",
    "VarianceSignal",
    "control_limits",
    "fixed_overhead_variance",
    "flexible_budget",
    "flexible_budget_of_lines",
    "market_variance",
    "price_efficiency_variance",
    "price_volume_mix",
    "variance",
    "variance_signal",
]
