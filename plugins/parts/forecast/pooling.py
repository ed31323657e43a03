"""Choice among methods where each part speaks also for its like: a few origins of one part are mostly chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.forecast.choice import MethodChoice
from plugins.parts.forecast.known import in_any, mean_of_known, ratio

# In docs/realdata/part_forecasts.md parts forecast by their own best scores are served worse afterwards than all by one method;
# with the scores of their like at four times the weight mostly as well as by the one that turned out best for all.
_WEIGHT: Final = 4.0


def pool_choice(
    choice: MethodChoice, groups: Sequence[str | int] | NDArray[np.generic], *, weight: float = _WEIGHT
) -> MethodChoice:
    """Choose anew for each series by its own scores and, `weight` times as much, by the mean scores of its group.

    Scores count relative to the series' mean over the candidates, so that parts hard to forecast do not outvote the others.
    choice: of many series. groups: one of each, such as the pattern of demand or the class of stock. weight: 0 for each series
    by itself, large for one method for a whole group. A candidate that a series has no score of is not chosen for it; a series
    without any keeps its choice. Raises ValueError for another number of groups and for a weight below 0.
    """
    names = np.asarray(groups)
    if choice.scores.ndim != 2 or names.shape != choice.chosen.shape:
        msg = f"groups must name one of each of the many series, got {names.size} for {choice.chosen.size}"
        raise ValueError(msg)
    if not weight >= 0:
        msg = f"weight must be at least 0, got {weight}"
        raise ValueError(msg)
    relative = ratio(choice.scores, mean_of_known(choice.scores, 1)[:, None])
    _, places = np.unique(names, return_inverse=True)
    pooled = _means_of_groups(relative, places)
    total = np.where(np.isnan(relative), np.inf, relative + weight * pooled[places])
    chosen = np.where(in_any(~np.isnan(relative), 1), total.argmin(axis=1), choice.chosen)
    return replace(choice, chosen=chosen)


def _means_of_groups(relative: Floats, places: NDArray[np.intp]) -> Floats:
    """The mean of each group's known scores of each candidate, (groups, candidates); 0 of nothing."""
    known = ~np.isnan(relative)
    sums = np.zeros((int(places.max(initial=-1)) + 1, relative.shape[1]))
    counts = np.zeros_like(sums)
    np.add.at(sums, places, np.where(known, relative, 0.0))
    np.add.at(counts, places, known)
    return sums / np.maximum(counts, 1)
