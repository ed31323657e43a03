"""Classes of parts: published numbers, edges, and agreement with plain loops over one series after the other."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from fractions import Fraction
from math import inf, log, nan, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.parts.classify import (
    AbcRule,
    DemandPattern,
    FsnBasis,
    IntervalBasis,
    StockClass,
    XyzMethod,
    abc_analysis,
    demand_patterns,
    fsn_by_last_movement,
    fsn_by_turns,
    inventory_turns,
    seasonality,
    stock_classes,
    xyz_analysis,
)

Series = list[float | None]


def some_demand(seed: int, series: int = 1000, periods: int = 40) -> NDArray[np.float64]:
    """Whole numbers with many zeros and ties, some of a season, some that begin late or have gaps, some extreme."""
    rng = np.random.default_rng(seed)
    level = rng.choice([0.05, 0.4, 2.0, 30.0], size=(series, 1))
    season = rng.choice([0, 0.9], size=(series, 1)) * np.sin(np.arange(periods) * np.pi / 6)
    rows = rng.poisson(level * (1 + season)).astype(np.float64)
    begins = rng.integers(0, periods + 2, size=(series, 1)) * (rng.random((series, 1)) < 0.3)
    rows[np.arange(periods) < begins] = np.nan
    rows[rng.random(rows.shape) < rng.choice([0, 0, 0.05], size=(series, 1))] = np.nan
    rows[0], rows[1], rows[2, 1:], rows[3] = 0, 7, np.nan, np.nan
    rows[4] = np.tile(np.arange(12), 4)[:periods]
    demand: NDArray[np.float64] = rows
    return demand


def known(row: NDArray[np.float64]) -> list[float]:
    return [float(number) for number in row if not np.isnan(number)]


def test_abc_of_a_textbook_table() -> None:
    """Heizer and Render, Operations Management, Silicon Chips, Inc.: ten parts by annual dollar volume."""
    volume = [90_000, 77_000, 26_350, 15_001, 12_500, 8_502, 1_200, 850, 504, 150]
    found = abc_analysis(volume)

    assert found.share.round(3)[:4].tolist() == [0.388, 0.332, 0.114, 0.065]
    assert "".join(found.classes) == "AAABBCCCCC"
    assert found.rank.tolist() == list(range(1, 11))
    assert found.cumulative_share[-1] == 1


@pytest.mark.parametrize(
    ("values", "rule", "classes"),
    [
        ([], AbcRule.BEFORE_ADDED, ""),
        ([5], AbcRule.BEFORE_ADDED, "A"),
        ([5], AbcRule.AFTER_ADDED, "C"),
        ([1, 97, 2], AbcRule.BEFORE_ADDED, "CAC"),
        ([80, 15, 5], AbcRule.BEFORE_ADDED, "ABC"),
        ([80, 15, 5], AbcRule.AFTER_ADDED, "ABC"),
        ([0.8, 0.15, 0.05], AbcRule.BEFORE_ADDED, "ABC"),
        ([1] * 10, AbcRule.BEFORE_ADDED, "AAAAAAAABB"),
        ([1] * 10, AbcRule.AFTER_ADDED, "AAAAAAAABC"),
        ([0, 0], AbcRule.BEFORE_ADDED, "CC"),
        ([3, 0], AbcRule.BEFORE_ADDED, "AC"),
        ([3, None, nan, 1], AbcRule.BEFORE_ADDED, "ANNA"),
        ([None], AbcRule.BEFORE_ADDED, "N"),
        ([1e60, 1e60, 1e50], AbcRule.BEFORE_ADDED, "AAC"),
        ([1e-60, 0], AbcRule.BEFORE_ADDED, "AC"),
    ],
)
def test_abc_at_its_edges(values: Series, rule: AbcRule, classes: str) -> None:
    found = abc_analysis(values, rule=rule)

    assert "".join(found.classes) == classes
    assert found.rule is rule


def test_abc_without_any_value_has_no_shares() -> None:
    found = abc_analysis([0, 0])

    assert np.isnan(found.share).all()
    assert np.isnan(found.cumulative_share).all()


@pytest.mark.parametrize("rule", AbcRule)
def test_abc_agrees_with_adding_up_in_fractions(rule: AbcRule) -> None:
    rng = np.random.default_rng(1)
    for _ in range(1000):
        values = (rng.pareto(1, size=rng.integers(1, 25)) * 10).astype(int).tolist()
        total, reached = sum(values), 0
        classes = {}
        for place in sorted(range(len(values)), key=lambda place: -values[place]):
            against = reached if rule is AbcRule.BEFORE_ADDED else reached + values[place]
            reached += values[place]
            for name, cut in (("A", Fraction(4, 5)), ("B", Fraction(19, 20)), ("C", Fraction(2))):
                inside = against < cut * total if rule is AbcRule.BEFORE_ADDED else against <= cut * total
                if inside or name == "C":
                    classes[place] = name if values[place] else "C"
                    break
        found = abc_analysis(values, rule=rule)
        assert found.classes.tolist() == [classes[place] for place in range(len(values))]


def naive_spread(numbers: list[float], season: int) -> tuple[float, bool]:
    """As `xyz(type = "naive")` of R's tsutils, for series longer than a season."""
    tested = range(season, len(numbers))
    errors = [statistics.fmean((numbers[t] - numbers[t - lag]) ** 2 for t in tested) for lag in (1, season)]
    criteria = [
        len(tested) * (log(mse) if mse else -inf) + penalty
        for mse, penalty in zip(errors, (2, 2 * season), strict=True)
    ]
    best = 0 if criteria[0] <= criteria[1] else 1
    return sqrt(errors[best]) / statistics.fmean(numbers), best == 1


