"""The transportation problem solved by HiGHS: as a linear program, or with a fixed cost of each lane as a mixed one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from plugins.parts.arguments import Floats
from plugins.parts.transfer.lanes import Lanes


def cheapest_flow(lanes: Lanes, *, everything: bool, time_limit: float) -> tuple[Floats, bool]:
    """What each lane carries at the least cost, and whether that is proved to be the least.

    everything: as much as can be moved is moved; otherwise what is worth it. time_limit: seconds for lanes with fixed
    costs, after which the best plan found so far has to do.
    """
    if not len(lanes.donors):
        return np.zeros(0), True
    required = _most(lanes) if everything else None
    if not lanes.fixed_cost.any():
        return _linear(lanes, required), True
    used, proved = _used_lanes(lanes, required, time_limit)
    # With the lanes chosen, what they carry is a linear program again, whose corners are whole numbers.
    flow = np.zeros(len(lanes.donors))
    chosen = lanes.only(used)
    flow[used] = _linear(chosen, _most(chosen) if everything else None)
    return flow, proved


def _most(lanes: Lanes) -> float:
    """How much can be moved over these lanes at all."""
    if not len(lanes.donors):
        return 0.0
    return float(_solved(-np.ones(len(lanes.donors)), lanes, None).sum())


def _linear(lanes: Lanes, required: float | None) -> Floats:
    return _solved(_scaled(lanes.cost), lanes, required)


def _solved(cost: Floats, lanes: Lanes, required: float | None) -> Floats:
    if not len(cost):
        return np.zeros(0)
    # Without whole numbers asked for HiGHS runs the simplex, which ends in a corner: whole ends make whole transfers.
    found = milp(cost, bounds=Bounds(0, lanes.limits), constraints=_ends(lanes, required))
    if found.x is None:
        raise RuntimeError(f"the solver of transfers gave up: {found.message}")
    return np.asarray(found.x, dtype=np.float64)


def _ends(lanes: Lanes, required: float | None, width: int | None = None) -> LinearConstraint:
    """No donor gives more than it can and no receiver takes more than it needs; together they move what is required.

    width: of the constraint, for further unknowns behind the flows that it does not speak of.
    """
    flows = len(lanes.donors)
    rows, lows, highs = [lanes.incidence], np.full(len(lanes.ends), -np.inf), lanes.ends
    if required is not None:
        rows.append(csr_array(np.ones((1, flows))))
        lows, highs = np.append(lows, required), np.append(highs, required)
    blank = csr_array((len(highs), (width or flows) - flows))
    return LinearConstraint(hstack([vstack(rows), blank]), lows, highs)


def _used_lanes(lanes: Lanes, required: float | None, time_limit: float) -> tuple[NDArray[np.bool_], bool]:
    """Which lanes the cheapest plan uses: a flow on each, at most its limit where it is open and none where it is not."""
    count = len(lanes.donors)
    switch = hstack([eye_array(count), -diags_array(lanes.limits)])
    found = milp(
        _scaled(np.append(lanes.cost, lanes.fixed_cost)),
        integrality=np.append(np.zeros(count), np.ones(count)),
        bounds=Bounds(0, np.append(lanes.limits, np.ones(count))),
        constraints=[_ends(lanes, required, 2 * count), LinearConstraint(switch, -np.inf, 0)],
        options={"time_limit": time_limit, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        # Not even a first plan in time: the cheapest by the piece is one.
        return _linear(lanes, required) > 0, False
    return np.asarray(found.x[count:] > 0.5), found.status == 0


def _scaled(costs: Floats) -> Floats:
    """The costs times a power of two, so that the solver's absolute tolerances fit them; the best plan stays the best."""
    largest = float(np.abs(costs).max(initial=0.0))
    return np.ldexp(costs, 10 - int(np.frexp(largest)[1])) if largest else costs
