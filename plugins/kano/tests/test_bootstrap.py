"""Intervals and class probabilities: against every sample there is, for small studies, and against sorting by hand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product
from math import comb, factorial, floor, prod

import numpy as np
import pytest

from plugins.kano.analysis import (
    CATEGORIES,
    SHORT_FORM,
    Category,
    CategoryRule,
    Frequencies,
    Resampling,
    bootstrap,
    bootstrap_respondents,
    category_of,
    coefficients,
    tally,
)
from plugins.kano.analysis.resampling import resample_counts, resample_respondents

Counts = tuple[int, ...]


def all_samples(n: int, kinds: int) -> Iterator[Counts]:
    """Each way to put n answers into so many kinds."""
    if kinds == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in all_samples(n - first, kinds - 1):
            yield (first, *rest)


def exact_probabilities(counts: Counts, rule: CategoryRule) -> dict[Category, float]:
    """The probability of each category over all multinomial samples."""
    n = sum(counts)
    present = [place for place, count in enumerate(counts) if count]
    found = dict.fromkeys(CATEGORIES, 0.0)
    for drawn in all_samples(n, len(present)):
        sample = [0] * 6
        for place, times in zip(present, drawn, strict=True):
            sample[place] = times
        ways = factorial(n) // prod(factorial(times) for times in drawn)
        weight = ways * prod((counts[place] / n) ** sample[place] for place in present)
        category = category_of(Frequencies.from_array(sample), rule)
        assert category
        found[category] += weight
    return found


def quantile(values: list[float], share: float) -> float:
    """Type 7, by hand."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@pytest.mark.parametrize("rule", CategoryRule)
def test_class_probabilities_are_those_over_all_samples(rule: CategoryRule) -> None:
    rng = random.Random(f"exact {rule}")
    known: dict[Counts, dict[Category, float]] = {}
    for seed in range(340):
        counts = tuple(rng.choice([0, 0, 1, 2]) for _ in CATEGORIES)
        if not 0 < sum(counts) <= 7:
            continue
        expected = known.setdefault(counts, exact_probabilities(counts, rule))
        (found,) = bootstrap([Frequencies.from_array(counts)], samples=2_000, seed=seed, rule=rule)
        assert sum(found.category_probabilities.values()) == pytest.approx(1)
        for category, share in found.category_probabilities.items():
            # six standard errors of 2,000 draws
            assert share == pytest.approx(expected[category], abs=0.067)
        assert found.category == category_of(Frequencies.from_array(counts), rule)
        assert found.category
        assert found.category_probability == found.category_probabilities[found.category]


def test_intervals_are_the_percentiles_of_the_samples_sorted_by_hand() -> None:
    rng = random.Random("percentiles")
    for seed in range(1_000):
        counts = [Frequencies.from_array([rng.randint(0, 6) for _ in CATEGORIES]) for _ in range(2)]
        samples, confidence = rng.randint(1, 20), rng.choice([0.5, 0.9, 0.95])
        drawn = resample_counts(counts, samples, seed)
        assert drawn.shape == (samples, 2, 6)
        for factor, found in enumerate(bootstrap(counts, samples=samples, seed=seed, confidence=confidence)):
            tails = (1 - confidence) / 2, (1 + confidence) / 2
            each = [
                coefficients(must_be=m, one_dimensional=o, attractive=a, indifferent=i)
                for m, o, a, i, *_ in drawn[:, factor].tolist()
            ]
            for name in ("better", "worse", "sensitivity"):
                known = [value for one in each if (value := getattr(one, name)) is not None]
                interval = getattr(found, name)
                if known:
                    assert interval == pytest.approx([quantile(known, tail) for tail in tails], abs=1e-12)
                else:
                    assert interval is None
            assert found.undefined_share == sum(one.better is None for one in each) / samples
            answered = [row for row in drawn[:, factor].tolist() if sum(row)]
            for name, figure in {
                "total_strength": [sum(row[:3]) / sum(row) for row in answered],
                "category_strength": [(max(row[:5]) - sorted(row[:5])[-2]) / sum(row) for row in answered],
            }.items():
                expected = [quantile(figure, tail) for tail in tails] if figure else None
                assert getattr(found, name) == (
                    None if expected is None else pytest.approx(expected, abs=1e-12)
                )


@pytest.mark.parametrize(("wanted", "n"), [(12, 40), (150, 300), (3, 10)])
def test_interval_of_a_plain_share_is_that_of_the_binomial(wanted: int, n: int) -> None:
    """Only A and I: better is a binomial share, whose percentiles are known."""
    (found,) = bootstrap([Frequencies(attractive=wanted, indifferent=n - wanted)], samples=20_000, seed=1)
    weights = [comb(n, k) * (wanted / n) ** k * (1 - wanted / n) ** (n - k) for k in range(n + 1)]
    below = np.cumsum(weights)
    expected = [int(np.searchsorted(below, tail)) / n for tail in (0.025, 0.975)]
    assert found.better == pytest.approx(expected, abs=1 / n)
    assert found.worse == (0.0, 0.0)


