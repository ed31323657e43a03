"""Run lengths against the papers and SAS, and against many charts run to their alarm."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.complaints.detectors import (
    Sided,
    Standardization,
    ewma_arl,
    normal_cusum_arl,
    poisson_cusum_arl,
    standardize_counts,
    standardized_cusum_arl,
)

# Lucas and Crosier (1982), table 1: k 0.5, h 4, two-sided; shift, run length, the same with a head start of h / 2
LUCAS_CROSIER = [
    (0, 168, 149), (0.25, 74.2, 62.7), (0.5, 26.6, 20.1), (0.75, 13.3, 8.97), (1, 8.38, 5.29), (1.5, 4.75, 2.86),
    (2, 3.34, 2.01), (2.5, 2.62, 1.59), (3, 2.19, 1.32), (4, 1.71, 1.07), (5, 1.31, 1.01),
]  # fmt: skip


@pytest.mark.parametrize(("shift", "zero_start", "fast_start"), LUCAS_CROSIER)
def test_two_sided_run_lengths_are_those_of_lucas_and_crosier(
    shift: float, zero_start: float, fast_start: float
) -> None:
    assert normal_cusum_arl(0.5, 4, shift=shift, sided=Sided.TWO) == pytest.approx(zero_start, rel=4e-3)
    found = normal_cusum_arl(0.5, 4, shift=shift, sided=Sided.TWO, head_start=2)
    assert found == pytest.approx(fast_start, rel=6e-3)


def test_two_sided_in_control_run_lengths_are_those_of_textbooks() -> None:
    assert round(normal_cusum_arl(0.5, 4, sided=Sided.TWO)) == 168
    assert round(normal_cusum_arl(0.5, 5, sided=Sided.TWO)) == 465


@pytest.mark.parametrize(
    ("shift", "length"),
    # Vance (1986), table 1: k 0, h 10, one-sided
    [
        (-0.25, 2071.51),
        (-0.125, 400.28),
        (0, 124.66),
        (0.125, 59.30),
        (0.25, 36.71),
        (0.5, 20.37),
        (0.75, 14.06),
        (1, 10.75),
    ],
)
def test_one_sided_run_lengths_are_those_of_vance(shift: float, length: float) -> None:
    assert normal_cusum_arl(0, 10, shift=shift) == pytest.approx(length, rel=5e-5, abs=0.005)


def test_run_lengths_are_those_of_waldmann_and_of_sas() -> None:
    assert normal_cusum_arl(0.5, 3, shift=0.5) == pytest.approx(17.35, abs=0.005)
    assert normal_cusum_arl(0.6, 3, shift=-0.2, sided=Sided.TWO) == pytest.approx(65.4, abs=0.1)
    # SAS/QC 1999
    assert normal_cusum_arl(0.25, 8, shift=2.5) == pytest.approx(4.1500836225, abs=2e-7)
    assert normal_cusum_arl(0.25, 8, shift=2.5, head_start=0.1) == pytest.approx(4.1061588131, abs=2e-7)
    assert normal_cusum_arl(0.25, 8, shift=2.5, sided=Sided.TWO) == pytest.approx(4.1500826715, abs=2e-6)
    assert ewma_arl(0.25, 3, shift=1) == pytest.approx(11.154267016, abs=1e-8)


@pytest.mark.parametrize(
    ("lam", "sigmas", "shift", "length"),
    # Crowder (1987), table 1; Lucas and Saccucci (1990), table 3
    [
        (0.5, 2, 0, 26.45),
        (0.5, 2, 1, 4.91),
        (0.05, 2, 0, 127.53),
        (0.05, 2, 0.5, 18.97),
        (0.5, 3.071, 1, 17.5),
        (0.03, 2.437, 1, 12.6),
    ],
)
def test_ewma_run_lengths_are_those_of_crowder(
    lam: float, sigmas: float, shift: float, length: float
) -> None:
    assert ewma_arl(lam, sigmas, shift=shift) == pytest.approx(length, rel=3e-3)


@pytest.mark.parametrize(
    ("mean", "head_start", "length"),
    # Lucas (1985), k 2, h 6, as Lawson's IAcsSPCR prints it
    [(1.88, 0, 37.2), (1.88, 3, 29.19), (1.88 + 0.9627 * 1.88**0.5, 0, 5.49), (1.88 + 0.9627 * 1.88**0.5, 3, 3.33)],
)  # fmt: skip
def test_poisson_run_lengths_are_those_of_lucas(mean: float, head_start: float, length: float) -> None:
    assert poisson_cusum_arl(mean, 2, 6, head_start=head_start) == pytest.approx(length, abs=0.01)


@pytest.mark.parametrize(
    ("mean", "k", "h", "length", "fast_start"),
    # surveillance::arlCusum 1.20.3, with a head start of h / 2 in the last column
    [(2.4, 3, 10, 548.362265528738, 513.671872451632), (1, 1.3, 4.4, 87.4775041752654, 78.0315543258)],
)
def test_poisson_run_lengths_are_those_of_surveillance(
    mean: float, k: float, h: float, length: float, fast_start: float
) -> None:
    assert poisson_cusum_arl(mean, k, h) == pytest.approx(length, rel=1e-10)
    assert poisson_cusum_arl(mean, k, h, head_start=h / 2) == pytest.approx(fast_start, rel=1e-9)


def simulated(step: NDArray[np.floating], h: float) -> float:
    """Mean periods to the alarm of charts (rows) over their periods (columns); all must have ended."""
    total, length = np.zeros(len(step)), np.zeros(len(step))
    running = np.ones(len(step), dtype=bool)
    for period in range(step.shape[1]):
        total = np.maximum(0, total + step[:, period])
        length[running] += 1
        running &= total < h
    assert not running.any()
    return float(length.mean())


@pytest.mark.parametrize(("mean", "k", "h"), [(2.0, 2.5, 3.0), (0.5, 0.75, 1.5), (4.0, 4.2, 5.0)])
def test_poisson_run_lengths_are_those_of_charts_run(mean: float, k: float, h: float) -> None:
    counts = np.random.default_rng(1).poisson(mean, (4000, 600))
    assert simulated(counts - k, h) == pytest.approx(poisson_cusum_arl(mean, k, h), rel=0.06)


@pytest.mark.parametrize("standardization", Standardization)
def test_standardised_run_lengths_are_those_of_charts_run(standardization: Standardization) -> None:
    counts = np.random.default_rng(2).poisson(6.0, (4000, 400))
    run = simulated(standardize_counts(counts, 4.0, standardization) - 0.5, 3.0)
    found = standardized_cusum_arl(4.0, 0.5, 3.0, standardization=standardization, true_mean=6.0)
    assert found == pytest.approx(run, rel=0.05)


def test_z_scores_have_the_run_length_of_the_counts_themselves() -> None:
    exact = poisson_cusum_arl(4.0, 5.0, 6.0)
    assert standardized_cusum_arl(4.0, 0.5, 3.0, states=600) == pytest.approx(exact, rel=1e-6)


def test_normal_run_lengths_are_those_of_charts_run() -> None:
    values = np.random.default_rng(3).normal(0.5, 1, (4000, 400))
    assert simulated(values - 0.5, 4.0) == pytest.approx(normal_cusum_arl(0.5, 4, shift=0.5), rel=0.05)


@pytest.mark.parametrize(
    "action",
    [
        partial(normal_cusum_arl, 0.5, 0),
        partial(normal_cusum_arl, 0.5, 4, head_start=4),
        partial(poisson_cusum_arl, 0, 1, 3),
        partial(poisson_cusum_arl, 1, 1.003, 300.001),
        partial(standardized_cusum_arl, -1.0, 1, 3),
        partial(ewma_arl, 0, 3),
    ],
)
def test_bad_settings_are_refused(action: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match="give"):
        action()


def test_run_lengths_that_floats_cannot_tell_are_infinite_and_never_negative() -> None:
    assert normal_cusum_arl(3, 10) == math.inf
    assert normal_cusum_arl(0.5, 5, shift=-3) == math.inf
    assert poisson_cusum_arl(100, 150, 100) == math.inf
    assert normal_cusum_arl(0.5, 5, shift=4, sided=Sided.TWO) == pytest.approx(
        normal_cusum_arl(0.5, 5, shift=4)
    )


def test_a_large_mean_takes_no_more_memory_than_its_spread() -> None:
    assert standardized_cusum_arl(1e5, 0.5, 4) == pytest.approx(normal_cusum_arl(0.5, 4), rel=0.03)
