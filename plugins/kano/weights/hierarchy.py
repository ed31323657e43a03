"""Weights through the levels of a hierarchy, and the consistency of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plugins.kano.weights.ahp import AhpResult
from plugins.kano.weights.tables import floats


@dataclass(frozen=True, slots=True, kw_only=True)
class HierarchyWeights:
    """Each part's share in the whole, and how consistent the lower level is.

    global_weights: one tuple per criterion, the parts below it; all together they add up to 1.
    alternative_weights: the sums over the criteria where the parts are the same alternatives below each, that is where
    there are as many of them everywhere; else None.
    consistency_index, random_index: those of the parts, each by its criterion's weight; the ratio is 0 where no criterion
    has more than two parts, and None where one has more than the tables do.
    """

    global_weights: tuple[tuple[float, ...], ...]
    alternative_weights: tuple[float, ...] | None
    consistency_index: float
    random_index: float | None
    consistency_ratio: float | None


def hierarchy_weights(criteria: AhpResult, parts: Sequence[AhpResult]) -> HierarchyWeights:
    """Multiply each criterion's weight with the weights below it (Saaty, 1980, chapter 4).

    parts: one result per criterion, in their order. The consistency ratio of the level is sum(w CI) / sum(w RI).
    Raises ValueError when there are not as many parts as criteria.
    """
    if len(parts) != len(criteria.weights):
        msg = f"parts has {len(parts)} results for {len(criteria.weights)} criteria: give one for each"
        raise ValueError(msg)
    shares = np.array(criteria.weights)
    levels = [share * np.array(part.weights) for share, part in zip(shares, parts, strict=True)]
    alike = len({len(part.weights) for part in parts}) == 1
    index = float(shares @ [part.consistency_index for part in parts])
    indices = [part.random_index for part in parts if part.random_index is not None]
    ri = float(shares @ indices) if len(indices) == len(parts) else None
    return HierarchyWeights(
        global_weights=tuple(floats(level) for level in levels),
        alternative_weights=floats(np.sum(levels, axis=0)) if alike else None,
        consistency_index=index,
        random_index=ri,
        consistency_ratio=None if ri is None else index / ri if ri else 0.0,
    )