def test_samples_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    counts = [Frequencies.from_array([3, 4, 5, 6, 7, 8])] * 3
    assert bootstrap(counts, seed=4) == bootstrap(counts, seed=4)
    assert bootstrap(counts, seed=4) != bootstrap(counts, seed=5)


def test_respondents_drawn_give_the_probabilities_over_all_draws() -> None:
    """Up to three respondents: every way to draw them is counted."""
    rng = random.Random("respondents")
    for seed in range(1_000):
        rows, columns = rng.randint(1, 3), rng.randint(1, 2)
        functional, dysfunctional = (
            [[rng.choice([1, 2, 5, None]) for _ in range(columns)] for _ in range(rows)] for _ in range(2)
        )
        found = bootstrap_respondents(functional, dysfunctional, samples=500, seed=seed)
        for factor in range(columns):
            exact: Counter[str | None] = Counter()
            for draw in product(range(rows), repeat=rows):
                (sample,) = tally(
                    [functional[row][factor] for row in draw], [dysfunctional[row][factor] for row in draw]
                )
                exact[category_of(sample)] += 1
            answered = sum(times for category, times in exact.items() if category)
            for category, share in found[factor].category_probabilities.items():
                assert share == pytest.approx(exact[category] / max(1, answered), abs=0.15)


def test_respondents_are_drawn_whole_and_all_of_them() -> None:
    rng = np.random.default_rng(3)
    functional, dysfunctional = rng.integers(1, 6, (50, 2)), rng.integers(1, 6, (50, 2))
    functional[:, 1], dysfunctional[:, 1] = functional[:, 0], dysfunctional[:, 0]
    drawn = resample_respondents(functional, dysfunctional, samples=200, seed=1)
    assert (drawn.sum(axis=2) == 50).all()
    assert (drawn[:, 0] == drawn[:, 1]).all()
    first, second = bootstrap_respondents(functional, dysfunctional, samples=200, seed=1)
    assert first == second
    assert first.resampling is Resampling.RESPONDENTS


def test_many_who_say_the_same_are_drawn_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two factors that go together: the drawn counts have the same means and covariances either way."""
    rng = np.random.default_rng(5)
    kinds = np.array([[1, 5], [2, 1], [3, 3], [1, 2]])
    said = kinds[rng.choice(4, size=400, p=[0.4, 0.3, 0.2, 0.1])]
    by_pattern = resample_respondents(said, said[:, ::-1], samples=20_000, seed=1)
    monkeypatch.setattr("plugins.kano.analysis.resampling._CHEAPER", 400)
    one_by_one = resample_respondents(said, said[:, ::-1], samples=20_000, seed=1)
    assert (by_pattern.sum(axis=2) == 400).all()
    flat = [drawn.reshape(20_000, -1) for drawn in (by_pattern, one_by_one)]
    assert flat[0].mean(axis=0) == pytest.approx(flat[1].mean(axis=0), abs=0.5)
    assert np.cov(flat[0].T) == pytest.approx(np.cov(flat[1].T), abs=4)


def test_many_respondents_are_drawn_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    functional = np.random.default_rng(1).integers(1, 6, (30, 3))
    whole = resample_respondents(functional, functional[::-1], samples=50, seed=2)
    monkeypatch.setattr("plugins.kano.analysis.resampling._DRAWS_AT_ONCE", 100)
    parts = resample_respondents(functional, functional[::-1], samples=50, seed=2)
    assert (whole == parts).all()


def test_nothing_to_draw_gives_null() -> None:
    assert bootstrap([]) == ()
    (nobody,) = bootstrap([Frequencies()], samples=10)
    assert (nobody.category, nobody.category_probability, nobody.better, nobody.total_strength) == (None,) * 4
    assert set(nobody.category_probabilities.values()) == {0}
    assert bootstrap_respondents([], [], samples=10)[0].better is None
    assert bootstrap_respondents(np.zeros((3, 0)), np.zeros((3, 0)), samples=10) == ()
    (reverse,) = bootstrap([Frequencies(reverse=3, questionable=2)], samples=10)
    assert (reverse.better, reverse.sensitivity, reverse.undefined_share) == (None, None, 1)
    (short,) = bootstrap_respondents([1, 1], [3, 3], SHORT_FORM, samples=10)
    assert (short.category, short.category_probability, short.worse) == ("O", 1, (-1.0, -1.0))


def test_huge_counts_are_drawn() -> None:
    (found,) = bootstrap([Frequencies(attractive=10**15, indifferent=10**15)], samples=50)
    assert found.better == pytest.approx((0.5, 0.5), abs=1e-6)


@pytest.mark.parametrize("samples", [0, -1])
def test_no_samples_are_refused(samples: int) -> None:
    with pytest.raises(ValueError, match=f"samples is {samples}: draw at least one"):
        bootstrap([Frequencies(attractive=1)], samples=samples)
    with pytest.raises(ValueError, match="samples is"):
        bootstrap_respondents([1], [1], samples=samples)


def test_seed_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="seed is -1: give a whole number, 0 or more"):
        bootstrap([Frequencies(attractive=1)], seed=-1)


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence is"):
        bootstrap([Frequencies(attractive=1)], confidence=confidence)
