"""Claims and payments that are worth a second look. Every result is for review and says nothing of anybody's intent."""

from plugins.budget.anomaly.benford import (
    Benford,
    BenfordVerdict,
    DigitTest,
    Sign,
    Unfitness,
    benford,
    benford_of_counts,
    expected_shares,
    leading_digits,
)
from plugins.budget.anomaly.duplicates import DuplicateGroup, DuplicateMatch, Duplicates, find_duplicates
from plugins.budget.anomaly.excess import Excess, binomial_upper_p, excess, hypergeometric_upper_p
from plugins.budget.anomaly.just_below import JustBelow, ReferenceBand, just_below_limit
from plugins.budget.anomaly.robust import AmountScale, CategorySpread, RobustZ, Side, SpreadMeasure, robust_z
from plugins.budget.anomaly.round_numbers import GroupExcess, round_numbers, round_numbers_by_group
from plugins.budget.anomaly.weekends import is_day_off, weekend_postings

__all__ = [
    "AmountScale",
    "Benford",
    "BenfordVerdict",
    "CategorySpread",
    "DigitTest",
    "DuplicateGroup",
    "DuplicateMatch",
    "Duplicates",
    "Excess",
    "GroupExcess",
    "JustBelow",
    "ReferenceBand",
    "RobustZ",
    "Side",
    "Sign",
    "SpreadMeasure",
    "Unfitness",
    "benford",
    "benford_of_counts",
    "binomial_upper_p",
    "excess",
    "expected_shares",
    "find_duplicates",
    "hypergeometric_upper_p",
    "is_day_off",
    "just_below_limit",
    "leading_digits",
    "robust_z",
    "round_numbers",
    "round_numbers_by_group",
    "weekend_postings",
]