def test_xyz_of_variation_agrees_with_plain_loops() -> None:
    rows = some_demand(2)
    found = xyz_analysis(rows)
    for row, name, spread in zip(rows, found.classes, found.variability, strict=True):
        numbers = known(row)
        if len(numbers) < 2 or not sum(numbers):
            assert name == "N"
            assert np.isnan(spread)
            continue
        exact = statistics.stdev(numbers) / statistics.fmean(numbers)
        assert spread == pytest.approx(exact, rel=1e-12)
        assert name == ("X" if exact <= 0.5 else "Y" if exact <= 1 else "Z")


def test_xyz_of_naive_errors_agrees_with_tsutils() -> None:
    rows = some_demand(3)
    rows = rows[~np.isnan(rows).any(axis=1)]
    found = xyz_analysis(rows, XyzMethod.NAIVE_ERROR)
    assert len(rows) > 300
    for row, spread, seasonal in zip(rows, found.variability, found.seasonal, strict=True):
        if not row.any():
            assert np.isnan(spread)
            continue
        exact, season = naive_spread(row.tolist(), 12)
        assert spread == pytest.approx(exact, rel=1e-12)
        assert seasonal == season


def test_xyz_without_the_season_agrees_with_plain_loops() -> None:
    rows = some_demand(4)
    found = xyz_analysis(rows, XyzMethod.DESEASONALISED)
    for row, spread, seasonal in zip(rows, found.variability, found.seasonal, strict=True):
        pattern = slow_pattern(row.tolist(), 12)
        assert seasonal == (pattern is not None)
        numbers = known(row - np.resize(pattern or [0.0], len(row)))
        if len(numbers) < 2 or not sum(known(row)):
            assert np.isnan(spread)
            continue
        exact = statistics.stdev(numbers) / statistics.fmean(known(row))
        assert spread == pytest.approx(exact, rel=1e-9, abs=1e-12)


def slow_pattern(row: list[float], season: int) -> list[float] | None:
    """The pattern of a season of even length, one period after the other."""
    left: list[list[float]] = [[] for _ in range(season)]
    half = season // 2
    for t in range(half, len(row) - half):
        window = row[t - half : t + half + 1]
        trend = (window[0] / 2 + sum(window[1:-1]) + window[-1] / 2) / season
        if not np.isnan(row[t] - trend):
            left[t % season].append(row[t] - trend)
    if not all(left) or sum(not np.isnan(number) for number in row) < 2 * season:
        return None
    means = [statistics.fmean(one) for one in left]
    return [mean - statistics.fmean(means) for mean in means]


@pytest.mark.parametrize("method", XyzMethod)
@pytest.mark.parametrize("row", [[], [3], [0, 0, 0], [None, None], [None, 4, None]])
def test_xyz_too_short_or_without_demand_is_none(method: XyzMethod, row: Series) -> None:
    found = xyz_analysis([row], method)

    assert found.classes.tolist() == ["N"]
    assert np.isnan(found.variability).all()


@pytest.mark.parametrize("method", XyzMethod)
def test_xyz_of_equal_demand_is_steady_even_if_huge(method: XyzMethod) -> None:
    found = xyz_analysis([[0.1] * 30, [1e60] * 30], method)

    assert found.classes.tolist() == ["X", "X"]
    assert found.variability == pytest.approx(0, abs=1e-15)


