"""The high–low method: a line through the periods of the greatest and the least volume (Horngren, ch. 10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugins.budget.cost_behaviour.observations import Values, known_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class HighLow:
    """`cost = fixed + variable × volume` through two points; observations that share an end's volume count by their mean cost."""

    fixed: float
    variable: float
    high_volume: float
    high_cost: float
    low_volume: float
    low_cost: float
    observations: int
    dropped: int

    def cost_at(self, volume: float) -> float:
        """What the line expects of a volume."""
        return self.low_cost + self.variable * (volume - self.low_volume)


def high_low(volumes: Values, costs: Values) -> HighLow:
    """Take the ends by volume, not by cost. volumes, costs: of the same periods, None or nan where one is missing.

    Raises ValueError with fewer than two known pairs, or where all volumes are equal.
    """
    seen = known_pairs(volumes, costs)
    if not seen.volumes_differ:
        msg = (
            f"volumes must have at least two different values with a known cost, got {len(seen)} known pairs"
        )
        raise ValueError(msg)
    high, low = float(np.max(seen.volumes)), float(np.min(seen.volumes))
    high_cost = float(np.mean(seen.costs[seen.volumes == high]))
    low_cost = float(np.mean(seen.costs[seen.volumes == low]))
    variable = (high_cost - low_cost) / (high - low)
    return HighLow(
        fixed=low_cost - variable * low,
        variable=variable,
        high_volume=high,
        high_cost=high_cost,
        low_volume=low,
        low_cost=low_cost,
        observations=len(seen),
        dropped=seen.dropped,
    )
