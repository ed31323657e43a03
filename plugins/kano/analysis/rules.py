"""Which category a factor is given: the most frequent one, with ties, with a tolerance, or by majority."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING
from plugins.kano.analysis.frequencies import Frequencies
from plugins.kano.categories import CATEGORIES, Category, CategoryRule

TOLERANCE: Final = 0.06
"""Up to this category strength two categories are taken for equal (R's stp25kano, two margins of about 2.5 points each)."""


def category_of(
    frequencies: Frequencies, rule: CategoryRule = CategoryRule.MODAL, tolerance: float = TOLERANCE
) -> Category | None:
    """The category of a factor; None where nobody answered.

    tolerance: for the rule of that name, the largest category strength, a share of n, at which two count as equal. The two
    are the most frequent of M, O, A, I, R; where Q is the most frequent of all, it stays. Raises ValueError for a
    tolerance below 0.
    """
    code = int(chosen_codes(np.array(frequencies.counts, dtype=np.int64), rule, tolerance))
    return None if code == MISSING else CATEGORIES[code]


def tied_categories(frequencies: Frequencies) -> tuple[Category, ...]:
    """The most frequent categories: one, or those that tie; none where nobody answered."""
    most = max(frequencies.counts)
    return tuple(category for category, count in frequencies.items() if count == most and most)


def chosen_codes(
    counts: NDArray[np.int64], rule: CategoryRule = CategoryRule.MODAL, tolerance: float = TOLERANCE
) -> NDArray[np.int8]:
    """category_of for many factors or samples at once: places in CATEGORIES, MISSING where there is no answer.

    counts: any shape, its last axis the six categories.
    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance is {tolerance}: give a share of the answers, 0 or more")
    match CategoryRule(rule):
        case CategoryRule.MODAL:
            chosen = np.argmax(counts, axis=-1)
        case CategoryRule.TOLERANCE:
            chosen = _tolerant(counts, tolerance)
        case CategoryRule.MAJORITY:
            chosen = _by_majority(counts)
    return np.where(counts.any(axis=-1), chosen, MISSING).astype(np.int8)


def _tolerant(counts: NDArray[np.int64], tolerance: float) -> NDArray[np.intp]:
    # stable, so that what ties keeps the order of CATEGORIES; the earlier of two columns is the one that goes first
    meant, questionable = counts[..., :5], counts[..., 5]
    first, second = np.moveaxis(np.argsort(-meant, axis=-1, kind="stable")[..., :2], -1, 0)
    runner_up = np.take_along_axis(meant, second[..., None], axis=-1)[..., 0]
    near = (category_strengths(counts) <= tolerance) & (runner_up > 0)
    preferred = np.where(near, np.minimum(first, second), first)
    chosen: NDArray[np.intp] = np.where(questionable > meant.max(axis=-1), 5, preferred)
    return chosen


def _by_majority(counts: NDArray[np.int64]) -> NDArray[np.intp]:
    wanted, rest = counts[..., :3], counts[..., 3:]
    prevails = wanted.sum(axis=-1) > rest.sum(axis=-1)
    chosen: NDArray[np.intp] = np.where(prevails, np.argmax(wanted, axis=-1), 3 + np.argmax(rest, axis=-1))
    return chosen


def category_strengths(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The lead of the largest over the second of M, O, A, I, R as a share of n (Lee and Newcomb, 1997); 0 without answers.

    counts: any shape, its last axis the six categories.
    """
    ordered = np.sort(counts[..., :5], axis=-1)
    strengths: NDArray[np.float64] = (ordered[..., -1] - ordered[..., -2]) / np.maximum(
        counts.sum(axis=-1), 1
    )
    return strengths
