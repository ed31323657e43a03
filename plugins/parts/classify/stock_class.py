"""Common, uncommon and seasonal parts: the class that decides by which policy a part is stocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, Rows, demand_rows, same_length
from plugins.parts.classify.demand_pattern import demand_patterns
from plugins.parts.classify.seasonality import DecompositionMethod, seasonality
from plugins.parts.stock_class import COMMON_INTERVAL, SEASON_STRENGTH, StockClass


@dataclass(frozen=True, slots=True, kw_only=True)
class StockClasses:
    """The class of each part in a store, and why.

    classes: of `StockClass`, as they count; computed: as they came out, whatever somebody decided. adi, cv2, pattern: of
    `demand_patterns`; seasonal_strength, seasonal_p_value: of `seasonality`.
    """

    classes: NDArray[np.str_]
    computed: NDArray[np.str_]
    pattern: NDArray[np.str_]
    adi: Floats
    cv2: Floats
    seasonal_strength: Floats
    seasonal_p_value: Floats
    common_adi: float
    season_length: int


def stock_classes(
    demand: Rows,
    season_length: int = 12,
    *,
    common_adi: float = COMMON_INTERVAL,
    least_strength: float = SEASON_STRENGTH,
    significance: float = 0.01,
    method: DecompositionMethod = DecompositionMethod.CLASSICAL,
    overrides: Sequence[StockClass | None] | None = None,
) -> StockClasses:
    """Seasonal where `seasonality` finds a season; else common where asked for at least every common_adi periods; else uncommon.

    demand: series × periods (see `demand_rows`), one series per part and store. common_adi: the average demand interval
    up to which, itself included, a part is common: 1.32 is where smooth and erratic demand end. A part that nobody asked
    for is uncommon. overrides: what somebody decided, one per series, None where nobody did. Raises ValueError as
    `seasonality`, and for overrides of another length.
    """
    rows = demand_rows(demand)
    pattern = demand_patterns(rows)
    season = seasonality(
        rows, season_length, method=method, least_strength=least_strength, significance=significance
    )
    frequent = np.where(pattern.adi <= common_adi, StockClass.COMMON, StockClass.UNCOMMON)
    computed = np.where(season.seasonal, StockClass.SEASONAL, frequent).astype("<U8")
    return StockClasses(
        classes=_overridden(computed, overrides),
        computed=computed,
        pattern=pattern.patterns,
        adi=pattern.adi,
        cv2=pattern.cv2,
        seasonal_strength=season.strength,
        seasonal_p_value=season.p_value,
        common_adi=common_adi,
        season_length=season_length,
    )


def _overridden(
    computed: NDArray[np.str_], overrides: Sequence[StockClass | None] | None
) -> NDArray[np.str_]:
    if overrides is None:
        return computed
    same_length(demand=computed, overrides=overrides)
    decided = zip(computed.tolist(), overrides, strict=True)
    return np.array(
        [was if given is None else StockClass(given).value for was, given in decided], dtype="<U8"
    )
