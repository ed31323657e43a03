"""The random index of the consistency ratio, by the table it comes from, and the limits of the ratio."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RandomIndex(StrEnum):
    """Published means of the consistency index of random reciprocal matrices. They differ, so a ratio names its own."""

    SAATY_1980 = "saaty_1980"
    SAATY_2005 = "saaty_2005"
    DONEGAN_DODD_1991 = "donegan_dodd_1991"
    ALONSO_LAMATA_2006 = "alonso_lamata_2006"
    AHPSURVEY = "ahpsurvey"


# For n = 3, 4, … 15.
RANDOM_INDICES: Mapping[RandomIndex, tuple[float, ...]] = {
    # Saaty, The Analytic Hierarchy Process, 1980, p. 21; Chinese textbooks up to n = 10.
    RandomIndex.SAATY_1980: (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    # Saaty, Theory and Applications of the Analytic Network Process, 2005, p. 31.
    RandomIndex.SAATY_2005: (0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
    # Donegan and Dodd, Mathematical and Computer Modelling 15:10, 1991, pp. 135-137; the default of AHPy.
    RandomIndex.DONEGAN_DODD_1991: (
        0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055, 1.4213, 1.4497, 1.4643, 1.4822, 1.4969,
    ),
    # Alonso and Lamata, International Journal of Uncertainty 14:4, 2006, table 2: 100,000 matrices.
    RandomIndex.ALONSO_LAMATA_2006: (
        0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5141, 1.5365, 1.5551, 1.5713, 1.5838,
    ),
    # Cho, the R package ahpsurvey 0.4, 2019.
    RandomIndex.AHPSURVEY: (
        0.5251686, 0.8836651, 1.1081014, 1.2492774, 1.3415514, 1.4048466, 1.4507197, 1.4857266, 1.5141022, 1.5356638,
        1.5545925, 1.5703498, 1.5839958,
    ),
}  # fmt: skip


class ConsistencyLimit(StrEnum):
    """How large a consistency ratio may be: .10 for any matrix, or Saaty's (1994) .05 for n = 3 and .08 for n = 4."""

    USUAL = "usual"
    STRICT = "strict"


_STRICT: Mapping[int, float] = {3: 0.05, 4: 0.08}


def random_index(n: int, table: RandomIndex = RandomIndex.SAATY_1980) -> float | None:
    """The random index of an n by n matrix: 0 up to n = 2, None above 15, where the tables end."""
    if n <= 2:
        return 0.0
    values = RANDOM_INDICES[RandomIndex(table)]
    return values[n - 3] if n - 3 < len(values) else None


def consistency_threshold(n: int, limit: ConsistencyLimit = ConsistencyLimit.USUAL) -> float:
    """The largest consistency ratio with which an n by n matrix counts as consistent."""
    return _STRICT.get(n, 0.10) if ConsistencyLimit(limit) is ConsistencyLimit.STRICT else 0.10
