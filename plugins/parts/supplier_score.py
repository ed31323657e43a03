"""How good a supplier was in a period: a weighted score that little evidence cannot make high, and its standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plugins.parts.arguments import finite, not_negative
from saas.plugin_api import wilson_interval


class SupplierCriterion(StrEnum):
    """What a supplier is judged by."""

    ON_TIME = "on_time"
    FILL = "fill"
    QUALITY = "quality"
    PRICE = "price"
    RESPONSE = "response"


class RateBasis(StrEnum):
    """Which rate is scored: the lower end of Wilson's interval, so that 2 of 2 do not beat 98 of 100, or the observed one."""

    WILSON_LOWER = "wilson_lower"
    OBSERVED = "observed"


class SupplierStanding(StrEnum):
    """What a score leads to, best first; BLOCKED: no new orders without an exception."""

    PREFERRED = "preferred"
    APPROVED = "approved"
    WATCHED = "watched"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRecord:
    """What happened in a period.

    on_time of deliveries; filled of ordered lines, at the first delivery; defective of received pieces; price_index: paid
    against the market, 1 is as others; response_hours: the middle time to an answer. None: not known.
    """

    deliveries: int = 0
    on_time: int = 0
    ordered: int = 0
    filled: int = 0
    received: int = 0
    defective: int = 0
    price_index: float | None = None
    response_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From which value on a criterion scores nothing, and from which on a hundred; in between on a straight line."""

    worst: float
    best: float

    def score(self, value: float) -> float:
        """The score of the value, from 0 to 100."""
        if self.worst == self.best:
            msg = f"a scale needs a worst and a best value that differ, got {self.worst} twice"
            raise ValueError(msg)
        return 100 * min(max((value - self.worst) / (self.best - self.worst), 0.0), 1.0)


WEIGHTS: Final[Mapping[SupplierCriterion, float]] = MappingProxyType(
    {
        SupplierCriterion.ON_TIME: 30,
        SupplierCriterion.FILL: 20,
        SupplierCriterion.QUALITY: 30,
        SupplierCriterion.PRICE: 15,
        SupplierCriterion.RESPONSE: 5,
    }
)
SCALES: Final[Mapping[SupplierCriterion, Scale]] = MappingProxyType(
    {
        SupplierCriterion.ON_TIME: Scale(worst=0.5, best=1),
        SupplierCriterion.FILL: Scale(worst=0.5, best=1),
        SupplierCriterion.QUALITY: Scale(worst=0.9, best=1),
        SupplierCriterion.PRICE: Scale(worst=1.2, best=0.8),
        SupplierCriterion.RESPONSE: Scale(worst=72, best=4),
    }
)
# The least score of each standing; below the last one a supplier is blocked.
STANDINGS: Final[Mapping[SupplierStanding, float]] = MappingProxyType(
    {SupplierStanding.PREFERRED: 85, SupplierStanding.APPROVED: 70, SupplierStanding.WATCHED: 50}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionScore:
    """One criterion. observed: the plain rate or value; judged: what was scored; both None where it was not measured.

    sample: of a rate, out of how many. weight: its part in the score, from 0 to 1, 0 where it has none. score: 0 to 100.
    """

    criterion: SupplierCriterion
    observed: float | None
    judged: float | None
    sample: int | None
    score: float | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierScore:
    """score: 0 to 100, None where nothing could be judged. coverage: the share of the weights that could be.

    defect_ppm: defective pieces in a million, None where nothing was received.
    """

    score: float | None
    criteria: tuple[CriterionScore, ...]
    coverage: float
    defect_ppm: float | None
    basis: RateBasis


def supplier_score(
    record: SupplierRecord,
    weights: Mapping[SupplierCriterion, float] = WEIGHTS,
    *,
    scales: Mapping[SupplierCriterion, Scale] = SCALES,
    basis: RateBasis = RateBasis.WILSON_LOWER,
    minimum_sample: int = 5,
    confidence: float = 0.95,
) -> SupplierScore:
    """The weighted mean of the criteria's scores; the weight of what could not be judged goes to the others in proportion.

    weights: not negative, in any unit, a criterion left out has none. A rate from fewer than minimum_sample trials is not
    judged. basis, confidence: see `RateBasis`; quality is the share of pieces without a defect. Raises ValueError for
    counts that contradict each other, for negative weights, and for none above 0.
    """
    basis = RateBasis(basis)
    given = {one: not_negative(f"weights[{one.value!r}]", weights.get(one, 0.0)) for one in SupplierCriterion}
    total = sum(given.values())
    if not total:
        msg = "weights must give one criterion at least a weight above 0"
        raise ValueError(msg)
    measured = [
        _measured(one, record, basis, max(minimum_sample, 1), confidence) for one in SupplierCriterion
    ]
    covered = sum(given[one.criterion] for one in measured if one.judged is not None)
    criteria = tuple(_scored(one, scales, given[one.criterion], covered) for one in measured)
    scores = [one.score * one.weight for one in criteria if one.score is not None]
    return SupplierScore(
        score=sum(scores) if covered else None,
        criteria=criteria,
        coverage=covered / total,
        defect_ppm=record.defective / record.received * 1e6 if record.received else None,
        basis=basis,
    )


def supplier_standing(
    score: float, standings: Mapping[SupplierStanding, float] = STANDINGS
) -> SupplierStanding:
    """The best standing whose least score is reached. standings: by standing, those left out are never given."""
    number = finite("score", score)
    reached = [one for one in SupplierStanding if one in standings and number >= standings[one]]
    return reached[0] if reached else SupplierStanding.BLOCKED


def supplier_ranks(scores: Sequence[float | None]) -> list[int | None]:
    """The rank of each, 1 the best, equal ones sharing the better rank; None where there is no score."""
    known = [score for score in scores if score is not None]
    return [None if score is None else 1 + sum(other > score for other in known) for score in scores]


def _measured(
    criterion: SupplierCriterion,
    record: SupplierRecord,
    basis: RateBasis,
    minimum_sample: int,
    confidence: float,
) -> CriterionScore:
    """The criterion without its score and weight."""
    if criterion in {SupplierCriterion.PRICE, SupplierCriterion.RESPONSE}:
        priced = criterion is SupplierCriterion.PRICE
        value = record.price_index if priced else record.response_hours
        if value is not None:
            value = not_negative("price_index" if priced else "response_hours", value)
        return _unscored(criterion, value, value, None)
    good, trials = _trials(criterion, record)
    interval = wilson_interval(good, trials, confidence)
    observed = good / trials if trials else None
    lower = interval[0] if interval else None
    judged = observed if basis is RateBasis.OBSERVED else lower
    return _unscored(criterion, observed, judged if trials >= minimum_sample else None, trials)


def _trials(criterion: SupplierCriterion, record: SupplierRecord) -> tuple[int, int]:
    """How often it went well, and how often it could have."""
    good, trials, names = {
        SupplierCriterion.ON_TIME: (record.on_time, record.deliveries, "on_time of deliveries"),
        SupplierCriterion.FILL: (record.filled, record.ordered, "filled of ordered"),
        SupplierCriterion.QUALITY: (
            record.received - record.defective,
            record.received,
            "defective of received",
        ),
    }[criterion]
    if not 0 <= good <= trials:
        msg = f"{names} must lie from none to all of them, got {record}"
        raise ValueError(msg)
    return good, trials


def _unscored(
    criterion: SupplierCriterion, observed: float | None, judged: float | None, sample: int | None
) -> CriterionScore:
    return CriterionScore(
        criterion=criterion, observed=observed, judged=judged, sample=sample, score=None, weight=0.0
    )


def _scored(
    one: CriterionScore, scales: Mapping[SupplierCriterion, Scale], weight: float, covered: float
) -> CriterionScore:
    if one.judged is None or not weight:
        return one
    return CriterionScore(
        criterion=one.criterion,
        observed=one.observed,
        judged=one.judged,
        sample=one.sample,
        score=scales.get(one.criterion, SCALES[one.criterion]).score(one.judged),
        weight=weight / covered,
    )
