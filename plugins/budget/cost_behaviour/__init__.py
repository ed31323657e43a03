"""How a cost moves with volume: its fixed part, and what one more unit costs."""

from plugins.budget.cost_behaviour.high_low import HighLow, high_low
from plugins.budget.cost_behaviour.least_squares import (
    Coefficient,
    CostBehaviour,
    CostEstimate,
    ordinary_least_squares,
)
from plugins.budget.cost_behaviour.split import (
    CostSplit,
    ManagerSplit,
    SplitReason,
    SplitSource,
    split_cost,
)

__all__ = [
    "Coefficient",
    "CostBehaviour",
    "CostEstimate",
    "CostSplit",
    "HighLow",
    "ManagerSplit",
    "SplitReason",
    "SplitSource",
    "high_low",
    "ordinary_least_squares",
    "split_cost",
]
