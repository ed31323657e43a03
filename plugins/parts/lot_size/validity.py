"""Whether the economic order quantity can be believed for a part: it assumes demand that goes on evenly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, Rows, demand_rows, not_negative, same_length
from plugins.parts.classify import DemandPattern, StockClass, StockClasses
from plugins.parts.classify.moments import mean_of, to_unit_height

# Silver, Pyke and Thomas, 2017, 5.2: below it the quantity may as well be held constant.
LEAST_VARIABILITY: Final = 0.2


class EoqDoubt(StrEnum):
    """Why the economic order quantity is not valid; NONE: it is."""

    NONE = "none"
    NO_DEMAND = "no_demand"
    SEASONAL = "seasonal"
    INTERMITTENT = "intermittent"
    VARYING = "varying"


@dataclass(frozen=True, slots=True, kw_only=True)
class EoqValidity:
    """Of each series: whether the quantity is valid, the first doubt of `EoqDoubt`, and the variability coefficient."""

    valid: NDArray[np.bool_]
    doubt: NDArray[np.str_]
    variability: Floats


def variability_coefficient(demand: Rows) -> Floats:
    """n sum(D²) / (sum D)² - 1 of each series, its variance (n) over its squared mean (Peterson and Silver, 1979).

    demand: series × periods (see `demand_rows`); periods that nobody recorded count for nothing; nan without demand.
    """
    rows = to_unit_height(demand_rows(demand))
    mean = mean_of(rows)
    mean[~(mean > 0)] = np.nan
    coefficient: Floats = mean_of((rows / mean[:, np.newaxis] - 1) ** 2)
    return coefficient


def eoq_validity(
    demand: Rows, classes: StockClasses, *, least_variability: float = LEAST_VARIABILITY
) -> EoqValidity:
    """Where demand has no season, comes in most periods, and varies by less than least_variability, the quantity is valid.

    classes: of the same series, as of `stock_classes`: a class that somebody decided counts here too. Doubts in the
    order of `EoqDoubt`: a seasonal part; an intermittent or lumpy one; one that varies. Raises ValueError as
    `demand_rows`, and for classes of another number of series.
    """
    coefficient = variability_coefficient(demand)
    same_length(demand=coefficient, classes=classes.classes)
    limit = not_negative("least_variability", least_variability)
    rare = np.isin(classes.pattern, [DemandPattern.INTERMITTENT.value, DemandPattern.LUMPY.value])
    doubt = np.select(
        [np.isnan(coefficient), classes.classes == StockClass.SEASONAL.value, rare, coefficient >= limit],
        [
            EoqDoubt.NO_DEMAND.value,
            EoqDoubt.SEASONAL.value,
            EoqDoubt.INTERMITTENT.value,
            EoqDoubt.VARYING.value,
        ],
        EoqDoubt.NONE.value,
    ).astype("<U12")
    return EoqValidity(valid=doubt == EoqDoubt.NONE.value, doubt=doubt, variability=coefficient)
