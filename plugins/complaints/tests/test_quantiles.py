"""Tails and quantiles of counts against scipy.stats and against adding up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from plugins.complaints.detectors import at_least, at_most, count_quantile


def test_tails_and_quantiles_agree_with_scipy_on_random_laws() -> None:
    rng = np.random.default_rng(1)
    mean, dispersion = 10 ** rng.uniform(-4, 4, 1000), 1 + 10 ** rng.uniform(-3, 2, 1000)
    count = np.floor(mean * rng.uniform(0, 3, 1000))
    law = stats.nbinom(mean / (dispersion - 1), 1 / dispersion)
    assert at_most(count, mean, dispersion) == pytest.approx(law.cdf(count), rel=1e-9)
    assert at_least(count, mean, dispersion) == pytest.approx(law.sf(count - 1), rel=1e-9, abs=1e-300)
    assert at_most(count, mean) == pytest.approx(stats.poisson.cdf(count, mean), rel=1e-9)
    assert at_least(count, mean) == pytest.approx(stats.poisson.sf(count - 1, mean), rel=1e-9, abs=1e-300)
    for probability in (0.05, 0.5, 0.99, 0.9999):
        assert (count_quantile(probability, mean, dispersion) == law.ppf(probability)).all()
        assert (count_quantile(probability, mean) == stats.poisson.ppf(probability, mean)).all()


def test_quantile_is_the_first_count_whose_probabilities_add_up() -> None:
    total, count = 0.0, -1
    while total < 0.99:
        count += 1
        total += float(stats.nbinom(4 / 0.7, 1 / 1.7).pmf(count))
    assert count_quantile(0.99, 4.0, 1.7) == count


def test_a_mean_of_zero_is_always_zero() -> None:
    assert at_most([-1, 0, 3], 0.0).tolist() == [0, 1, 1]
    assert at_least([0, 1], 0.0, 2.0).tolist() == [1, 0]
    assert count_quantile(0.99, 0.0, 3.0) == 0


def test_hardly_more_spread_than_poisson_is_poisson() -> None:
    assert count_quantile(0.99, 5.0, 1 + 1e-12) == stats.poisson.ppf(0.99, 5)
    assert at_least(9, 5.0, 1 + 1e-12) == pytest.approx(stats.poisson.sf(8, 5), rel=1e-6)


def test_huge_means_have_quantiles() -> None:
    assert count_quantile(0.99, 1e12) == pytest.approx(1e12 + stats.norm.isf(0.01) * 1e6, rel=1e-9)
    assert count_quantile(0.99, 0.01, 1e6) == 0
    assert count_quantile(0.99, 1e30) == pytest.approx(1e30)
    assert count_quantile(1 - 1e-6, 1.0, 1e25) == 0


def test_what_has_no_quantile_is_refused() -> None:
    for mean in (-1.0, np.inf, np.nan):
        with pytest.raises(ValueError, match="mean holds"):
            count_quantile(0.5, mean)
    with pytest.raises(ValueError, match="probability is 1"):
        count_quantile(1.0, 3.0)


def test_sizes_beyond_the_incomplete_beta_function_have_tails() -> None:
    """Negative binomial of size 10^17: normal, and unknown to scipy 1.17."""
    mean, dispersion = 1e17 / 12, 13 / 12
    spread = np.sqrt(mean * dispersion)
    for score in (-2.0, 0.0, 3.0):
        count = np.floor(mean + score * spread)
        assert at_least(count, mean, dispersion) == pytest.approx(stats.norm.sf(score), rel=1e-4)
        assert at_most(count, mean, dispersion) == pytest.approx(stats.norm.cdf(score), rel=1e-4)
