"""Seasons of demand: decompositions against statsmodels and plain loops, the test of Kruskal and Wallis against SciPy's."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from plugins.parts.classify import (
    DecompositionMethod,
    classical_decomposition,
    kruskal_wallis,
    seasonal_strength,
    seasonality,
    stl_decomposition,
)
from plugins.parts.tests.test_classify import some_demand

# Airline passengers of 1949 to 1952 in thousands (Box, Jenkins and Reinsel, Time Series Analysis, series G)
AIRLINE = np.array(
    [
        [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118],
        [115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140],
        [145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166],
        [171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194],
    ],
    dtype=np.float64,
).reshape(1, 48)
# seasonal_decompose of statsmodels 0.15, and its STL with seasonal=481, seasonal_deg=0, trend=19, low_pass=13, two rounds
CLASSICAL = [-12.905092592592599, -7.016203703703703, 9.331018518518524, -3.6828703703703702]
CLASSICAL += [-5.293981481481475, 14.372685185185182, 26.608796296296305, 24.928240740740726]
CLASSICAL += [10.219907407407415, -12.682870370370361, -30.93287037037038, -12.946759259259265]
STL = [-14.54937004044564, -8.539696919433812, 7.253746969925178, -3.1507384469820274]
STL += [-6.135504719990811, 12.407869063949294, 27.92188479206755, 29.629032453017537]
STL += [10.261038540660591, -11.761420098590541, -30.899763710318084, -12.437078990416076]
# and the first year of its STL with everything as by default
STL_CHANGING = [-12.149931196754045, -5.307458565195576, 7.915268923390177, 4.374451462481451]
STL_CHANGING += [-6.664197405685206, 8.297132729568814, 22.905169791665706, 20.748297314263063]
STL_CHANGING += [9.62959630080642, -11.062258749928763, -28.250924626690253, -12.247813444315073]


def test_classical_decomposition_published() -> None:
    found = classical_decomposition(AIRLINE, 12)

    assert found.seasonal_pattern[0] == pytest.approx(CLASSICAL, rel=1e-12)
    assert found.trend[0, 6] == pytest.approx(126.79166666666666)
    assert np.isnan(found.trend[0, [0, 5, -6, -1]]).all()
    assert seasonality(AIRLINE).strength[0] == pytest.approx(0.940112858397114, rel=1e-12)


def test_stl_published() -> None:
    found = stl_decomposition(AIRLINE, 12)

    assert found.seasonal_pattern[0] == pytest.approx(STL, rel=1e-12)
    assert found.trend[0, [0, -1]] == pytest.approx([124.66736110009685, 209.37223226], rel=1e-8)
    result = seasonality(AIRLINE, method=DecompositionMethod.STL)
    assert result.strength[0] == pytest.approx(0.9342240766485128, rel=1e-12)
    assert result.method is DecompositionMethod.STL


def test_stl_of_a_changing_pattern_published() -> None:
    """As `STL(y, period=12).fit()` of statsmodels, all else by default."""
    found = stl_decomposition(AIRLINE, 12, seasonal_window=7, seasonal_degree=1, rounds=5)

    assert found.seasonal[0, :12] == pytest.approx(STL_CHANGING, rel=1e-12)
    assert found.trend[0, [0, -1]] == pytest.approx([122.93317021, 211.04738587], rel=1e-8)
    assert seasonal_strength(found)[0] == pytest.approx(0.9706448750055099, rel=1e-12)


@pytest.mark.parametrize(("season", "window", "degree"), [(4, None, 0), (7, 5, 1), (12, None, 0), (12, 3, 0)])
def test_stl_agrees_with_lines_fitted_one_by_one(season: int, window: int | None, degree: int) -> None:
    """A thousand series at once, but each loess point as a weighted line, or mean, of its own."""
    rows = np.random.default_rng(season).gamma(2, 5, size=(1000, 3 * season + 2))
    found = stl_decomposition(rows, season, seasonal_window=window, seasonal_degree=degree)
    trend, seasonal = slow_stl(rows, season, window, degree)

    assert np.allclose(found.trend, trend, rtol=1e-8)
    assert np.allclose(found.seasonal, seasonal, rtol=1e-8, atol=1e-8)
    assert np.allclose(found.trend + found.seasonal + found.remainder, rows)


def slow_stl(
    rows: NDArray[np.float64], season: int, window: int | None, degree: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    length = rows.shape[1]
    trend, seasonal = np.zeros(rows.shape), np.zeros(rows.shape)
    wide = window or 10 * length + 1
    for _ in range(2):
        cycles = np.empty((len(rows), length + 2 * season))
        for s in range(season):
            cycles[:, s::season] = slow_loess((rows - trend)[:, s::season], wide, degree, beyond=1)
        low = cycles
        for width in (season, season, 3):
            low = np.column_stack(
                [low[:, t : t + width].mean(axis=1) for t in range(low.shape[1] - width + 1)]
            )
        seasonal = cycles[:, season:-season] - slow_loess(low, season + 1 - season % 2, 1)
        reach = int(np.ceil(1.5 * season / (1 - 1.5 / wide)))
        trend = slow_loess(rows - seasonal, reach + 1 - reach % 2, 1)
    for s in range(season) if window is None else ():
        seasonal[:, s::season] = seasonal[:, s::season].mean(axis=1, keepdims=True)
    return trend, seasonal


def slow_loess(rows: NDArray[np.float64], window: int, degree: int, beyond: int = 0) -> NDArray[np.float64]:
    """beyond: fitted at so many places before the first and behind the last one too."""
    length = rows.shape[1]
    fitted = []
    for place in range(-beyond, length + beyond):
        nearest = sorted(range(length), key=lambda other: (abs(other - place), other))[: min(window, length)]
        near = np.arange(min(nearest), max(nearest) + 1)
        reach = np.abs(near - place).max() + max(window - length, 0) // 2
        distance = np.abs(near - place) / reach
        weights = np.where(distance <= 0.999, (1 - np.minimum(distance, 1) ** 3) ** 3, 0)
        inside = weights > 0
        slope = degree if np.count_nonzero(inside) > 1 else 0
        line = np.polyfit(near[inside] - place, rows[:, near[inside]].T, slope, w=np.sqrt(weights[inside]))
        fitted.append(line[-1])
    return np.column_stack(fitted)


def test_kruskal_wallis_agrees_with_scipy() -> None:
    rows, groups = some_demand(11, periods=30), np.arange(30) % 5
    found = kruskal_wallis(rows, groups)
    compared = 0
    for place, row in enumerate(rows):
        members = [row[(groups == group) & ~np.isnan(row)] for group in range(5)]
        members = [one for one in members if one.size]
        if len(members) < 2 or len(set(np.concatenate(members))) < 2:
            assert np.isnan(found.statistic[place])
            assert np.isnan(found.p_value[place])
            continue
        exact = stats.kruskal(*members)
        assert found.statistic[place] == pytest.approx(exact.statistic, rel=1e-9, abs=1e-12)
        assert found.p_value[place] == pytest.approx(exact.pvalue, rel=1e-9)
        assert found.degrees_of_freedom[place] == len(members) - 1
        compared += 1
    assert compared > 700


def test_kruskal_wallis_published() -> None:
    """Kruskal and Wallis, 1952, table 1.1: bottle caps of three machines, H = 5.656."""
    caps = [340, 345, 330, 342, 338, 339, 333, 344, 347, 343, 349, 355]
    found = kruskal_wallis(np.array([caps], dtype=np.float64), np.array([0] * 5 + [1] * 3 + [2] * 4))

    assert found.statistic[0] == pytest.approx(5.656, abs=0.0005)
    assert found.p_value[0] == pytest.approx(0.059, abs=0.0005)


def slow_strength(row: NDArray[np.float64], season: int) -> float:
    """F_S of one series by means of a season around each period."""
    half, odd = season // 2, season % 2
    left = {}
    for t in range(half, len(row) - half):
        window = row[t - half : t + half + 1].copy()
        if not odd:
            window[[0, -1]] /= 2
        left[t] = row[t] - window.sum() / season
    left = {t: value for t, value in left.items() if not np.isnan(value)}
    means = [np.array([value for t, value in left.items() if t % season == s]) for s in range(season)]
    if any(not one.size for one in means) or np.count_nonzero(~np.isnan(row)) < 2 * season:
        return np.nan
    pattern = np.array([one.mean() for one in means])
    remainder = [value - (pattern - pattern.mean())[t % season] for t, value in left.items()]
    varying = np.var(list(left.values()), ddof=1)
    return np.nan if varying < 1e-20 else max(0.0, 1 - np.var(remainder, ddof=1) / varying)


@pytest.mark.parametrize("season", [5, 12])
def test_seasonality_agrees_with_plain_loops(season: int) -> None:
    rows = some_demand(12 + season, periods=45)
    found = seasonality(rows, season)
    for place, row in enumerate(rows):
        strength = slow_strength(row, season)
        assert found.strength[place] == pytest.approx(strength, rel=1e-7, abs=1e-9, nan_ok=True)
        changes: list[list[float]] = [[] for _ in range(season)]
        for t, (before, after) in enumerate(pairwise(row), start=1):
            if not np.isnan(after - before):
                changes[t % season].append(after - before)
        groups = [one for one in changes if one]
        flat = [change for one in groups for change in one]
        long = np.count_nonzero(~np.isnan(row)) >= 2 * season
        p_value = stats.kruskal(*groups).pvalue if long and len(groups) > 1 and len(set(flat)) > 1 else np.nan
        assert found.p_value[place] == pytest.approx(p_value, rel=1e-9, nan_ok=True)
        assert found.seasonal[place] == (strength >= 0.64 and p_value < 0.01)


def test_noise_is_hardly_ever_called_seasonal() -> None:
    rows = np.random.default_rng(13).poisson(5, size=(2000, 48))

    assert seasonality(rows).seasonal.mean() < 0.005
    assert seasonality(rows, method=DecompositionMethod.STL).seasonal.mean() < 0.005


@pytest.mark.parametrize("method", DecompositionMethod)
@pytest.mark.parametrize(
    "row",
    [
        [],
        [1],
        [3] * 48,
        [0.1] * 48,
        [0] * 48,
        [None] * 48,
        list(range(48)),
        [1, 2] * 11,
        [0.1 * t for t in range(36)],
    ],
)
def test_without_a_season_or_the_length_for_one_nothing_is_seasonal(
    method: DecompositionMethod, row: list[float | None]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = seasonality([row], method=method)

    assert not found.seasonal[0]
    assert np.isnan(found.strength[0]) or found.strength[0] == 0


@pytest.mark.parametrize("method", DecompositionMethod)
def test_a_season_of_huge_demand_is_found(method: DecompositionMethod) -> None:
    year = np.array([9, 8, 6, 3, 1, 0, 0, 0, 1, 3, 6, 8]) * 1e59
    found = seasonality(np.tile(year, 4), method=method)

    assert found.strength[0] == pytest.approx(1)
    assert found.seasonal[0]


def test_a_series_with_a_gap_is_decomposed_classically() -> None:
    gap = AIRLINE.copy()
    gap[0, 0] = np.nan
    both = np.vstack((AIRLINE, gap))

    loess, classical = (seasonality(both, method=method).strength for method in reversed(DecompositionMethod))
    assert loess[1] == classical[1]
    assert loess[0] != classical[0]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: stl_decomposition([1.0] * 23, 12), "rows must be complete over two seasons, 24 periods"),
        (lambda: stl_decomposition([1.0, None] * 12, 12), "rows must be complete over two seasons"),
        (lambda: stl_decomposition([1.0] * 24, 12, seasonal_window=8), "seasonal_window must be odd"),
        (
            lambda: stl_decomposition([1.0] * 24, 12, seasonal_window=1),
            "seasonal_window must be a whole number",
        ),
        (
            lambda: stl_decomposition([1.0] * 24, 12, seasonal_degree=2),
            "seasonal_degree must be 0, a mean, or 1",
        ),
        (lambda: stl_decomposition([1.0] * 24, 12, rounds=0), "rounds must be a whole number of 1 or more"),
        (lambda: classical_decomposition([1.0] * 24, 1), "season_length must be a whole number of 2 or more"),
        (lambda: seasonality([1.0] * 24, 0), "season_length must be a whole number of 2 or more"),
        (lambda: seasonality([1.0] * 24, least_strength=64), "least_strength must lie from 0 to 1"),
        (lambda: kruskal_wallis([1.0, 2.0], [0]), "columns has 2, groups has 1"),
        (lambda: kruskal_wallis([[[1.0]]], [0]), "rows must be rows × numbers, got 3 dimensions"),
    ],
)
def test_what_cannot_be_decomposed_is_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()
