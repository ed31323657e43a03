"""The transportation problem as numbers for a solver: the open lanes, what they carry, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from plugins.parts.arguments import Floats, Rows, vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The open lanes, one entry of each array per lane, between donors that can give and receivers that are short.

    limits: the most that each can carry. cost: of a piece, less what it saves where a shortage has a cost of its own.
    """

    donors: NDArray[np.int64]
    receivers: NDArray[np.int64]
    cost: Floats
    fixed_cost: Floats
    limits: Floats
    surplus: Floats
    shortage: Floats

    def only(self, kept: NDArray[np.bool_]) -> Lanes:
        """These lanes alone."""
        return Lanes(
            donors=self.donors[kept],
            receivers=self.receivers[kept],
            cost=self.cost[kept],
            fixed_cost=self.fixed_cost[kept],
            limits=self.limits[kept],
            surplus=self.surplus,
            shortage=self.shortage,
        )

    @property
    def incidence(self) -> csr_array[np.float64]:
        """(donors + receivers) × lanes: which lane takes from whom and brings to whom."""
        lanes = np.arange(len(self.donors))
        rows = np.concatenate((self.donors, self.receivers + len(self.surplus)))
        shape = (len(self.surplus) + len(self.shortage), len(lanes))
        return csr_array((np.ones(2 * len(lanes)), (rows, np.tile(lanes, 2))), shape=shape)

    @property
    def ends(self) -> Floats:
        """The most that each donor gives and each receiver takes, in the order of the incidence's rows."""
        return np.concatenate((self.surplus, self.shortage))


def cost_table(name: str, costs: Rows, donors: int, receivers: int) -> Floats:
    """Costs as donors × receivers, nan where a lane is closed: given as None, nan or infinite.

    Raises ValueError for another shape and for negative costs, with the place.
    """
    try:
        table = np.array(costs, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} must be numbers, {donors} donors × {receivers} receivers: {error}"
        raise ValueError(msg) from error
    if not donors * receivers and not table.size:
        # Without donors there are no rows that could be as long as the receivers are many.
        table = table.reshape(donors, receivers)
    if table.shape != (donors, receivers):
        shape = " × ".join(str(length) for length in table.shape)
        msg = f"{name} must be {donors} donors × {receivers} receivers, got {shape}"
        raise ValueError(msg)
    table[np.isposinf(table)] = np.nan
    vector(name, table.ravel(), missing=True)
    for donor, receiver in np.argwhere(table < 0)[:1]:
        msg = f"{name}[{donor}, {receiver}] must not be negative, got {table[donor, receiver]}"
        raise ValueError(msg)
    return table


def open_lanes(
    surplus: Floats, shortage: Floats, unit_cost: Floats, fixed_cost: Floats, saved: Floats
) -> Lanes:
    """The lanes that are open and have something to carry. saved: per receiver, what a piece less of its shortage saves."""
    limits = np.minimum(surplus[:, np.newaxis], shortage)
    donors, receivers = np.nonzero((limits > 0) & ~np.isnan(unit_cost) & ~np.isnan(fixed_cost))
    return Lanes(
        donors=donors,
        receivers=receivers,
        cost=unit_cost[donors, receivers] - saved[receivers],
        fixed_cost=fixed_cost[donors, receivers],
        limits=limits[donors, receivers],
        surplus=surplus,
        shortage=shortage,
    )