def test_xyz_of_naive_errors_up_to_a_season_takes_the_plain_one() -> None:
    found = xyz_analysis([1, 3, 1, 3], XyzMethod.NAIVE_ERROR)

    assert found.variability.tolist() == [1]
    assert found.classes.tolist() == ["Y"]


def test_xyz_of_no_series_is_empty() -> None:
    assert xyz_analysis(np.empty((0, 24)), XyzMethod.DESEASONALISED).classes.size == 0


# 36 months, published with the forecasts of three implementations: ADI 3.6, CV² 0.3691
INTERMITTENT = [0, 0, 5, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 4, 0, 2, 0]
INTERMITTENT += [0, 0, 0, 7, 0, 0, 3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 6]


@pytest.mark.parametrize(
    ("basis", "adi"),
    [
        (IntervalBasis.PERIODS_PER_DEMAND, 3.6),
        (IntervalBasis.MEAN_INTERVAL, 3.6),
        (IntervalBasis.MEAN_INTERVAL_BETWEEN, 33 / 9),
    ],
)
def test_demand_pattern_published(basis: IntervalBasis, adi: float) -> None:
    found = demand_patterns(INTERMITTENT, basis=basis)

    assert found.adi[0] == pytest.approx(adi)
    assert found.cv2[0] == pytest.approx(0.369088811995386, rel=1e-12)
    assert found.patterns.tolist() == [DemandPattern.INTERMITTENT]


@pytest.mark.parametrize("basis", IntervalBasis)
def test_demand_patterns_agree_with_plain_loops(basis: IntervalBasis) -> None:
    rows = some_demand(5)
    found = demand_patterns(rows, basis=basis)
    for place, row in enumerate(rows):
        numbers = known(row)
        sizes = [number for number in numbers if number]
        when = [period for period, number in enumerate(numbers, start=1) if number]
        assert found.demands[place] == len(sizes)
        if not sizes:
            assert found.patterns[place] == "none"
            assert np.isnan(found.adi[place])
            continue
        adi = len(numbers) / len(sizes)
        if basis is not IntervalBasis.PERIODS_PER_DEMAND:
            gaps = [late - early for early, late in zip([0, *when], when, strict=False)]
            gaps = gaps if basis is IntervalBasis.MEAN_INTERVAL else gaps[1:]
            assert np.isnan(found.adi[place]) == (not gaps)
            adi = statistics.fmean(gaps) if gaps else adi
        assert found.adi[place] == pytest.approx(adi, nan_ok=True) or len(sizes) == 1
        cv2 = statistics.variance(sizes) / statistics.fmean(sizes) ** 2 if len(sizes) > 1 else 0
        assert (found.cv2[place] == pytest.approx(cv2, rel=1e-12)) == (len(sizes) > 1)
        name = ("lumpy" if cv2 > 0.49 else "intermittent") if adi > 1.32 else None
        assert found.patterns[place] == (name or ("erratic" if cv2 > 0.49 else "smooth"))


def test_demand_at_the_cut_is_not_beyond_it() -> None:
    found = demand_patterns([[1, 3, 0]], adi_cut=1.5, cv2_cut=0.5)

    assert (found.adi[0], found.cv2[0]) == (1.5, 0.5)
    assert found.patterns.tolist() == ["smooth"]


@pytest.mark.parametrize(
    ("usage", "stock", "years", "turns"),
    [
        (12, 4, 1, 3),
        (12, 4, 2, 1.5),
        (5, 0, 1, inf),
        (0, 0, 1, nan),
        (0, 3, 1, 0),
        (None, 3, 1, nan),
        (3, None, 1, nan),
    ],
)
def test_turns(usage: float | None, stock: float | None, years: float, turns: float) -> None:
    assert inventory_turns([usage], [stock], years).tolist() == pytest.approx([turns], nan_ok=True)


def test_fsn_by_turns_and_by_last_movement() -> None:
    turning = fsn_by_turns([inf, 3, 2.9, 1, 0.9, 0, nan, None])
    assert "".join(turning.classes) == "FFSSNNNN"
    assert fsn_by_turns([1e300, 1e-300]).classes.tolist() == ["F", "N"]
    assert turning.basis is FsnBasis.TURNS
    resting = fsn_by_last_movement([0, 90, 91, 365, 366, nan, None])
    assert "".join(resting.classes) == "FFSSNNN"
    assert resting.basis is FsnBasis.LAST_MOVEMENT
    assert fsn_by_turns([]).classes.size == 0


