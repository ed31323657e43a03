"""The choice of a method for each series by what it would have said of the past, and the forecast that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.forecast.accuracy import naive_scale
from plugins.parts.forecast.candidates import default_candidates
from plugins.parts.forecast.demand import Demand, read_demand
from plugins.parts.forecast.intervals import PredictionInterval, prediction_interval
from plugins.parts.forecast.known import Floats, in_any, ratio
from plugins.parts.forecast.result import Method
from plugins.parts.forecast.rolling import Forecaster, at_least_nothing, origins_of
from plugins.parts.forecast.trials import Criterion, Trials, hold_trials, mean_losses

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
    (…,); where not, the fallback is chosen. errors: actual less forecast of the chosen, (…, origins, horizon). origins:
    periods known at each.
    """

    candidates: tuple[str, ...]
    chosen: NDArray[np.int64]
    judged: NDArray[np.bool_]
    scores: Floats
    errors: Floats
    criterion: Criterion
    origins: NDArray[np.int64]

    @property
    def methods(self) -> list[str]:
        """The names of the chosen, one for each series."""
        return [self.candidates[index] for index in np.atleast_1d(self.chosen).tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenForecast:
    """The forecast by the chosen methods: mean, (…, horizon), at least 0 and NaN if nothing was ever known; and around it."""

    methods: list[str]
    mean: Floats
    interval: PredictionInterval


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
        trials = hold_trials(
            block, offered, places, horizon=horizon, criterion=criterion, probabilities=probabilities
        )
        verdicts.append(judge.verdict(block, trials))
    chosen, judged, scores, errors = (np.concatenate(parts) for parts in zip(*verdicts, strict=True))
    one = ... if history.many else 0
    return MethodChoice(
        candidates=tuple(offered),
        chosen=np.asarray(chosen[one]),
        judged=np.asarray(judged[one]),
        scores=scores[one],
        errors=errors[one],
        criterion=criterion,
        origins=places,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """known: periods before the first origin, which scale the losses."""

    criterion: Criterion
    fallback: int
    known: int

    def verdict(
        self, rows: Floats, trials: Trials
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_], Floats, Floats]:
        """For each series: the chosen, whether it was judged, the scores of all, and the errors of the chosen."""
        losses = mean_losses(trials)
        judged = in_any(~np.isnan(losses), 0)
        squared = self.criterion is Criterion.RMSSE
        compared = np.where(np.isnan(losses), np.inf, losses)
        largest = np.abs(np.where(np.isnan(rows), 0.0, rows)).max(axis=1, initial=0.0)
        least = compared.min(axis=0) + _ROUNDING * largest ** (2 if squared else 1)
        chosen = np.where(judged, (compared <= least).argmax(axis=0), self.fallback)
        scores = ratio(losses, naive_scale(rows[:, : self.known], power=2 if squared else 1))
        errors = trials.errors[chosen, np.arange(len(rows))]
        return chosen, judged, (np.sqrt(scores) if squared else scores).T, errors


def forecast_chosen(
    demand: Demand,
    choice: MethodChoice,
    *,
    candidates: Mapping[str, Forecaster] | None = None,
    season: int = 12,
    level: float = 0.8,
    least: int = 8,
) -> ChosenForecast:
    """Forecast each series by the method that was chosen for it, as far ahead as it was judged.

    demand: as it was given to `choose_method`, or grown by periods since. candidates, season: likewise, with the same names.
    level, least: of the interval, from the errors at the origins, see `prediction_interval`. Raises ValueError for another
    number of series and for a candidate that is not offered.
    """
    history = read_demand(demand)
    offered = default_candidates(season) if candidates is None else candidates
    chosen = np.atleast_1d(choice.chosen)
    if len(chosen) != history.count or choice.chosen.ndim != int(history.many):
        msg = f"demand must have the {len(chosen)} series that methods were chosen for, got {history.count}"
        raise ValueError(msg)
    rows = np.ascontiguousarray(history.periods.T)
    mean = np.full((len(rows), choice.errors.shape[-1]), np.nan)
    for place in np.unique(chosen).tolist():
        name = choice.candidates[place]
        if name not in offered:
            msg = f"candidates must offer the chosen {name}, got {', '.join(offered)}"
            raise ValueError(msg)
        columns = np.flatnonzero(chosen == place)
        part = rows[columns]
        mean[columns] = at_least_nothing(part, offered[name](part, mean.shape[1]).mean)
    shaped = mean if history.many else mean[0]
    return ChosenForecast(
        methods=choice.methods,
        mean=shaped,
        interval=prediction_interval(shaped, choice.errors, level=level, least=least),
    )
