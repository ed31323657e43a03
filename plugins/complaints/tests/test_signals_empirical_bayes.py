"""The gamma-Poisson shrinker, against openEBGM's published scores, against integration and against simulation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln

from plugins.complaints.signals import (
    DUMOUCHEL_1999,
    STARTS,
    GammaMixture,
    PriorOrigin,
    empirical_bayes_geometric_mean,
    empirical_bayes_scores,
    fit_prior,
    negative_log_likelihood,
    posterior_fraction,
    posterior_quantile,
)
from plugins.complaints.signals.prior_fit import _cells, _value_and_slope
from plugins.complaints.signals.scores import SHARP

Array = NDArray[np.float64]

# openEBGM 0.9.1, vignettes 4 and 5: the prior found, and count, expected count, Qn, EBGM, EB05 and EB95 of pairs.
OPEN_EBGM = GammaMixture(
    alpha1=3.25379356, beta1=0.39988854, alpha2=2.02612692, beta2=1.90807970, p=0.06534557
)
PUBLISHED = [
    (1, 0.0360548272, 0.2819737, 2.23, 0.49, 13.85),
    (1, 0.0038736591, 0.3409653, 2.58, 0.52, 15.78),
    (1, 0.0002979738, 0.3482317, 2.63, 0.52, 16.02),
    (1, 0.0765792610, 0.2226356, 1.92, 0.47, 11.77),
    (1, 0.0527413588, 0.2556670, 2.09, 0.48, 12.95),
    (16, 0.40643623, None, 23.26, 15.68, 33.48),
    (19, 0.89690107, None, 16.78, 11.65, 23.55),
    (6, 0.07866508, None, 18.28, 10.16, 30.83),
    (8, 0.30482718, None, 15.25, 9.00, 24.52),
    (11, 0.56317044, None, 14.28, 8.98, 21.78),
]


def random_prior(random: np.random.Generator) -> GammaMixture:
    shapes = np.exp(random.uniform(np.log(0.1), np.log(50), 4))
    return GammaMixture(
        alpha1=shapes[0], beta1=shapes[1], alpha2=shapes[2], beta2=shapes[3], p=random.uniform(0.01, 0.99)
    )


def test_scores_are_those_that_are_published() -> None:
    n, expected, fraction, ebgm, low, high = zip(*PUBLISHED, strict=True)
    got = empirical_bayes_scores(n, expected, prior=OPEN_EBGM)
    assert got.fraction[:5] == pytest.approx(np.array(fraction[:5], dtype=float), abs=1e-7)
    np.testing.assert_allclose(got.ebgm, ebgm, atol=0.0051)
    # openEBGM halves intervals until they are shorter than 0.01, and rounds.
    np.testing.assert_allclose(got.eb05, low, atol=0.0101)
    np.testing.assert_allclose(got.eb95, high, atol=0.0101)
    assert got.signal.tolist() == [False] * 5 + [True] * 5
    assert (got.origin, got.fit) == (PriorOrigin.GIVEN, None)


def test_scores_are_those_of_the_integrated_posterior() -> None:
    """A thousand priors and counts: the posterior's weights on a fine grid of ln λ, by Bayes' rule and nothing else."""
    random = np.random.default_rng(1)
    grid = np.linspace(-300, 8, 6001)
    ratio = np.exp(grid)
    for _ in range(1000):
        prior, n, expected = (
            random_prior(random),
            int(random.integers(0, 60)),
            float(random.uniform(0.01, 40)),
        )
        seen = np.exp(n * (grid + np.log(expected)) - expected * ratio - gammaln(n + 1))
        # The density of ln λ is λ times that of λ.
        weights = [
            weight * np.exp(shape * (np.log(rate) + grid) - rate * ratio - gammaln(shape)) * seen
            for weight, shape, rate in (
                (prior.p, prior.alpha1, prior.beta1),
                (1 - prior.p, prior.alpha2, prior.beta2),
            )
        ]
        total = sum(float(weight.sum()) for weight in weights)
        assert posterior_fraction(prior, [n], [expected])[0] == pytest.approx(
            float(weights[0].sum()) / total, rel=1e-6, abs=1e-12
        )
        mean = float(((weights[0] + weights[1]) * grid).sum()) / total
        assert np.log(empirical_bayes_geometric_mean(prior, [n], [expected])[0]) == pytest.approx(
            mean, abs=1e-5
        )


def test_quantiles_leave_their_probability_below_them() -> None:
    random = np.random.default_rng(2)
    for _ in range(100):
        prior = random_prior(random)
        n, expected = random.integers(0, 500, 10), np.exp(random.uniform(-9, 6, 10))
        probability = float(random.choice([1e-6, 0.05, 0.5, 0.95, 0.999]))
        quantile = posterior_quantile(prior, n, expected, probability)
        fraction = posterior_fraction(prior, n, expected)
        below = fraction * stats.gamma.cdf(quantile, prior.alpha1 + n, scale=1 / (prior.beta1 + expected))
        below += (1 - fraction) * stats.gamma.cdf(
            quantile, prior.alpha2 + n, scale=1 / (prior.beta2 + expected)
        )
        np.testing.assert_allclose(below, probability, rtol=1e-9)


def brute_likelihood(prior: GammaMixture, n: Array, expected: Array, least: int) -> float:
    parts = []
    for alpha, beta in ((prior.alpha1, prior.beta1), (prior.alpha2, prior.beta2)):
        seen = stats.nbinom(alpha, beta / (beta + expected))
        parts.append(seen.pmf(n) / seen.sf(least - 1))
    return float(-np.log(prior.p * parts[0] + (1 - prior.p) * parts[1]).sum())


@pytest.mark.parametrize("least", [0, 1, 2, 4])
def test_likelihood_is_that_of_two_truncated_distributions(least: int) -> None:
    random = np.random.default_rng(least)
    for _ in range(250):
        prior = random_prior(random)
        n, expected = least + random.integers(0, 9, 12).astype(float), np.exp(random.uniform(-3, 3, 12))
        got = negative_log_likelihood(prior, n, expected, least_count=least)
        assert got == pytest.approx(brute_likelihood(prior, n, expected, least), rel=1e-8)
        twice = negative_log_likelihood(prior, n, expected, weights=np.full(12, 2.0), least_count=least)
        assert twice == pytest.approx(2 * got)


@pytest.mark.parametrize("least", [0, 1, 3])
def test_slope_of_the_likelihood_is_its_difference(least: int) -> None:
    random = np.random.default_rng(10 + least)
    for _ in range(334):
        logs = random.uniform(-2, 2, 5)
        n, expected = least + random.integers(0, 9, 6).astype(float), np.exp(random.uniform(-3, 3, 6))
        cells = _cells(n, expected, None, least)
        _, slope = _value_and_slope(logs, cells)
        for place, step in enumerate(np.eye(5) * 1e-5):
            up, down = _value_and_slope(logs + step, cells)[0], _value_and_slope(logs - step, cells)[0]
            assert slope[place] == pytest.approx((up - down) / 2e-5, rel=1e-4, abs=1e-5)


def simulated(cells: int, seed: int) -> tuple[Array, Array, GammaMixture]:
    truth = GammaMixture(alpha1=3.0, beta1=0.4, alpha2=2.0, beta2=2.0, p=0.07)
    random = np.random.default_rng(seed)
    expected = random.choice(np.exp(np.linspace(-3, 3, 40)), cells)
    first = random.random(cells) < truth.p
    ratio = np.where(
        first,
        random.gamma(truth.alpha1, 1 / truth.beta1, cells),
        random.gamma(truth.alpha2, 1 / truth.beta2, cells),
    )
    return random.poisson(ratio * expected).astype(float), expected, truth


def test_fit_finds_the_prior_that_made_the_counts() -> None:
    n, expected, truth = simulated(200_000, 3)
    fit = fit_prior(n, expected, least_count=0)
    assert fit.agreeing_starts == fit.starts == len(STARTS)
    for name, within in (("alpha1", 0.15), ("beta1", 0.1), ("alpha2", 0.1), ("beta2", 0.1), ("p", 0.1)):
        assert getattr(fit.prior, name) == pytest.approx(getattr(truth, name), rel=within)
    assert fit.negative_log_likelihood <= negative_log_likelihood(truth, n, expected, least_count=0)


def test_no_prior_near_the_fitted_one_is_likelier() -> None:
    n, expected, _ = simulated(1500, 4)
    n, expected = n[n > 0], expected[n > 0]
    fit = fit_prior(n, expected)
    assert fit.negative_log_likelihood == pytest.approx(negative_log_likelihood(fit.prior, n, expected))
    random = np.random.default_rng(5)
    for _ in range(1000):
        shaken = np.exp(random.normal(0, 0.05, 5))
        near = GammaMixture(
            alpha1=fit.prior.alpha1 * shaken[0],
            beta1=fit.prior.beta1 * shaken[1],
            alpha2=fit.prior.alpha2 * shaken[2],
            beta2=fit.prior.beta2 * shaken[3],
            p=min(fit.prior.p * shaken[4], 0.999),
        )
        assert negative_log_likelihood(near, n, expected) >= fit.negative_log_likelihood - 1e-6


def test_prior_is_fitted_only_to_pairs_enough() -> None:
    n, expected, _ = simulated(1500, 6)
    many, few = empirical_bayes_scores(n, expected), empirical_bayes_scores(n[:150], expected[:150])
    assert (many.origin, few.origin) == (PriorOrigin.FITTED, PriorOrigin.DEFAULT)
    assert many.fit is not None
    assert many.fit.cells == int((n > 0).sum())
    assert many.prior.alpha1 / many.prior.beta1 > many.prior.alpha2 / many.prior.beta2
    assert few.prior is DUMOUCHEL_1999
    assert np.all((many.eb05 < many.ebgm) & (many.ebgm < many.eb95))


@pytest.mark.parametrize(
    ("n", "expected"),
    [([1] * 300, [0.5] * 300), ([1] * 300, [1e-9] * 300), ([10**6] * 300, [10.0**6] * 300)],
    ids=["all equal", "hardly expected", "huge"],
)
def test_scores_of_counts_that_are_all_the_same_are_numbers(n: list[float], expected: list[float]) -> None:
    got = empirical_bayes_scores(n, expected)
    for scores in (got.ebgm, got.eb05, got.eb95, got.fraction):
        assert np.all(np.isfinite(scores))
    assert np.all(got.eb05 <= got.ebgm)


def test_scores_of_the_edges() -> None:
    hardly = GammaMixture(alpha1=1e-5, beta1=1e-5, alpha2=1e5, beta2=1e5, p=1e-6)
    of_zero = empirical_bayes_scores([0, 0, 1], [5.0, 0.0, 1e-6], prior=hardly)
    assert np.all(np.isfinite(of_zero.ebgm) & np.isfinite(of_zero.eb05) & np.isfinite(of_zero.eb95))
    nothing = empirical_bayes_scores([], [])
    assert (nothing.ebgm.size, nothing.origin) == (0, PriorOrigin.DEFAULT)
    got = empirical_bayes_scores([0, 0, 10**9, 1], [0.0, 1e9, 1e9, 1e-12])
    assert np.isnan(got.relative_reporting_ratio[0])
    assert got.ebgm[1] < 1e-8
    assert got.ebgm[2] == pytest.approx(1.0)
    assert np.all(np.isfinite(got.ebgm) & np.isfinite(got.eb05) & np.isfinite(got.eb95))


@pytest.mark.parametrize(
    ("n", "expected", "said"),
    [
        ([1, -1], [1.0, 1.0], r"n\[1\] must be a whole count"),
        ([0.5], [1.0], r"n\[0\] must be a whole count"),
        ([1], [float("nan")], r"expected\[0\] must be 0 or more"),
        ([0, 2], [0.0, 0.0], r"expected\[1\] must be above 0 where something was reported"),
        ([1], [1.0, 2.0], "one length"),
    ],
)
def test_what_is_no_count_is_named(n: list[float], expected: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        empirical_bayes_scores(n, expected)


@pytest.mark.parametrize("change", [{"alpha1": 0.0}, {"beta2": -1.0}, {"p": 1.0}, {"alpha2": float("inf")}])
def test_prior_refuses_what_is_no_mixture(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        GammaMixture(**({"alpha1": 1.0, "beta1": 1.0, "alpha2": 1.0, "beta2": 1.0, "p": 0.5} | change))


def test_fit_refuses_what_it_cannot_take() -> None:
    with pytest.raises(ValueError, match="below least_count"):
        fit_prior([1, 0], [1.0, 1.0])
    with pytest.raises(ValueError, match="take DUMOUCHEL_1999"):
        fit_prior([], [])
    with pytest.raises(ValueError, match="weights must be above 0"):
        fit_prior([1], [1.0], weights=[0.0])
    with pytest.raises(ValueError, match="probability must lie"):
        posterior_quantile(DUMOUCHEL_1999, [1], [1.0], 5)


def test_pairs_reported_once_each_are_not_taken_for_never_reported() -> None:
    scores = empirical_bayes_scores([1] * 300, [0.5] * 300)
    assert (scores.origin, scores.prior) == (PriorOrigin.DEFAULT, DUMOUCHEL_1999)
    assert 0.5 < scores.ebgm[0] < 2


def test_fit_that_knows_one_ratio_only_is_not_taken() -> None:
    """A single pair with two reports among three hundred with one: the likeliest prior has no spread at all."""
    scores = empirical_bayes_scores([1] * 300 + [2], [0.1] * 301)
    assert (scores.origin, scores.prior) == (PriorOrigin.DEFAULT, DUMOUCHEL_1999)
    assert scores.fit is not None
    assert max(scores.fit.prior.alpha1, scores.fit.prior.alpha2) > SHARP
    assert scores.ebgm[-1] > scores.ebgm[0] > 1
