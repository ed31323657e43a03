"""How right the records are: counted against expected, within a tolerance of each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import EQUAL, Floats, Numbers, amounts, not_negative, same_length, share, vector
from saas.plugin_api import wilson_interval

# Shares of the expected quantity (APICS; Piasecki, Inventory Accuracy, 2003).
TOLERANCES: Final[Mapping[str, float]] = MappingProxyType({"A": 0.002, "B": 0.01, "C": 0.05})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAccuracy:
    """Of one class: how many were counted, how many within the tolerance, their share (None of none) and its interval."""

    counted: int
    hits: int
    accuracy: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccuracy:
    """Inventory record accuracy.

    overall: over all classes; by_class: of each. hits: of each line, whether it was counted and within the tolerance.
    variance: counted less expected, nan where nobody counted. net_value: of the variances, gains against losses;
    gross_value: of all variances whatever their sign; value_accuracy: 1 - gross_value / value expected, 0 at least, None
    where nothing was expected; these three are None without prices.
    """

    overall: ClassAccuracy
    by_class: Mapping[str, ClassAccuracy]
    hits: NDArray[np.bool_]
    variance: Floats
    net_value: float | None
    gross_value: float | None
    value_accuracy: float | None


def record_accuracy(
    expected: Numbers,
    counted: Numbers,
    classes: Sequence[str],
    *,
    tolerances: Mapping[str, float] = TOLERANCES,
    unit_costs: Numbers | None = None,
    confidence: float = 0.95,
) -> RecordAccuracy:
    """The share of records within their tolerance, overall and by class, with Wilson's interval.

    expected: what the ledger says at the moment of the count (`expected_at_count`), negative where it is wrong; counted:
    not negative, nan and None where nobody counted, which is in no share; classes: of each line; tolerances: as a share of
    the expected quantity, itself included, so that an expected 0 is met by 0 only; unit_costs: to value the variances.
    Raises ValueError for a class without a tolerance, negative counts and lengths that differ.
    """
    book, found = vector("expected", expected), amounts("counted", counted, missing=True)
    same_length(expected=book, counted=found, classes=classes)
    variance = found - book
    hits = np.abs(variance) <= _allowed(book, classes, tolerances)
    known, names = ~np.isnan(found), np.array(classes, dtype=np.str_)
    by_class = {name: _accuracy(hits[known & (names == name)], confidence) for name in dict.fromkeys(classes)}
    net, gross, value = _values(variance[known], book[known], unit_costs, known)
    return RecordAccuracy(
        overall=_accuracy(hits[known], confidence),
        by_class=by_class,
        hits=hits,
        variance=variance,
        net_value=net,
        gross_value=gross,
        value_accuracy=value,
    )


def within_tolerance(expected: float, counted: float, tolerance: float) -> bool:
    """Whether a count is as far from what was expected as the tolerance, a share of that, allows, or nearer."""
    allowed = share("tolerance", tolerance) * abs(expected)
    return abs(counted - expected) <= allowed * (1 + EQUAL)


def _allowed(book: Floats, classes: Sequence[str], tolerances: Mapping[str, float]) -> Floats:
    for place, name in enumerate(classes):
        if name not in tolerances:
            msg = f"classes[{place}] is {name!r}, for which tolerances says nothing"
            raise ValueError(msg)
    shares = {name: not_negative(f"tolerances[{name!r}]", tolerances[name]) for name in set(classes)}
    allowed: Floats = np.array([shares[name] for name in classes], dtype=np.float64) * np.abs(book)
    return allowed * (1 + EQUAL)


def _accuracy(hits: NDArray[np.bool_], confidence: float) -> ClassAccuracy:
    good = int(np.count_nonzero(hits))
    return ClassAccuracy(
        counted=hits.size,
        hits=good,
        accuracy=good / hits.size if hits.size else None,
        interval=wilson_interval(good, hits.size, confidence),
    )


def _values(
    variance: Floats, book: Floats, unit_costs: Numbers | None, known: NDArray[np.bool_]
) -> tuple[float | None, float | None, float | None]:
    if unit_costs is None:
        return None, None, None
    costs = amounts("unit_costs", unit_costs)
    same_length(expected=known, unit_costs=costs)
    costs = costs[known]
    gross, total = float(np.abs(variance) @ costs), float(np.abs(book) @ costs)
    return float(variance @ costs), gross, max(0.0, 1 - gross / total) if total else None
