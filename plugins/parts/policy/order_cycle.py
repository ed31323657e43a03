"""The cycle from one order to the next under (s, S): what it costs to stay at each position, and how often it is visited.

With G(y) the holding and stockout cost of a period that begins at the position y, and m(j) the mean number of visits to
S - j in a cycle, c(s, S) = (K + sum over j < S - s of m(j) G(S - j)) / (sum of m(j)), where m(0) = 1 / (1 - p(0)) and
m(j) = (sum over l = 1..j of p(l) m(j - l)) / (1 - p(0)) (Zheng and Federgruen, 1991, equations 3 to 6).
"""

from __future__ import annotations

import numpy as np

from .arguments import Floats, comparable, not_negative, positive, whole
from .demand import CountedDemand

MOST_POSITIONS = 30_000
"""Units of an order; what is ordered in more is not counted one by one."""


class OrderCycle:
    """Costs of cycles; rates of positions and visits are computed once and kept while a search lasts."""

    def __init__(
        self,
        holding_cost: float,
        stockout_cost: float,
        fixed_cost: float,
        demand: CountedDemand,
        *,
        lead_time: int,
    ) -> None:
        """Arguments as of `s_s_cost`; raises ValueError as it does."""
        self._holding_cost = positive("holding_cost", holding_cost)
        self._stockout_cost = positive("stockout_cost", stockout_cost)
        self._fixed_cost = not_negative("fixed_cost", fixed_cost)
        positive("demand.mean", demand.mean)
        comparable(holding_cost=holding_cost, stockout_cost=stockout_cost)
        self._demand = demand
        self._covered = demand.over(whole("lead_time", not_negative("lead_time", lead_time)) + 1)
        self.cheapest = self._covered.quantile(stockout_cost / (stockout_cost + holding_cost))
        """The position at which a period costs least."""
        self._lowest = self.cheapest
        self._rates = self._rated(self.cheapest, 1)
        self._visits = self._visited(64)
        self._periods = np.cumsum(self._visits)

    def rate(self, position: int) -> float:
        """G: expected holding and stockout cost of a period that begins at this position."""
        self._look(position, position)
        return float(self._rates[position - self._lowest])

    def cost(self, low: int, high: int) -> float:
        """c(s, S): expected cost of a period."""
        length = high - low
        if length > MOST_POSITIONS:
            msg = f"an order covers more than {MOST_POSITIONS} units: count in packs, or look at fixed_cost"
            raise ValueError(msg)
        self._look(low + 1, high)
        if length > self._visits.size:
            self._visits = self._visited(2 * length)
            self._periods = np.cumsum(self._visits)
        rates = self._rates[low + 1 - self._lowest : high + 1 - self._lowest]
        stay = float(self._visits[:length] @ rates[::-1])
        return (self._fixed_cost + stay) / float(self._periods[length - 1])

    def _look(self, low: int, high: int) -> None:
        """Have the rates from low to high, and of as many more on that side."""
        highest = self._lowest + self._rates.size - 1
        if low >= self._lowest and high <= highest:
            return
        size = self._rates.size
        first = min(low - size, self._lowest) if low < self._lowest else self._lowest
        last = max(high + size, highest) if high > highest else highest
        self._rates = self._rated(first, last - first + 1)
        self._lowest = first

    def _rated(self, first: int, count: int) -> Floats:
        short, left = self._covered.shortfall(np.arange(first, first + count, dtype=np.float64))
        return self._holding_cost * left + self._stockout_cost * short

    def _visited(self, count: int) -> Floats:
        probabilities = self._demand.probabilities(count)
        stays = float(probabilities[0])
        if stays >= 1:
            msg = "demand is 0 in every period but for rounding: order what is asked for when it is asked for"
            raise ValueError(msg)
        visits = np.zeros(count)
        visits[0] = 1 / (1 - stays)
        for gone in range(1, count):
            visits[gone] = visits[0] * float(probabilities[1 : gone + 1] @ visits[gone - 1 :: -1])
        return visits
