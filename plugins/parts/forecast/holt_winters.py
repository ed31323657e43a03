"""Holt and Winters' additive method with a damped trend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats, share
from plugins.parts.forecast.demand import Demand, History, read_demand
from plugins.parts.forecast.known import in_all
from plugins.parts.forecast.result import Cost, Forecast, Initial, Method, check_horizon, named
from plugins.parts.forecast.search import least_cost
from plugins.parts.forecast.seasonal import check_season

NAMES: Final = ("alpha", "beta", "gamma", "phi")
# A trend that hardly fades, or fades at once, cannot be told from one that does not or is not there (Hyndman, 2018, 7.2).
_BOUNDS: Final = ((0.0001, 0.9999),) * 3 + ((0.8, 0.98),)
_POINTS: Final = (3, 2, 2, 1)
_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HoltWintersState:
    """What the method knows before a period.

    level, trend: (series,); seasons: (season, series), by the index of the period modulo season.
    """

    level: Floats
    trend: Floats
    seasons: Floats

    def of(self, series: NDArray[np.int64]) -> HoltWintersState:
        """The state of some of the series."""
        return HoltWintersState(
            level=self.level[series], trend=self.trend[series], seasons=self.seasons[:, series]
        )


def holt_winters(
    demand: Demand,
    *,
    season: int = 12,
    alpha: float | None = None,
    beta: float | None = None,
    gamma: float | None = None,
    phi: float | None = None,
    initial: tuple[float, float, Sequence[float]] | None = None,
    horizon: int = 1,
) -> Forecast:
    """Additive trend, damped, and additive season (Hyndman and Athanasopoulos, 2018, section 7.3; Gardner and McKenzie, 1985).

    level' = alpha (y - season) + (1 - alpha)(level + phi trend); trend' = beta (level' - level) + (1 - beta) phi trend;
    season' = gamma (y - level - phi trend) + (1 - gamma) season; h periods ahead: level + (phi + … + phi^h) trend + season.

    demand: (periods,) or (series, periods), None or NaN where missing: there level and trend go on as forecast. alpha, beta,
    gamma, phi: from 0 to 1; each that is None is that of least squared error of each series (phi from 0.8 to 0.98, gamma up to
    1 - alpha); phi 1 is an undamped trend. Given ones with alpha + gamma above 1 may let errors grow; beyond all numbers the
    answer is null. initial: level, trend and the effects of the season's periods before the first; None for the first two
    cycles: the mean of the first, the mean rise from one to the other per period, the first less its mean. A series whose
    first two cycles are not all known is null. Forecasts may be negative. Raises ValueError for a parameter outside of 0 to 1.
    """
    check_season(season)
    check_horizon(horizon)
    given = (alpha, beta, gamma, phi)
    for name, value in zip(NAMES, given, strict=True):
        if value is not None:
            share(name, value)
    history = read_demand(demand, signed=True)
    start = first_cycles(history.periods, season) if initial is None else _given(history, season, initial)
    # Given parameters may let errors grow without end; where they do, the answer is null.
    with np.errstate(over="ignore", invalid="ignore"):
        parameters = _parameters(history.periods, start, given)
        fitted, end = _run(history.periods, start, parameters)
        mean = _ahead(end, parameters[3], history.periods.shape[0], horizon)
    return Forecast(
        method=Method.HOLT_WINTERS,
        mean=history.shaped(np.where(np.isfinite(mean), mean, np.nan)),
        fitted=history.shaped(np.where(np.isfinite(fitted), fitted, np.nan)),
        parameters=named(history, dict(zip(NAMES, parameters, strict=True))),
        components=named(history, {"level": end.level, "trend": end.trend}),
        initial=Initial.FIRST_CYCLES if initial is None else Initial.GIVEN,
        cost=Cost.MSE if None in given else None,
    )


def first_cycles(periods: Floats, season: int) -> HoltWintersState:
    """The state before each series' first known period, from its first two cycles; NaN where one of their periods is missing."""
    known = ~np.isnan(periods)
    length, series = periods.shape
    if length < 2 * season:
        nothing = np.full(series, np.nan)
        return HoltWintersState(level=nothing, trend=nothing, seasons=np.full((season, series), np.nan))
    first = known.argmax(axis=0)
    places = np.minimum(first + np.arange(2 * season)[:, None], length - 1)
    cycles = np.take_along_axis(periods, places, axis=0)
    cycles = np.where(first + 2 * season > length, np.nan, cycles)
    level = cycles[:season].mean(axis=0)
    trend = (cycles[season:] - cycles[:season]).mean(axis=0) / season
    seasons = np.empty((season, series))
    np.put_along_axis(seasons, places[:season] % season, cycles[:season] - level, axis=0)
    whole = ~np.isnan(cycles).any(axis=0)
    return HoltWintersState(
        level=np.where(whole, level, np.nan), trend=np.where(whole, trend, np.nan), seasons=seasons
    )


def _given(history: History, season: int, initial: tuple[float, float, Sequence[float]]) -> HoltWintersState:
    level, trend, seasons = initial
    if len(seasons) != season:
        msg = f"initial must have an effect of each of the {season} periods of the season, got {len(seasons)}"
        raise ValueError(msg)
    return HoltWintersState(
        level=np.full(history.count, float(level)),
        trend=np.full(history.count, float(trend)),
        seasons=np.repeat(np.array(seasons, dtype=np.float64)[:, None], history.count, axis=1),
    )


def _parameters(periods: Floats, start: HoltWintersState, given: Sequence[float | None]) -> Floats:
    """The parameters of each series, shape (4, series): those that are given, and the best of the others."""
    bounds = [bound if value is None else (value, value) for bound, value in zip(_BOUNDS, given, strict=True)]
    points = [count if value is None else 1 for count, value in zip(_POINTS, given, strict=True)]
    gamma = given[2]
    if given[0] is None and gamma is not None:
        bounds[0] = (bounds[0][0], max(bounds[0][0], min(bounds[0][1], 1 - gamma)))
    begun = np.flatnonzero(~np.isnan(start.level))
    part, part_start = periods[:, begun], start.of(begun)

    def squared_error(parameters: Floats) -> Floats:
        total = np.zeros(begun.size)
        for step in _steps(part, part_start, _stable(parameters, gamma)):
            total += step.error * step.error
        return total

    parameters = np.repeat([[low] for low, _ in bounds], periods.shape[1], axis=1)
    if begun.size:
        rounds = _ROUNDS if None in given else 0
        parameters[:, begun] = least_cost(squared_error, bounds, begun.size, points=points, rounds=rounds)
    return _stable(parameters, gamma)


def _stable(parameters: Floats, gamma: float | None) -> Floats:
    """The parameters with gamma as the share that was searched of 1 - alpha, unless it is given: beyond that errors may grow."""
    if gamma is not None:
        return parameters
    stable = parameters.copy()
    stable[2] *= 1 - stable[0]
    return stable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What was said of a period, what it was wrong by (0 where it is not known), and the state after it."""

    said: Floats
    error: Floats
    after: HoltWintersState


def _steps(periods: Floats, start: HoltWintersState, parameters: Floats) -> Iterator[_Step]:
    """The method in its form of error correction, which is the same: each state moves by its share of the error.

    A series begins with its first known period: before that its state stands.
    """
    alpha, beta, gamma, phi = parameters
    level, trend, seasons = start.level, start.trend, start.seasons.copy()
    known = ~np.isnan(periods)
    begun = np.logical_or.accumulate(known, axis=0)
    all_known, all_begun = in_all(known, 1), in_all(begun, 1)
    trend_share = alpha * beta
    for at, demand in enumerate(periods):
        place = at % seasons.shape[0]
        faded = phi * trend
        expected = level + (faded if all_begun[at] else begun[at] * faded)
        said = expected + seasons[place]
        error = demand - said if all_known[at] else np.where(known[at], demand - said, 0.0)
        level = expected + alpha * error
        moved = faded + trend_share * error
        trend = moved if all_begun[at] else np.where(begun[at], moved, trend)
        seasons[place] += gamma * error
        yield _Step(said=said, error=error, after=HoltWintersState(level=level, trend=trend, seasons=seasons))


def _run(periods: Floats, start: HoltWintersState, parameters: Floats) -> tuple[Floats, HoltWintersState]:
    """What is said of each period one ahead, (periods, series), NaN before the first known one, and the state at the end."""
    said = np.full_like(periods, np.nan)
    state = start
    for at, step in enumerate(_steps(periods, start, parameters)):
        said[at], state = step.said, step.after
    begun = np.logical_or.accumulate(~np.isnan(periods), axis=0)
    return np.where(begun, said, np.nan), state


def _ahead(end: HoltWintersState, phi: Floats, length: int, horizon: int) -> Floats:
    """The forecasts of the coming periods, shape (horizon, series)."""
    mean = np.empty((horizon, phi.shape[0]))
    damping, rise = phi.copy(), phi.copy()
    for ahead in range(horizon):
        mean[ahead] = end.level + rise * end.trend + end.seasons[(length + ahead) % end.seasons.shape[0]]
        damping = damping * phi
        rise = rise + damping
    return mean
