"""Whether M, O, A and I are equally frequent: a weak question, asked because the literature prints its answer."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import chdtrc

from plugins.kano.analysis.frequencies import Frequencies


@dataclass(frozen=True, slots=True, kw_only=True)
class UniformityTest:
    """Pearson's chi-squared of M, O, A, I against equal counts; doubtful where less than 5 of each were expected."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    expected: float


def uniformity_test(frequencies: Frequencies) -> UniformityTest | None:
    """Chi-squared over M, O, A, I with three degrees of freedom, R and Q left out; None where all four are 0."""
    observed = frequencies.counts[:4]
    total = sum(observed)
    if not total:
        return None
    expected = total / 4
    statistic = sum((count - expected) ** 2 for count in observed) / expected
    return UniformityTest(
        statistic=statistic, degrees_of_freedom=3, p_value=float(chdtrc(3, statistic)), expected=expected
    )
