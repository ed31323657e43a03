"""The choice of a method for each series by what it would have said of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.forecast.accuracy import naive_scale
from plugins.parts.forecast.candidates import default_candidates
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.known import in_any, ratio
from plugins.parts.forecast.result import Method
from plugins.parts.forecast.rolling import Forecaster, origins_of
from plugins.parts.forecast.trials import Criterion, hold_trials, mean_losses

PROBABILITIES: Final = (0.5, 0.75, 0.9, 0.95)
# So many series at a time: their arrays stay near the processor, and memory does not grow with candidates times series.
_BLOCK: Final = 2048
# Losses that differ by less than this share of the largest demand are equal: which is smaller is chance of rounding.
_ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChoice:
    """Which method was best for each series.

    candidates: their names. scores: by the criterion, (…, candidates), the lower the better; NaN for one that could not
    forecast wherever another could, and where the history before the first origin never changes, so that nothing scales it.
    chosen: index of the candidate, (…,): of least loss, of equal ones the first. judged: whether anything could be compared,
    (…,); where not, the fallback is chosen. origins: periods known at each.
    """

    candidates: tuple[str, ...]
    chosen: NDArray[np.int64]
    judged: NDArray[np.bool_]
    scores: Floats
    criterion: Criterion
    origins: NDArray[np.int64]

    @property
    def methods(self) -> list[str]:
        """The names of the chosen, one for each series."""
        return [self.candidates[index] for index in np.atleast_1d(self.chosen).tolist()]


def choose_method(
    demand: Demand,
    *,
    candidates: Mapping[str, Forecaster] | None = None,
    season: int = 12,
    horizon: int = 1,
    origins: int = 12,
    criterion: Criterion = Criterion.MASE,
    probabilities: Sequence[float] = PROBABILITIES,
    fallback: str = Method.SBA,
) -> MethodChoice:
    """Choose for each series the method that would have served it best from the last origins (Tashman, 2000, IJF 16).

    demand: (periods,) or (series, periods), None or NaN where missing. candidates: by name, `default_candidates(season)` if
    None. season, horizon, origins: periods, periods ahead, and how many origins at most. criterion: see there; losses are
    scaled by the naive ones of the history before the first origin. probabilities: of the quantiles that SCALED_PINBALL
    judges: the forecast plus the quantile (type 7) of the method's errors one period ahead by then, at least 0. fallback: the
    candidate for a series of which nothing can be compared. Raises ValueError for a fallback that is no candidate, a
    probability that is not between 0 and 1, and counts below 1.
    """
    history = read_demand(demand)
    offered = default_candidates(season) if candidates is None else candidates
    if fallback not in offered:
        msg = f"fallback must be one of the candidates {', '.join(offered)}, got {fallback}"
        raise ValueError(msg)
    criterion = Criterion(criterion)
    places = origins_of(history.periods.shape[0], horizon=horizon, origins=origins)
    rows = np.ascontiguousarray(history.periods.T)
    judge = _Judge(
        criterion=criterion,
        fallback=list(offered).index(fallback),
        known=int(places[0]) if places.size else 0,
    )
    verdicts = []
    for begin in range(0, max(len(rows), 1), _BLOCK):
        block = rows[begin : begin + _BLOCK]
        losses = hold_trials(
            block, offered, places, horizon=horizon, criterion=criterion, probabilities=probabilities
        )
        verdicts.append(judge.verdict(block, losses))
    chosen, judged, scores = (np.concatenate(parts) for parts in zip(*verdicts, strict=True))
    one = ... if history.many else 0
    return MethodChoice(
        candidates=tuple(offered),
        chosen=np.asarray(chosen[one]),
        judged=np.asarray(judged[one]),
        scores=scores[one],
        criterion=criterion,
        origins=places,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """known: periods before the first origin, which scale the losses."""

    criterion: Criterion
    fallback: int
    known: int

    def verdict(self, rows: Floats, tried: Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_], Floats]:
        """For each series: the chosen, whether it was judged, and the scores of all."""
        losses = mean_losses(tried)
        judged = in_any(~np.isnan(losses), 0)
        squared = self.criterion is Criterion.RMSSE
        compared = np.where(np.isnan(losses), np.inf, losses)
        largest = np.abs(np.where(np.isnan(rows), 0.0, rows)).max(axis=1, initial=0.0)
        least = compared.min(axis=0) + _ROUNDING * largest ** (2 if squared else 1)
        chosen = np.where(judged, (compared <= least).argmax(axis=0), self.fallback)
        scores = ratio(losses, naive_scale(rows[:, : self.known], power=2 if squared else 1))
        return chosen, judged, (np.sqrt(scores) if squared else scores).T
