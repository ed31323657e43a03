"""Fong's test: whether the most frequent category leads the second by more than chance, and how many answers that takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isclose, sqrt
from typing import Final

from plugins.kano.analysis.frequencies import Frequencies
from plugins.kano.categories import CATEGORIES, Category

CRITICAL_VALUE: Final = 1.65
"""The normal deviate that Fong printed: 5 per cent, one-sided."""

_LARGEST_DEVIATE: Final = 38  # the probability beyond is 0 as a float


@dataclass(frozen=True, slots=True, kw_only=True)
class FongTest:
    """The two most frequent of M, O, A, I, R, by how much they differ, and what they would have to differ by."""

    first: Category
    second: Category
    difference: int
    threshold: float
    significant: bool
    critical_value: float
    n: int


def fong_test(frequencies: Frequencies, critical_value: float = CRITICAL_VALUE) -> FongTest | None:
    """Whether a, the largest of M, O, A, I, R, leads b, the second, significantly (Fong, 1996, CQM Journal 5, 21-24).

    It does not where |a-b| < z·√((a+b)(2n-a-b)/(2n)), n with the questionable answers, nor where a = b. critical_value: z.
    None where nobody answered. Raises ValueError for a critical value that is not above 0, or above 38.
    """
    _require_positive(critical_value)
    n = frequencies.n
    if not n:
        return None
    # stable: of equal counts the earlier of M > O > A > I > R comes first
    first, second = sorted(CATEGORIES[:5], key=frequencies.__getitem__, reverse=True)[:2]
    a, b = frequencies[first], frequencies[second]
    threshold = critical_value * sqrt((a + b) * (2 * n - a - b) / (2 * n))
    return FongTest(
        first=first,
        second=second,
        difference=a - b,
        threshold=threshold,
        significant=a > b and a - b >= threshold,
        critical_value=critical_value,
        n=n,
    )


def fong_sample_size(first_share: float, second_share: float, critical_value: float = CRITICAL_VALUE) -> int:
    """How many answers it takes for two shares to differ significantly: z²/2·(p1+p2)(2-p1-p2)/(p1-p2)², rounded up.

    Fong's threshold solved for n; 1.65²/2 is the 1.3613 of the literature. first_share, second_share: expected shares of
    the two most frequent categories, in any order. Raises ValueError for shares outside of 0 to 1, a sum above 1, or
    equal ones, which no number of answers tells apart.
    """
    _require_positive(critical_value)
    for name, share in (("first_share", first_share), ("second_share", second_share)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share}: give a share from 0 to 1")
    both = first_share + second_share
    # shares typed as decimals may add up to a hair above 1
    if both > 1 + 1e-9:
        raise ValueError(f"first_share and second_share add up to {both}: give shares of the same answers")
    if isclose(first_share, second_share, rel_tol=0, abs_tol=1e-9):
        raise ValueError("first_share equals second_share: no number of answers tells them apart")
    exact = critical_value**2 / 2 * both * (2 - both) / (first_share - second_share) ** 2
    # what is whole but for rounding is not rounded up
    return max(1, ceil(exact * (1 - 1e-12)))


def _require_positive(critical_value: float) -> None:
    if not 0 < critical_value <= _LARGEST_DEVIATE:
        raise ValueError(f"critical_value is {critical_value}: give a normal deviate above 0, such as 1.65")