def test_fsn_agrees_with_plain_words() -> None:
    rng = np.random.default_rng(6)
    turns, days = rng.exponential(2, size=1000), rng.exponential(200, size=1000)
    words = ["F" if turn >= 3 else "S" if turn >= 1 else "N" for turn in turns]
    assert fsn_by_turns(turns).classes.tolist() == words
    words = ["F" if day <= 90 else "S" if day <= 365 else "N" for day in days]
    assert fsn_by_last_movement(days).classes.tolist() == words


def test_stock_class_is_seasonal_before_common_before_uncommon() -> None:
    rng = np.random.default_rng(7)
    winter = np.tile([9, 8, 6, 3, 1, 0, 0, 0, 1, 3, 6, 8], 4) + rng.integers(0, 2, size=48)
    found = stock_classes([winter, rng.poisson(20, size=48), np.resize([0, 0, 0, 0, 2], 48), np.zeros(48)])

    assert found.classes.tolist() == ["seasonal", "common", "uncommon", "uncommon"]
    assert found.pattern.tolist()[1:] == ["smooth", "intermittent", "none"]


def test_stock_classes_agree_with_the_rule_in_words() -> None:
    rows = some_demand(9)
    found, season, pattern = stock_classes(rows, common_adi=2), seasonality(rows), demand_patterns(rows)
    for place, name in enumerate(found.classes):
        often = pattern.demands[place] and pattern.adi[place] <= 2
        assert name == ("seasonal" if season.seasonal[place] else "common" if often else "uncommon")
        assert found.pattern[place] == pattern.patterns[place]


def test_stock_class_decided_by_somebody_counts() -> None:
    found = stock_classes([[1, 2], [0, 0]], overrides=[None, StockClass.COMMON])

    assert found.classes.tolist() == ["common", "common"]
    assert found.computed.tolist() == ["common", "uncommon"]


def test_more_series_than_are_taken_at_once_are_classified_alike() -> None:
    rows = some_demand(8, series=9000)
    found, alone = stock_classes(rows), stock_classes(rows[8990:])

    assert found.classes[8990:].tolist() == alone.classes.tolist()
    assert set(found.classes) == set(StockClass)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: abc_analysis([1, -2]), "values[1] must not be negative, got -2.0"),
        (lambda: abc_analysis([1, inf]), "values[1] must be a finite number"),
        (lambda: abc_analysis([1], cuts=(0.9, 0.8)), "cuts[1] is below cuts[0]"),
        (lambda: abc_analysis([1], cuts=(0.8,)), "cuts must be two shares"),
        (lambda: abc_analysis([1], cuts=(0.8, 1.2)), "cuts[1] must lie from 0 to 1"),
        (lambda: abc_analysis(["many"]), "values must be numbers"),
        (lambda: xyz_analysis([[1, 2], [3]]), "demand must be numbers, in rows of one length"),
        (lambda: xyz_analysis([[1, 2], [3, -1]]), "demand[1, 1] is negative: record what came back"),
        (lambda: xyz_analysis([1, 2], season_length=1), "season_length must be a whole number of 2 or more"),
        (lambda: xyz_analysis([1, 2], cuts=(1,)), "cuts must be two numbers"),
        (lambda: demand_patterns([[[1]]]), "demand must be series × periods, got 3 dimensions"),
        (lambda: demand_patterns([1e61]), "demand[0, 0] must be at most 1e+60 in size"),
        (lambda: demand_patterns([inf]), "demand[0, 0] must be a finite number, got inf"),
        (lambda: demand_patterns([1], adi_cut=nan), "adi_cut must be a finite number"),
        (lambda: fsn_by_turns([-1]), "turns[0] must not be negative"),
        (lambda: fsn_by_turns([1], fast=1, slow=2), "slow must not be above fast"),
        (lambda: fsn_by_last_movement([1], fast=9, slow=2), "fast must not be above slow"),
        (lambda: inventory_turns([1], [1], years=0), "years must be above 0"),
        (lambda: stock_classes([1, 2], overrides=[None, None]), "demand has 1, overrides has 2"),
    ],
)
def test_what_cannot_be_classified_is_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()


def test_decimals_on_a_cut_lie_on_it() -> None:
    assert xyz_analysis([[10.1, 20.2, 30.3]]).classes.tolist() == ["X"]
    sizes = [[3 * 0.1, 10 * 0.1, 17 * 0.1]]
    assert demand_patterns(sizes).patterns.tolist() == ["smooth"]
    assert fsn_by_turns(inventory_turns([0.3, 3.3], [0.1, 1.1])).classes.tolist() == ["F", "F"]


def test_turns_of_other_lengths_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="usage has 2, average_stock has 3"):
        inventory_turns([1, 2], [1, 2, 3])
