"""Samples of a study drawn anew from itself: the counts that other respondents of the same kind might have given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import Answers
from plugins.kano.analysis.frequencies import Frequencies, category_codes
from plugins.kano.categories import CATEGORIES
from plugins.kano.evaluation_table import STANDARD, EvaluationTable

_DRAWS_AT_ONCE: Final = 4_000_000
"""How many respondents are drawn before they are counted, so that memory stays in tens of megabytes."""

_CHEAPER: Final = 20
"""So many draws of a respondent cost what one draw of how often a pattern of answers comes costs."""


def resample_counts(frequencies: Sequence[Frequencies], samples: int, seed: int) -> NDArray[np.int64]:
    """Counts of each sample, factor and category, each factor drawn by itself: samples × factors × 6.

    Drawing n answers with replacement from a factor's answers is drawing its six counts from a multinomial distribution, so
    that counts are all that is needed. seed: equal ones give equal samples. Raises ValueError for fewer than one sample and a
    seed below 0.
    """
    _require_samples(samples, seed)
    counts = np.array([one.counts for one in frequencies], dtype=np.int64).reshape(-1, len(CATEGORIES))
    n = counts.sum(axis=1)
    shares = counts / np.maximum(n, 1)[:, None]
    return np.random.default_rng(seed).multinomial(n, shares, size=(samples, len(counts)))


def resample_respondents(
    functional: Answers,
    dysfunctional: Answers,
    table: EvaluationTable = STANDARD,
    *,
    samples: int,
    seed: int,
) -> NDArray[np.int64]:
    """Counts of each sample, factor and category, whole respondents drawn: samples × factors × 6.

    A respondent comes with the answers to all factors, so that what is said of several factors together holds too, and what
    is missing varies as it would. Arguments and errors as of category_codes; seed, samples as of resample_counts.
    """
    _require_samples(samples, seed)
    codes = category_codes(functional, dysfunctional, table)
    respondents, factors = codes.shape
    if not respondents:
        return np.zeros((samples, factors, len(CATEGORIES)), np.int64)
    rng = np.random.default_rng(seed)
    patterns, frequency = np.unique(codes, axis=0, return_counts=True)
    if len(patterns) * _CHEAPER <= respondents:
        # Of few factors many say the same: how often each pattern comes is drawn at once, with the same distribution.
        codes, times = patterns, _patterns_drawn(frequency, samples, rng)
    else:
        times = _times_drawn(respondents, samples, rng)
    said = (codes[:, :, None] == np.arange(len(CATEGORIES))).reshape(len(codes), -1)
    # sums of whole numbers below 2**53 are exact in float64, and products of matrices fast
    answered = said.astype(np.float64)
    drawn = np.concatenate([some @ answered for some in times])
    counts: NDArray[np.int64] = np.rint(drawn).astype(np.int64)
    return counts.reshape(samples, factors, len(CATEGORIES))


def _patterns_drawn(
    frequency: NDArray[np.int64], samples: int, rng: np.random.Generator
) -> Iterator[NDArray[np.float64]]:
    """How often each pattern is in each sample, some samples at a time. frequency: of each among the respondents."""
    at_once = max(1, _DRAWS_AT_ONCE // len(frequency))
    for start in range(0, samples, at_once):
        rows = min(at_once, samples - start)
        times = rng.multinomial(frequency.sum(), frequency / frequency.sum(), size=rows)
        yield times.astype(np.float64)


def _times_drawn(respondents: int, samples: int, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """How often each respondent is in each sample, some samples at a time."""
    at_once = max(1, _DRAWS_AT_ONCE // respondents)
    for start in range(0, samples, at_once):
        rows = min(at_once, samples - start)
        # 32 bits halve the time; there are never more places than draws at once, or respondents
        places = rng.integers(respondents, size=(rows, respondents), dtype=np.int32)
        places += (np.arange(rows) * respondents).astype(np.int32)[:, None]
        times = np.bincount(places.ravel(), minlength=rows * respondents)
        yield times.reshape(rows, respondents).astype(np.float64)


def _require_samples(samples: int, seed: int) -> None:
    if samples < 1:
        raise ValueError(f"samples is {samples}: draw at least one, 2,000 for intervals to report")
    if seed < 0:
        raise ValueError(f"seed is {seed}: give a whole number, 0 or more")
