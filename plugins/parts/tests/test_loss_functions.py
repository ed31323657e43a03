"""Loss functions against published values, scipy's distributions and sums over everything that can happen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from plugins.parts.policy import (
    Loss,
    discrete_loss,
    gamma_loss,
    gamma_second_loss,
    lognormal_loss,
    negative_binomial_loss,
    normal_loss,
    normal_second_loss,
    poisson_loss,
    poisson_second_loss,
    standard_normal_loss,
    standard_normal_loss_inverse,
    standard_normal_second_loss,
    uniform_loss,
    uniform_second_loss,
)

MISSING: float = None  # type: ignore[assignment] # what a caller without types may pass
CHANCES = [0.13, 0.15, 0.02, 0.15, 0.10, 0.02, 0.04, 0.09, 0.15, 0.15]


@pytest.mark.parametrize(
    ("found", "loss", "complementary"),
    [
        # Snyder and Shen (2019), appendix C, as computed by stockpyl 1.0.2
        (standard_normal_loss(-1.4), 1.436668142708465, 0.036668142708465),
        (standard_normal_loss(0.3), 0.266761242117210, 0.566761242117210),
        (standard_normal_loss(3.1), 2.672490952231408e-04, 3.100267249095223),
        (standard_normal_second_loss(1.3), 0.01880706693657111, 1.326192933063429),
        (normal_loss(11.0, 8, 3), 0.249946411763059, 3.249946411763059),
        (normal_loss(18.6, 15, 3), 0.1683073521514889, 3.7683073521514903),
        (normal_second_loss(18.6, 15, 3), 0.21486028212500707, 10.765139717874998),
        (gamma_second_loss(4, 2, 3), 10.280288386513346, 0.7197116134866537),
        (gamma_second_loss(1, 1, 5), 20.46826882694954, 0.031731173050459915),
        (uniform_second_loss(4, 2, 8), 1.7777777777777777, 0.2222222222222222),
        (lognormal_loss(10, 2, 0.3), 0.283649738881062, 2.554491200971182),
        (lognormal_loss(2.5, 1, 0.5), 0.887025638033385, 0.306808789115353),
        (gamma_loss(4, 2, 3), 2.635971381157268, 0.635971381157268),
        (gamma_loss(1, 1, 5), 4.0936537653899085, 0.09365376538990855),  # the exponential with rate .2
        (uniform_loss(4, 2, 8), 1.3333333333333333, 0.3333333333333333),
        (poisson_loss(220, 200), 0.536005857158494, 20.536005857158482),
        (poisson_loss(5, 7), 2.2926001256973, 0.2926001256973),
        (discrete_loss(6, range(1, 11), CHANCES), 1.27, 1.71),
    ],
)
def test_loss_is_the_published_one(found: Loss, loss: float, complementary: float) -> None:
    assert found.loss == pytest.approx(loss, abs=1e-9)
    assert found.complementary == pytest.approx(complementary, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "mean", "sd", "loss", "complementary"),
    [
        (14, 23.333333333333336, 8.819171036881968, 9.740089476453932, 0.406758474515445),
        (28, 23.333333333333336, 8.819171036881968, 1.805485505752903, 6.472154141707762),
        (10, 15, 6.123724356957944, 5.533809274622726, 0.533809274627819),
    ],
)
def test_negative_binomial_loss_is_that_of_stockpyl_to_its_four_places(
    x: float, mean: float, sd: float, loss: float, complementary: float
) -> None:
    found = negative_binomial_loss(x, mean, sd)
    assert found.loss == pytest.approx(loss, abs=1e-5)
    assert found.complementary == pytest.approx(complementary, abs=1e-5)


@pytest.mark.parametrize(
    ("z", "loss"), [(0.0, 0.3989), (1.0, 0.08332), (1.5, 0.02931), (2.0, 0.008491), (3.0, 0.0003822)]
)
def test_standard_normal_loss_is_that_of_the_textbooks_table(z: float, loss: float) -> None:
    # Silver, Pyke and Peterson (1998), table B.1
    assert standard_normal_loss(z).loss == pytest.approx(loss, rel=2e-4)


def test_counted_losses_are_sums_over_what_can_happen() -> None:
    draw = np.random.default_rng(1)
    for _ in range(1000):
        mean, x = float(draw.gamma(1, 6)), float(draw.uniform(-3, 40))
        x = float(np.round(x)) if draw.random() < 0.5 else x
        sd = float(np.sqrt(mean * (1 + draw.gamma(1, 2))))
        many = np.arange(0, 900)
        success = mean / sd**2
        for found, kind in (
            (poisson_loss(x, mean), stats.poisson(mean)),
            (negative_binomial_loss(x, mean, sd), stats.nbinom(mean * success / (1 - success), success)),
        ):
            chances = kind.pmf(many)
            assert found.loss == pytest.approx(float(chances @ np.maximum(many - x, 0)), rel=1e-8, abs=1e-10)
            assert found.complementary == pytest.approx(
                float(chances @ np.maximum(x - many, 0)), rel=1e-8, abs=1e-10
            )


def test_continuous_losses_are_integrals_of_the_tail() -> None:
    draw, (nodes, weights) = np.random.default_rng(2), np.polynomial.legendre.leggauss(120)
    for _ in range(1000):
        mean, sd, shape = float(draw.uniform(-5, 50)), float(draw.uniform(0.1, 20)), float(draw.uniform(1, 9))
        x = mean + float(draw.uniform(-3, 3)) * sd
        for found, kind, at in (
            (normal_loss(x, mean, sd), stats.norm(mean, sd), x),
            (gamma_loss(abs(x), shape, sd), stats.gamma(shape, scale=sd), abs(x)),
            (lognormal_loss(abs(x), 2, shape / 20), stats.lognorm(shape / 20, scale=np.exp(2)), abs(x)),
        ):
            half = max(float(kind.isf(1e-13)) - at, 0) / 2
            loss = half * float(weights @ kind.sf(at + half * (nodes + 1)))
            assert found.loss == pytest.approx(loss, rel=1e-6, abs=1e-8)
            assert found.loss - found.complementary == pytest.approx(
                float(kind.mean()) - at, rel=1e-9, abs=1e-9
            )


def test_uniform_losses_are_means_over_the_range() -> None:
    draw, steps = np.random.default_rng(5), (np.arange(20_000) + 0.5) / 20_000
    for low, width, x in zip(
        draw.normal(0, 9, 1000), draw.gamma(1, 9, 1000), draw.normal(5, 9, 1000), strict=True
    ):
        gaps = low + width * steps - x
        found = uniform_loss(x, low, low + width)
        assert found.loss == pytest.approx(float(np.maximum(gaps, 0).mean()), abs=1e-6)
        assert found.complementary == pytest.approx(float(np.maximum(-gaps, 0).mean()), abs=1e-6)


@settings(max_examples=1000, deadline=None)
@given(st.floats(-30, 30), st.floats(0.001, 1e6))
def test_second_loss_is_half_the_mean_square(z: float, sd: float) -> None:
    short, whole = standard_normal_second_loss(z), normal_second_loss(z * sd, 0, sd)
    assert short.loss + short.complementary == pytest.approx((z * z + 1) / 2, rel=1e-12)
    assert whole.loss == pytest.approx(short.loss * sd * sd, rel=1e-9, abs=1e-30 * sd * sd)


def test_second_losses_are_half_the_mean_squares() -> None:
    draw, counts = np.random.default_rng(33), np.arange(300)
    nodes, weights = np.polynomial.legendre.leggauss(120)
    for _ in range(1000):
        mean, x = float(draw.gamma(1, 8)), int(draw.integers(-3, 30))
        found, chances = poisson_second_loss(x, mean), stats.poisson.pmf(counts, mean)
        above, below = np.maximum(counts - x, 0), np.maximum(x - counts, 0)
        assert found.loss == pytest.approx(float(chances @ (above * np.maximum(above - 1, 0))) / 2, abs=1e-9)
        assert found.complementary == pytest.approx(float(chances @ (below * (below + 1))) / 2, abs=1e-9)
    for _ in range(500):
        low, width, shape, at = (float(number) for number in draw.gamma(2, 2, 4))
        for loss, kind in (
            (uniform_second_loss(at, low, low + width), stats.uniform(low, width)),
            (gamma_second_loss(at, shape + 1, width), stats.gamma(shape + 1, scale=width)),
        ):
            least, most = float(kind.ppf(0)), float(kind.isf(1e-14))
            way = (
                max(most - max(at, least), 0) / 2 * (nodes + 1)
            )  # from where demand may begin to exceed the level
            over = max(at, least) - at + way
            exceeding = float(weights @ (over * kind.sf(at + over))) * max(most - max(at, least), 0) / 2
            certain = max(least - at, 0) ** 2 / 2
            assert loss.loss == pytest.approx(exceeding + certain, rel=1e-6, abs=1e-9)
            both = (float(kind.var()) + (float(kind.mean()) - at) ** 2) / 2
            assert loss.loss + loss.complementary == pytest.approx(both, rel=1e-9)


def test_second_loss_is_the_integral_of_the_first() -> None:
    for z in np.linspace(-6, 6, 49):
        area = quad(lambda at: standard_normal_loss(at).loss, z, 12, epsabs=1e-13)[0]
        assert standard_normal_second_loss(float(z)).loss == pytest.approx(area, abs=1e-11)


@settings(max_examples=1000, deadline=None)
@given(st.floats(-35, 35))
def test_inverse_finds_the_safety_factor_again(z: float) -> None:
    assert standard_normal_loss_inverse(standard_normal_loss(z).loss) == pytest.approx(z, abs=1e-8)


@pytest.mark.parametrize("value", [5e-324, 1e-300, 1e-20, 0.3, 0.3989, 0.4, 1.0, 1e6, 1e50])
def test_inverse_takes_any_value_above_nothing(value: float) -> None:
    z = standard_normal_loss_inverse(value)
    assert standard_normal_loss(z).loss == pytest.approx(max(value, 1e-300), rel=1e-9)


def test_known_demand_is_short_of_the_difference() -> None:
    assert normal_loss(3, 5, 0) == Loss(loss=2, complementary=0)
    assert normal_second_loss(8, 5, 0) == Loss(loss=0, complementary=4.5)
    assert normal_loss(0, 5, 1e-300).loss == 5
    assert poisson_loss(-2.5, 0) == Loss(loss=2.5, complementary=0)
    assert negative_binomial_loss(4, 0, 3) == Loss(loss=0, complementary=4)
    assert uniform_loss(4, 3, 3) == Loss(loss=0, complementary=1)
    assert gamma_loss(-1, 2, 3) == Loss(loss=7, complementary=0)


@pytest.mark.parametrize("huge", [1e12, 1e50])
def test_huge_levels_stay_finite(huge: float) -> None:
    for found in (
        standard_normal_loss(huge),
        normal_loss(huge, 0, 1),
        poisson_loss(huge, 10),
        negative_binomial_loss(huge, 10, 9),
    ):
        assert (found.loss, found.complementary) == pytest.approx((0, huge))


def test_near_poisson_spread_is_a_poisson() -> None:
    nearly, exactly = negative_binomial_loss(4, 3, np.sqrt(3 * (1 + 1e-6))), poisson_loss(4, 3)
    assert nearly.loss == pytest.approx(exactly.loss, rel=1e-5)
    assert negative_binomial_loss(4, 3, 1) == exactly


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: normal_loss(1, 2, -1), "sd is negative"),
        (lambda: normal_loss(float("nan"), 2, 1), "x must be a finite number"),
        (lambda: poisson_loss(1, MISSING), "mean must be a finite number, got None"),
        (lambda: gamma_loss(1, 0, 1), "shape must be above 0"),
        (lambda: uniform_loss(1, 3, 2), "exchange them"),
        (lambda: discrete_loss(1, [1, 2], [0.5, 0.6]), "sums to 1"),
        (lambda: discrete_loss(1, [1, 2, 3], [0.5, 0.5]), "differ in length"),
        (lambda: discrete_loss(1, [1, 2], [1.5, -0.5]), r"probabilities\[1\] must be at least 0"),
        (lambda: discrete_loss(1, [], []), "sums to 1"),
        (lambda: standard_normal_loss_inverse(0), "value must be above 0"),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
