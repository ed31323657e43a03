"""Quantiles of counts against scipy's and against counting up from 0."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from plugins.parts.policy import (
    negative_binomial_quantile,
    negative_binomial_quantiles,
    poisson_quantile,
    poisson_quantiles,
)


@pytest.mark.parametrize(
    ("probability", "mean", "quantile"),
    [(0.95, 2.0, 5), (0.99, 0.5, 3), (0.8, 6.0, 8), (0.5, 0.1, 0), (0.9, 0.0, 0), (0.999, 1000.0, 1099)],
)
def test_poisson_quantile_by_table(probability: float, mean: float, quantile: int) -> None:
    assert poisson_quantile(probability, mean) == quantile == stats.poisson.ppf(probability, mean)


def test_poisson_quantiles_count_up_from_zero() -> None:
    draw = np.random.default_rng(3)
    means, wanted = draw.gamma(0.5, 20, 1000), draw.uniform(0.001, 0.9999, 1000)
    for mean, share, found in zip(means, wanted, poisson_quantiles(wanted, means), strict=True):
        sums = stats.poisson.cdf(np.arange(400), mean)
        assert found == int(np.argmax(sums >= share))


def test_negative_binomial_quantiles_count_up_from_zero() -> None:
    draw = np.random.default_rng(4)
    means, wanted = draw.gamma(0.7, 10, 1000) + 1e-3, draw.uniform(0.001, 0.999, 1000)
    sds = np.sqrt(means * (1.01 + draw.gamma(1, 3, 1000)))
    found = negative_binomial_quantiles(wanted, means, sds)
    success = means / sds**2
    assert np.array_equal(found, stats.nbinom.ppf(wanted, means * success / (1 - success), success))


def test_quantile_without_overdispersion_is_the_poissons() -> None:
    assert negative_binomial_quantile(0.95, 4, 2) == poisson_quantile(0.95, 4)
    assert negative_binomial_quantile(0.95, 4, 0) == poisson_quantile(0.95, 4)
    assert negative_binomial_quantile(0.95, 0, 3) == 0


def test_quantiles_broadcast_and_take_nothing_at_all() -> None:
    assert poisson_quantiles(np.array([[0.5], [0.9]]), [1.0, 2.0, 3.0]).shape == (2, 3)
    assert poisson_quantiles([], []).size == 0
    assert negative_binomial_quantiles(0.9, [], 2.0).size == 0


@pytest.mark.parametrize("mean", [1e6, 1e9])
def test_huge_means_are_close_to_the_normal(mean: float) -> None:
    assert poisson_quantile(0.95, mean) == pytest.approx(mean + 1.6449 * np.sqrt(mean), rel=1e-6)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, float("nan")])
def test_no_share_has_no_quantile(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        poisson_quantile(probability, 3)
    with pytest.raises(ValueError, match=r"probability\[1\]"):
        poisson_quantiles([0.5, probability], 3)
