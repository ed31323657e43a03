"""One factor: its category by each rule, how strong and how sure it is, and what its presence and absence do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plugins.kano.analysis.coefficients import coefficients
from plugins.kano.analysis.fong import CRITICAL_VALUE, FongTest, fong_test
from plugins.kano.analysis.frequencies import Frequencies
from plugins.kano.analysis.rules import TOLERANCE, category_of, tied_categories
from plugins.kano.analysis.uniformity import UniformityTest, uniformity_test
from plugins.kano.categories import CATEGORIES, Category, CategoryRule
from saas.plugin_api import wilson_interval

FEW_ANSWERS: Final = 30
"""Below so many answers a result is only indicative."""

LOW_CATEGORY_STRENGTH: Final = 0.06
LEAST_TOTAL_STRENGTH: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShare:
    """How much of the answers is one category: count, share of n and the share's Wilson interval; None without answers."""

    category: Category
    count: int
    share: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAnalysis:
    """What the answers to one factor say; shares are of n, all pairs answered, R and Q among them. None: nobody answered.

    category: the modal one; tied: the most frequent ones, more than one where they tie. tolerance_category,
    majority_category: by the other rules, with the tolerance used; rules_differ: modal and majority do not agree.
    total_strength: M+O+A. category_strength: the lead of the largest over the second of M, O, A, I, R. better, worse: None
    too where every answer is R or Q. indicative: fewer than 30 answers.
    """

    frequencies: Frequencies
    n: int
    missing: int
    category: Category | None
    tied: tuple[Category, ...]
    tolerance_category: Category | None
    tolerance: float
    majority_category: Category | None
    rules_differ: bool
    total_strength: float | None
    category_strength: float | None
    better: float | None
    worse: float | None
    fong: FongTest | None
    uniformity: UniformityTest | None
    indicative: bool

    @property
    def is_combination(self) -> bool | None:
        """Whether the category strength is below .06, so that the factor belongs to no single category."""
        return None if self.category_strength is None else self.category_strength < LOW_CATEGORY_STRENGTH

    @property
    def is_wanted(self) -> bool | None:
        """Whether the total strength is at least .60, the rule by which Lee and Newcomb let a factor in."""
        return None if self.total_strength is None else self.total_strength >= LEAST_TOTAL_STRENGTH

    def category_by(self, rule: CategoryRule) -> Category | None:
        """The category that a rule gives."""
        return {
            CategoryRule.MODAL: self.category,
            CategoryRule.TOLERANCE: self.tolerance_category,
            CategoryRule.MAJORITY: self.majority_category,
        }[rule]


def analyse_factor(
    frequencies: Frequencies, *, tolerance: float = TOLERANCE, critical_value: float = CRITICAL_VALUE
) -> FactorAnalysis:
    """All figures of one factor.

    tolerance: of the rule of that name, a share of n. critical_value: of Fong's test. Raises ValueError for a tolerance
    below 0 and a critical value that is not above 0.
    """
    category = category_of(frequencies)
    majority = category_of(frequencies, CategoryRule.MAJORITY)
    found = coefficients(
        must_be=frequencies.must_be,
        one_dimensional=frequencies.one_dimensional,
        attractive=frequencies.attractive,
        indifferent=frequencies.indifferent,
    )
    return FactorAnalysis(
        frequencies=frequencies,
        n=frequencies.n,
        missing=frequencies.missing,
        category=category,
        tied=tied_categories(frequencies),
        tolerance_category=category_of(frequencies, CategoryRule.TOLERANCE, tolerance),
        tolerance=tolerance,
        majority_category=majority,
        rules_differ=category != majority,
        total_strength=total_strength(frequencies),
        category_strength=category_strength(frequencies),
        better=found.better,
        worse=found.worse,
        fong=fong_test(frequencies, critical_value),
        uniformity=uniformity_test(frequencies),
        indicative=frequencies.n < FEW_ANSWERS,
    )


def total_strength(frequencies: Frequencies) -> float | None:
    """The share of M, O and A, of those who want the factor at all (Lee and Newcomb, 1997); None where nobody answered."""
    wanted = frequencies.must_be + frequencies.one_dimensional + frequencies.attractive
    return wanted / frequencies.n if frequencies.n else None


def category_strength(frequencies: Frequencies) -> float | None:
    """The lead of the largest over the second of M, O, A, I, R as a share of n (Lee and Newcomb, 1997); None without answers.

    Below about .06 a factor belongs to no single category.
    """
    second, first = sorted(frequencies.counts[:5])[-2:]
    return (first - second) / frequencies.n if frequencies.n else None


def class_shares(frequencies: Frequencies, confidence: float = 0.95) -> tuple[ClassShare, ...]:
    """The share of each category with its Wilson interval, in the order of CATEGORIES.

    confidence: above 0, below 1, else ValueError.
    """
    return tuple(
        ClassShare(
            category=category,
            count=frequencies[category],
            share=frequencies.share(category),
            interval=wilson_interval(frequencies[category], frequencies.n, confidence),
        )
        for category in CATEGORIES
    )
