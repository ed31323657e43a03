"""How sure the figures of a study are: percentile intervals, and how often another sample would give the same category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING, Answers
from plugins.kano.analysis.coefficients import coefficients_of
from plugins.kano.analysis.frequencies import Frequencies, tally
from plugins.kano.analysis.resampling import resample_counts, resample_respondents
from plugins.kano.analysis.rules import TOLERANCE, category_of, category_strengths, chosen_codes
from plugins.kano.categories import CATEGORIES, Category, CategoryRule
from plugins.kano.evaluation_table import STANDARD, EvaluationTable

SAMPLES: Final = 2_000
SEED: Final = 20_260_101
"""Fixed, so that the same study gives the same intervals whenever it is looked at."""


class Resampling(StrEnum):
    """What was drawn with replacement."""

    ANSWERS = "answers"
    """The answers to each factor by itself: the multinomial bootstrap of its counts."""
    RESPONDENTS = "respondents"
    """Whole respondents with all their answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapFactor:
    """One factor over all samples. Intervals are percentiles (type 7); None where no sample has the figure.

    category: by the rule, of the answers themselves. category_probability: the share of samples that give it the same;
    category_probabilities: the share of each category, adding up to 1. undefined_share: the share of samples without M, O,
    A and I, which have neither better nor worse. sensitivity: the distance from the origin of the better-worse map.
    """

    category: Category | None
    category_probability: float | None
    category_probabilities: Mapping[Category, float]
    better: tuple[float, float] | None
    worse: tuple[float, float] | None
    sensitivity: tuple[float, float] | None
    total_strength: tuple[float, float] | None
    category_strength: tuple[float, float] | None
    undefined_share: float
    rule: CategoryRule
    resampling: Resampling
    confidence: float
    samples: int
    seed: int


def bootstrap(
    frequencies: Sequence[Frequencies],
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = 0.95,
    rule: CategoryRule = CategoryRule.MODAL,
    tolerance: float = TOLERANCE,
) -> tuple[BootstrapFactor, ...]:
    """Intervals and class probabilities of each factor from its counts, each factor drawn by itself (Efron, 1979).

    samples: 1 or more. confidence: above 0, below 1. rule, tolerance: how samples get their category. Raises ValueError
    outside of these.
    """
    drawn = resample_counts(frequencies, samples, seed)
    summary = _Summary(
        rule=rule,
        tolerance=tolerance,
        confidence=confidence,
        seed=seed,
        resampling=Resampling.ANSWERS,
    )
    return tuple(summary.of(one, drawn[:, place]) for place, one in enumerate(frequencies))


def bootstrap_respondents(
    functional: Answers,
    dysfunctional: Answers,
    table: EvaluationTable = STANDARD,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    confidence: float = 0.95,
    rule: CategoryRule = CategoryRule.MODAL,
    tolerance: float = TOLERANCE,
) -> tuple[BootstrapFactor, ...]:
    """The same with whole respondents drawn, so that missing answers vary too. Arguments: category_codes and bootstrap."""
    drawn = resample_respondents(functional, dysfunctional, table, samples=samples, seed=seed)
    summary = _Summary(
        rule=rule,
        tolerance=tolerance,
        confidence=confidence,
        seed=seed,
        resampling=Resampling.RESPONDENTS,
    )
    observed = tally(functional, dysfunctional, table)
    return tuple(summary.of(one, drawn[:, place]) for place, one in enumerate(observed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Summary:
    """What is asked of the samples of a factor."""

    rule: CategoryRule
    tolerance: float
    confidence: float
    seed: int
    resampling: Resampling

    def __post_init__(self) -> None:
        """Refuse what is no confidence."""
        if not 0 < self.confidence < 1:
            raise ValueError(
                f"confidence is {self.confidence}: give a share above 0 and below 1, such as .95"
            )

    def of(self, observed: Frequencies, counts: NDArray[np.int64]) -> BootstrapFactor:
        """The samples of one factor, samples × 6, in one place."""
        n = counts.sum(axis=1)
        better, worse = coefficients_of(counts)
        category = category_of(observed, self.rule, self.tolerance)
        probabilities = self._probabilities(counts)
        return BootstrapFactor(
            category=category,
            category_probability=None if category is None else probabilities[category],
            category_probabilities=probabilities,
            better=self._interval(better),
            worse=self._interval(worse),
            sensitivity=self._interval(np.hypot(better, worse)),
            total_strength=self._interval(counts[n > 0, :3].sum(axis=1) / n[n > 0]),
            category_strength=self._interval(category_strengths(counts[n > 0])),
            undefined_share=float(np.isnan(better).mean()),
            rule=self.rule,
            resampling=self.resampling,
            confidence=self.confidence,
            samples=len(counts),
            seed=self.seed,
        )

    def _probabilities(self, counts: NDArray[np.int64]) -> dict[Category, float]:
        codes = chosen_codes(counts, self.rule, self.tolerance)
        codes = codes[codes != MISSING]
        shares = np.bincount(codes, minlength=len(CATEGORIES)) / max(1, len(codes))
        return {category: float(share) for category, share in zip(CATEGORIES, shares, strict=True)}

    def _interval(self, values: NDArray[np.float64]) -> tuple[float, float] | None:
        known = values[~np.isnan(values)]
        if not known.size:
            return None
        tail = (1 - self.confidence) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return float(low), float(high)
